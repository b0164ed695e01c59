import type { Entries } from '../../audit/index.ts'
import type { Tx } from '../../platform/db.ts'
import type { Caller } from '../../platform/route.ts'
import { principalText } from '../principals.ts'
import { endRequestsOf } from '../requests/withdraw-request.ts'

const LIVE = 'WHERE tenant = $1 AND principal = $2 AND revoked_ms IS NULL'
// One statement, because it stands between the word that somebody left and the end of what they can do.
const END = `WITH grants AS (UPDATE access.grant SET revoked_ms = $3, revoked_by = $4 ${LIVE} RETURNING 1),
  assignments AS (UPDATE access.assignment SET revoked_ms = $3, revoked_by = $4 ${LIVE} RETURNING 1),
  cases AS (UPDATE access.case SET ended_ms = $3, ended_by = $4
    WHERE tenant = $1 AND person = $2 AND opened_ms IS NOT NULL AND ended_ms IS NULL AND until_ms > $3 RETURNING 1)
  SELECT (SELECT count(*) FROM grants) AS grants, (SELECT count(*) FROM assignments) AS assignments, (SELECT count(*) FROM cases) AS cases`

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
  const [ended] = await tx.query<Record<string, number>>({ name: 'access-end-of', text: END }, [
    by.tenant,
    person,
    nowMs,
    by.principalId,
  ])
  const requests = await endRequestsOf(tx, entries, by, principalText('person', person), nowMs)
  return { ...ended, requests }
}
