import type { Tx } from '../platform/db.ts'
import { dayOf } from './days.ts'

export interface DestroyedKey {
  readonly tenant: number
  readonly record: Buffer
  readonly group: number
  readonly bucket: number
  readonly dueMs: number
}

/**
 * Deletes record keys that were due by `safeNow` (the earliest of the clocks that must agree, in milliseconds), longest overdue first, at most
 * `limit`; those being changed right now are left to the next call. Answers which, for the entries and cells of the same transaction. What
 * is deleted is unreadable from the commit; what lingers of it on disk dies with its bucket's key.
 */
export async function destroyDue(tx: Tx, safeNow: number, limit: number): Promise<DestroyedKey[]> {
  return await tx.query<DestroyedKey & object>(
    {
      name: 'keys-destroy-due',
      text: `DELETE FROM keys.record_key k USING (
               SELECT tenant, record, grp, day FROM keys.record_key
               WHERE day <= $2 AND due_ms <= $1 ORDER BY due_ms LIMIT $3 FOR UPDATE SKIP LOCKED
             ) d
             WHERE k.day <= $2 AND k.tenant = d.tenant AND k.record = d.record AND k.grp = d.grp AND k.day = d.day
             RETURNING k.tenant, k.record, k.grp AS "group", k.bucket, k.due_ms AS "dueMs"`,
    },
    [safeNow, dayOf(safeNow), limit],
  )
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
