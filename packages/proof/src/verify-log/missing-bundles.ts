import { entriesPath, TILE_WIDTH } from '../tiles/tile-path.ts'
import type { Problems } from './problems.ts'

/** Bundles that are not there, kept as runs until the log was read: an entry further on may have announced it. */
export class MissingBundles {
  readonly #runs: { first: number; end: number; lastEntry: number }[] = []

  add(index: number, endEntry: number): void {
    const last = this.#runs.at(-1)
    if (last !== undefined && last.end === index) {
      last.end = index + 1
      last.lastEntry = endEntry
    } else this.#runs.push({ first: index, end: index + 1, lastEntry: endEntry })
  }

  /** Reports the bundles that reach above `bound`; answers how many entries were pruned with leave. */
  settle(bound: number, problems: Problems): number {
    let pruned = 0
    for (const { first, end, lastEntry } of this.#runs) {
      for (let index = first; index < end && !problems.full; index++) {
        const from = index * TILE_WIDTH
        const to = Math.min(from + TILE_WIDTH, index + 1 === end ? lastEntry : Number.MAX_SAFE_INTEGER)
        if (to <= bound) pruned += to - from
        else {
          const message = `entries ${from} to ${to - 1} are missing`
          problems.add({ code: 'bundle_missing', index: from, path: entriesPath(index, to - from), message })
        }
      }
    }
    return pruned
  }
}
