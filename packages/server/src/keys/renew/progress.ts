import { newId } from '../../platform/ids.ts'
import type { KeysDeps } from '../keys-deps.ts'

export interface Progress {
  readonly done: number
  readonly total: number
}

export interface RotationOptions {
  /** Rows in one transaction; 500 when not given. */
  readonly batch?: number
  /** Called after every batch: to report, to slow down, or to stop by throwing. What was done stays done. */
  readonly onProgress?: (progress: Progress) => void | Promise<void>
}

export type RotationKind = 'epoch' | 'tenant' | 'bucket'

export const BATCH = 500

/** The figures of one renewal, kept in the database for whoever asks. Only figures: what remains to be done is read from the keys. */
export class RotationProgress {
  readonly #deps: KeysDeps
  readonly #id: Buffer
  readonly #report: RotationOptions['onProgress']
  #done: number
  #total: number

  private constructor(
    deps: KeysDeps,
    row: { id: Buffer; done: number; total: number },
    report: RotationOptions['onProgress'],
  ) {
    this.#deps = deps
    this.#id = row.id
    this.#done = row.done
    this.#total = row.total
    this.#report = report
  }

  /** Takes up the row of an interrupted renewal: `remaining` is added to what it had done. */
  static async start(
    deps: KeysDeps,
    kind: RotationKind,
    subject: string,
    remaining: number,
    report: RotationOptions['onProgress'],
  ): Promise<RotationProgress> {
    const [row] = await deps.database.across.read.query<{ id: Buffer; done: number; total: number }>(
      {
        text: `INSERT INTO keys.rotation AS r (id, kind, subject, total, started_at_ms, updated_at_ms) VALUES ($1, $2, $3, $4, $5, $5)
               ON CONFLICT (kind, subject) WHERE finished_at_ms IS NULL
               DO UPDATE SET total = r.done + $4, updated_at_ms = $5 RETURNING id, done, total`,
      },
      [newId(deps.clock.now()), kind, subject, remaining, deps.clock.now()],
    )
    if (!row) throw new Error('a rotation was not recorded')
    return new RotationProgress(deps, row, report)
  }

  /** `n` more are done. The total grows when it turns out to have been too small: writers go on meanwhile. */
  async advance(n: number): Promise<void> {
    this.#done += n
    this.#total = Math.max(this.#total, this.#done)
    await this.#save(false)
    await this.#report?.({ done: this.#done, total: this.#total })
  }

  async finish(): Promise<Progress> {
    this.#total = this.#done
    await this.#save(true)
    return { done: this.#done, total: this.#total }
  }

  async #save(finished: boolean): Promise<void> {
    const now = this.#deps.clock.now()
    await this.#deps.database.across.read.query(
      {
        text: 'UPDATE keys.rotation SET done = $2, total = $3, updated_at_ms = $4, finished_at_ms = $5 WHERE id = $1',
      },
      [this.#id, this.#done, this.#total, now, finished ? now : null],
    )
  }
}
