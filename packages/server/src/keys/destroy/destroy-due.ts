import type { Tx } from '../../platform/db.ts'
import { dayOf } from '../days.ts'

export interface DestroyedKey {
  readonly tenant: number
  readonly record: Buffer
  readonly group: number
  readonly bucket: number
  readonly dueMs: number
}

const KEY_BYTES = 16 + 2 + 8

// Answered packed, a row a bucket: ten thousand rows would cost the driver more than PostgreSQL spends on the keys. Without a name, so that it is planned
// for what is asked: few rows go by index, a day's worth by one pass.
const DESTROY = {
  text: `WITH due AS MATERIALIZED (
           SELECT tenant, record, grp, day FROM keys.record_key
           WHERE day <= $2 AND due_ms <= $1 AND ($4::bigint[] IS NULL OR bucket = ANY($4::bigint[]))
           ORDER BY due_ms LIMIT $3 FOR UPDATE SKIP LOCKED
         ), gone AS (
           DELETE FROM keys.record_key k USING due d
           WHERE k.day <= $2 AND k.tenant = d.tenant AND k.record = d.record AND k.grp = d.grp AND k.day = d.day
           RETURNING k.tenant, k.record, k.grp, k.bucket, k.due_ms
         )
         SELECT tenant, bucket, string_agg(record || int2send(grp) || int8send(due_ms), '') AS keys FROM gone GROUP BY tenant, bucket`,
}

/**
 * Deletes record keys that were due by `safeNow` (the earliest of the clocks that must agree, in milliseconds), longest overdue first, at most
 * `limit`, in these buckets or in all; those being changed right now are left to the next call. Answers which, for the entries and cells of the same
 * transaction. What is deleted is unreadable from the commit; what lingers of it on disk dies with its bucket's key.
 */
export async function destroyDue(
  tx: Tx,
  safeNow: number,
  limit: number,
  buckets: readonly number[] | null = null,
): Promise<DestroyedKey[]> {
  const rows = await tx.query<{ tenant: number; bucket: number; keys: Buffer }>(DESTROY, [
    safeNow,
    dayOf(safeNow),
    limit,
    buckets,
  ])
  const gone: DestroyedKey[] = []
  for (const { tenant, bucket, keys } of rows) {
    for (let at = 0; at < keys.length; at += KEY_BYTES) {
      const [record, group] = [keys.subarray(at, at + 16), keys.readInt16BE(at + 16)]
      gone.push({ tenant, record, group, bucket, dueMs: Number(keys.readBigInt64BE(at + 18)) })
    }
  }
  return gone
}

/** How many record keys are overdue, and since when the longest: by reading, not by destroying. */
export async function overdue(
  sql: Pick<Tx, 'query'>,
  now: number,
): Promise<{ count: number; oldestMs: number | null }> {
  const [row] = await sql.query<{ count: number; oldestMs: number | null }>(
    {
      name: 'keys-overdue',
      text: 'SELECT count(*) AS count, min(due_ms) AS "oldestMs" FROM keys.record_key WHERE due_ms <= $1',
    },
    [now],
  )
  return row ?? { count: 0, oldestMs: null }
}
