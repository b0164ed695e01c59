import type { Batch } from '../write/lane.ts'
import type { PendingBatch } from './pending-batch.ts'

const MOST_BYTES = 32 << 20

/**
 * Batches that this process built, hashed and signed itself and saw committed, until the sequencer in the same process takes them up. One that
 * comes back from the table byte for byte needs no parsing, hashing and verifying again; whatever differs in anything is looked at like a
 * stranger's. Bounded: what is too much is forgotten, oldest first, and costs time only.
 */
export class KnownBatches {
  readonly #batches = new Map<string, Batch>()
  #bytes = 0

  keep(batch: Batch): void {
    this.#batches.set(nameOf(batch), batch)
    this.#bytes += batch.entries.length
    for (const [name, oldest] of this.#batches) {
      if (this.#bytes <= MOST_BYTES) break
      this.#forget(name, oldest)
    }
  }

  /** The batch that a row holds, where this process made it and every byte of the row is as it was made. Forgotten afterwards. */
  take(row: PendingBatch): Batch | undefined {
    const name = nameOf(row)
    const batch = this.#batches.get(name)
    if (batch === undefined) return undefined
    this.#forget(name, batch)
    const same =
      batch.leaves.length === row.count &&
      batch.dueMs === row.due &&
      batch.prev.equals(row.prev) &&
      batch.head.equals(row.head) &&
      batch.signature.equals(row.signature) &&
      row.entries !== null &&
      batch.entries.equals(row.entries)
    return same ? batch : undefined
  }

  #forget(name: string, batch: Batch): void {
    this.#batches.delete(name)
    this.#bytes -= batch.entries.length
  }
}

const nameOf = ({ lane, batch }: { readonly lane: Buffer; readonly batch: number }) =>
  `${lane.toString('latin1')}${batch}`
