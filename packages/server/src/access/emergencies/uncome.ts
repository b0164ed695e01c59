import type { Entries } from '../../audit/index.ts'
import { entryBy, offBoard, type PeopleDeps, personId } from '../../identity/index.ts'
import type { Tx } from '../../platform/db.ts'
import { formatId } from '../../platform/ids.ts'
import type { Caller } from '../../platform/route.ts'
import { endAccessOf } from '../ending/end-access-of.ts'
import { requestDecided } from '../events.ts'
import { REQUEST_ID } from '../requests/request-row.ts'
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

/**
 * What was to be reviewed of those who never came, in the transaction in which another takes their place: nothing was done by it, so that it is closed
 * without a review. It stays with its entries, and names what replaced it. Who left and came back has been here, though they are as invited. Answers the requests, `req_…`; one that was
 * reviewed is left as it is.
 */
export async function closeReviewsOf(
  tx: Tx,
  entries: Entries,
  by: Caller,
  uncome: readonly Uncome[],
  replacedBy: string,
  nowMs: number,
): Promise<readonly string[]> {
  const rows = await tx.query<{ id: Buffer }>(
    {
      text: `UPDATE access.request SET state = 'withdrawn', decided_by = 'system', decided_ms = $3, effect = $4
             WHERE tenant = $1 AND kind = $2 AND state = 'approved' AND review IS NULL AND subject = ANY ($5) AND NOT EXISTS (
               SELECT FROM identity.person p WHERE p.tenant = $1 AND 'per_' || encode(p.id, 'hex') = subject AND p.last_seen_ms IS NOT NULL) RETURNING id`,
    },
    [
      by.tenant,
      BREAK_GLASS_REVIEW,
      nowMs,
      JSON.stringify({ replacedBy }),
      uncome.map(({ person }) => personId(person)),
    ],
  )
  const closed = rows.map(({ id }) => formatId(REQUEST_ID, id))
  for (const request of closed) {
    entries.add({
      kind: requestDecided,
      outcome: 'success',
      ...entryBy(by),
      detail: { request, of: BREAK_GLASS_REVIEW, state: 'withdrawn', replaced_by: replacedBy },
    })
  }
  return closed
}
