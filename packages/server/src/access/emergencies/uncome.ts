import type { Entries } from '../../audit/index.ts'
import { offBoard, type PeopleDeps, personId } from '../../identity/index.ts'
import type { Tx } from '../../platform/db.ts'
import type { Caller } from '../../platform/route.ts'
import { endAccessOf } from '../ending/end-access-of.ts'
import { BREAK_GLASS_REVIEW } from './break-glass-kind.ts'

/** Somebody whom the machine's operator made administrator, and who has not come so far. */
export interface Uncome {
  readonly person: Buffer
  /** Until when they may still come. */
  readonly untilMs: number
}

/**
 * Those made by break-glass before who never came, held until the end of the transaction: whoever comes at this moment waits, or has come and is not
 * among them. One transaction at a time is here in a tenant.
 */
export async function lockUncome(tx: Tx, tenant: number): Promise<readonly Uncome[]> {
  await tx.query({ text: `SELECT pg_advisory_xact_lock(hashtext('access.break-glass'), $1)` }, [tenant])
  const rows = await tx.query<{ id: Buffer; enrol_until_ms: number }>(
    {
      text: `SELECT p.id, p.enrol_until_ms FROM identity.person p
             WHERE p.tenant = $1 AND p.state = 'invited' AND p.active_ms IS NULL AND EXISTS (
               SELECT FROM access.request r WHERE r.tenant = $1 AND r.kind = $2 AND r.subject = 'per_' || encode(p.id, 'hex'))
             ORDER BY p.id FOR NO KEY UPDATE OF p`,
    },
    [tenant, BREAK_GLASS_REVIEW],
  )
  return rows.map((row) => ({ person: row.id, untilMs: row.enrol_until_ms }))
}

/** Their link, what they have begun and their roles end as those of somebody who leaves. Nothing of theirs is elsewhere: no task begins. */
export async function endUncome(
  tx: Tx,
  entries: Entries,
  people: PeopleDeps,
  by: Caller,
  uncome: readonly Uncome[],
  nowMs: number,
): Promise<void> {
  const deps = {
    ...people,
    elsewhere: async () => [],
    tasksDueMs: async (leftMs: number) => leftMs,
    endAccess: (...of: [Tx, Entries, Caller, Buffer]) => endAccessOf(...of, nowMs),
  }
  for (const { person } of uncome)
    await offBoard(deps, tx, entries, by, { person: personId(person), source: 'operator' })
}
