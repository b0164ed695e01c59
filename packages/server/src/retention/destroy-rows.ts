import type { AcrossWriter } from '../audit/index.ts'
import {
  type BucketsOfDay,
  type DueBucket,
  deleteDueKeys,
  goneCount,
  goneRecords,
  type Keyring,
} from '../keys/index.ts'
import { isHeldByOthers, waitBriefly } from '../platform/brief-wait.ts'
import { noteDestroyed } from './destruction-entries.ts'

export interface RowsDeps {
  readonly keyring: Keyring
  readonly writer: AcrossWriter
  readonly nowMs: number
  readonly clauses: readonly string[]
  /** Record keys in one transaction. */
  readonly batch: number
}

/**
 * Destroys record keys that are due where the bucket's key has to stay: what else is in it is not due. Answers how many. In batches, each a transaction with
 * its entries: what a batch destroyed is unreadable and not found from its commit on, and is written down to be cleared; a crash between two leaves the rest
 * for the next run.
 */
export async function destroyRows(deps: RowsDeps, due: readonly DueBucket[]): Promise<number> {
  const days = Map.groupBy(due, (b) => b.day)
  let destroyed = 0
  for (const [day, of] of days) {
    const [buckets, versions] = [of.map((b) => b.bucket), of.map((b) => b.version)]
    for (;;) {
      const n = await destroyNext(deps, { day, buckets, versions })
      destroyed += n
      if (n < deps.batch) break
    }
  }
  return destroyed
}

/** Waits a little for keys that others hold; where that is too long, passes over them. */
async function destroyNext(deps: RowsDeps, of: BucketsOfDay): Promise<number> {
  try {
    return await keyBatch(deps, of, false)
  } catch (error) {
    if (!isHeldByOthers(error)) throw error
    return await keyBatch(deps, of, true)
  }
}

/** Commit point: before it a crash leaves the keys of the batch; after it none of them, the entry that names them, and the note of what to clear. */
async function keyBatch(deps: RowsDeps, of: BucketsOfDay, passing: boolean): Promise<number> {
  const { keyring, writer, nowMs, clauses, batch } = deps
  const { value } = await writer.across(async (tx, entries) => {
    const destroy = () => deleteDueKeys(tx, of, nowMs, batch, passing)
    const gone = await (passing ? destroy() : waitBriefly(tx, destroy))
    const byTenant = gone.map(({ tenant, keys }) => ({
      tenant,
      keys: goneCount(keys),
      records: goneRecords(keys),
    }))
    await noteDestroyed(keyring, tx, entries, byTenant, { until: new Date(nowMs).toISOString(), clauses })
    return byTenant.reduce((n, t) => n + t.keys, 0)
  })
  return value
}
