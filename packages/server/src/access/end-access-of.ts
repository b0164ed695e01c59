import type { Entries } from '../audit/index.ts'
import type { Tx } from '../platform/db.ts'
import type { Caller } from '../platform/route.ts'
import { principalText } from './principals.ts'
import { endRequestsOf } from './withdraw-request.ts'

/**
 * Ends all that somebody who leaves was given here: grants, those of their cases too, roles, cases, and what they asked for. In the caller's
 * transaction, which raises the generation and makes the one entry that counts it all. Answers counts by kind.
 */
export async function endAccessOf(
  tx: Tx,
  entries: Entries,
  by: Caller,
  person: Buffer,
  nowMs: number,
): Promise<Readonly<Record<string, number>>> {
  const values = [by.tenant, person, nowMs, by.principalId]
  const count = async (text: string) => (await tx.query({ text }, values)).length
  const live = 'tenant = $1 AND principal = $2 AND revoked_ms IS NULL'
  return {
    grants: await count(
      `UPDATE access.grant SET revoked_ms = $3, revoked_by = $4 WHERE ${live} RETURNING id`,
    ),
    assignments: await count(
      `UPDATE access.assignment SET revoked_ms = $3, revoked_by = $4 WHERE ${live} RETURNING id`,
    ),
    cases: await count(
      `UPDATE access.case SET ended_ms = $3, ended_by = $4
       WHERE tenant = $1 AND person = $2 AND opened_ms IS NOT NULL AND ended_ms IS NULL AND until_ms > $3 RETURNING id`,
    ),
    requests: await endRequestsOf(tx, entries, by, principalText('person', person), nowMs),
  }
}
