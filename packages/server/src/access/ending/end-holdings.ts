import type { Entries } from '../../audit/index.ts'
import { entryBy } from '../../identity/index.ts'
import type { Tx } from '../../platform/db.ts'
import { formatId } from '../../platform/ids.ts'
import type { Caller } from '../../platform/route.ts'
import type { AccessDeps } from '../access-deps.ts'
import { bumpAuthority } from '../authority/generation.ts'
import { ASSIGNMENT_ID, CASE_ID, GRANT_ID } from '../authority/read-grants.ts'
import { caseEnded } from '../cases/case-events.ts'
import { grantRevoked, roleUnassigned } from '../events.ts'
import { named, parsePrincipal } from '../principals.ts'

/** How many ended. */
export interface EndedHoldings {
  readonly grants: number
  readonly assignments: number
  readonly cases: number
}

/**
 * Ends every grant, role and case of a principal now. Repeating it changes nothing and makes no entry.
 *
 * Commit point: from it on no decision made before releases anything, on any server. A crash before it leaves all of them.
 */
export async function endHoldings(
  deps: Pick<AccessDeps, 'writer' | 'clock'>,
  by: Caller,
  principal: string,
): Promise<EndedHoldings> {
  const { value } = await deps.writer.transaction(by.tenant, async (tx, entries) => {
    const ended = await endHoldingsWithin(tx, entries, by, principal, deps.clock.now())
    if (ended.grants + ended.assignments > 0) await bumpAuthority(tx, by.tenant)
    return ended
  })
  return value
}

/** The same within a transaction of the caller's, who raises the generation. */
export async function endHoldingsWithin(
  tx: Tx,
  entries: Entries,
  by: Caller,
  principal: string,
  nowMs: number,
): Promise<EndedHoldings> {
  const { id } = parsePrincipal(principal)
  const values = [by.tenant, id, nowMs, by.principalId]
  const ending = `SET revoked_ms = $3, revoked_by = $4 WHERE tenant = $1 AND principal = $2 AND revoked_ms IS NULL AND until_ms > $3
    RETURNING id`
  const grants = await tx.query<{ id: Buffer }>({ text: `UPDATE access.grant ${ending}` }, values)
  const roles = await tx.query<{ id: Buffer; role: string }>(
    { text: `UPDATE access.assignment ${ending}, role` },
    values,
  )
  const cases = await tx.query<{ id: Buffer }>(
    {
      text: `UPDATE access.case SET ended_ms = $3, ended_by = $4
             WHERE tenant = $1 AND person = $2 AND opened_ms IS NOT NULL AND ended_ms IS NULL AND until_ms > $3 RETURNING id`,
    },
    values,
  )
  const { detail, people } = named('principal', principal)
  const common = { outcome: 'success', ...entryBy(by, people) } as const
  for (const row of grants) {
    entries.add({ kind: grantRevoked, ...common, detail: { grant: formatId(GRANT_ID, row.id), ...detail } })
  }
  for (const { id: assignment, role } of roles) {
    const what = { assignment: formatId(ASSIGNMENT_ID, assignment), ...detail, role }
    entries.add({ kind: roleUnassigned, ...common, detail: what })
  }
  for (const row of cases) {
    entries.add({ kind: caseEnded, ...common, detail: { case: formatId(CASE_ID, row.id), ...detail } })
  }
  return { grants: grants.length, assignments: roles.length, cases: cases.length }
}
