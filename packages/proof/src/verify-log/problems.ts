/** What can be wrong with a log. The codes are stable; messages may change. */
export type ProblemCode =
  | 'checkpoint_missing'
  | 'checkpoint_invalid'
  | 'bundle_missing'
  | 'bundle_malformed'
  | 'tile_missing'
  | 'tile_size_wrong'
  | 'unreadable'
  | 'entry_mismatch'
  | 'entry_missing'
  | 'entry_foreign'
  | 'entry_not_canonical'
  | 'tile_mismatch'
  | 'root_mismatch'
  | 'root_unverifiable'
  | 'lane_malformed'
  | 'lane_batch_missing'
  | 'lane_entry_missing'
  | 'lane_out_of_order'
  | 'lane_prev_mismatch'
  | 'earlier_checkpoint_invalid'
  | 'rollback'
  | 'fork'
  | 'promise_invalid'
  | 'promise_broken'
  | 'promise_batch_mismatch'

/** One thing that is wrong, and where. */
export interface Problem {
  readonly code: ProblemCode
  /** Index of the entry. */
  readonly index?: number
  /** Path in the log's layout. */
  readonly path?: string
  /** Lane id, with the batch and position meant where they are known. */
  readonly lane?: string
  readonly batch?: number
  readonly pos?: number
  readonly message: string
}

/** Collects problems up to a number: a hostile log must not fill memory or run for ever. */
export class Problems {
  readonly list: Problem[] = []
  readonly #most: number

  constructor(most: number) {
    this.#most = most
  }

  get full(): boolean {
    return this.list.length >= this.#most
  }

  add(problem: Problem): void {
    if (!this.full) this.list.push(problem)
  }
}

export function reason(error: unknown): string {
  return error instanceof Error ? error.message : 'unknown error'
}
