import type { Entries } from '../audit/index.ts'
import { type ClearedBucket, type DueBucket, noteCleared } from '../keys/index.ts'
import type { Tx } from '../platform/db.ts'
import { clearGone } from '../vault/index.ts'
import { destroyDue } from './destroy-due.ts'
import type { RowsDeps } from './destroy-rows.ts'
import { noteDestroyed, tenantNames } from './destruction-entries.ts'
import { bucketCleared } from './events.ts'

/** Rows of destroyed keys, 2,000 keys each, that are cleared in one transaction. */
const GONE_ROWS = 5

/**
 * Clears away what destroyed keys left behind: tags and records; suppressions take their place. In no hurry, as `clearRows`. Answers whether nothing is left.
 */
export async function clearDestroyed({ writer }: RowsDeps, untilMs: number): Promise<boolean> {
  for (;;) {
    const { value } = await writer.across((tx, entries) => clearGone(tx, entries, GONE_ROWS))
    if (value.taken === value.busy) return value.busy === 0
    if (performance.now() >= untilMs) return false
  }
}

/**
 * Clears away what is left of destroyed buckets: rows of record keys that nothing opens any more, with their tags and records; suppressions take their
 * place. It is in no hurry: it ends after the batch in which `untilMs` (steady time) passes, and the next run goes on. Answers how many rows went.
 */
export async function clearRows(deps: RowsDeps, due: readonly DueBucket[], untilMs: number): Promise<number> {
  let cleared = 0
  for (const { bucket, day } of due) {
    for (;;) {
      const n = await rowBatch(deps, [bucket], { bucket, day })
      cleared += n
      if (n < deps.batch) break
      if (performance.now() >= untilMs) return cleared
    }
  }
  return cleared
}

/** Commit point: before it a crash leaves rows, tags and records of the batch as they were; after it none of them, and the suppressions are there. */
async function rowBatch(
  deps: RowsDeps,
  buckets: readonly number[],
  of: { readonly bucket?: number; readonly day?: number },
): Promise<number> {
  const { keyring, writer, nowMs, clauses, batch } = deps
  const { value } = await writer.across(async (tx, entries) => {
    const destroyed = await destroyDue(tx, nowMs, batch, buckets)
    const detail = { ...of, until: new Date(nowMs).toISOString(), clauses }
    await noteDestroyed(keyring, tx, entries, destroyed.byTenant, detail)
    if (of.bucket !== undefined && destroyed.keys > 0) await count(tx, of.bucket, destroyed.keys)
    return destroyed.keys
  })
  return value
}

const count = (tx: Tx, bucket: number, keys: number) =>
  tx.query(
    {
      name: 'retention-count-cleared',
      text: 'UPDATE keys.bucket SET cleared_keys = cleared_keys + $2 WHERE bucket = $1 AND state = $3',
    },
    [bucket, keys, 'destroyed'],
  )

const NOTED_AT_ONCE = 1000

/** Says of destroyed buckets of which nothing is left that it is so, and how much it was. Answers how many. */
export async function endClearing({ keyring, writer, nowMs }: RowsDeps): Promise<number> {
  const { clock } = keyring.deps
  const { value } = await writer.across(async (tx, entries) => {
    const cleared = await noteCleared(tx, nowMs, clock.now(), NOTED_AT_ONCE)
    await noteCleaning(tx, entries, cleared)
    return cleared.length
  })
  return value
}

async function noteCleaning(tx: Tx, entries: Entries, cleared: readonly ClearedBucket[]): Promise<void> {
  const names = await tenantNames(
    tx,
    cleared.map((b) => b.tenant),
  )
  for (const { bucket, tenant, day, keys, destroyedMs } of cleared) {
    // One in which nothing was left says nothing that its destruction did not.
    if (keys === 0) continue
    const detail = { bucket, tenant, day, keys, unreadable: new Date(destroyedMs).toISOString() }
    entries.add({
      kind: bucketCleared,
      outcome: 'success',
      actor: 'system',
      tenant: names.get(tenant),
      detail,
    })
  }
}
