import { entryBy } from '../../identity/index.ts'
import { parseId } from '../../platform/ids.ts'
import type { Caller } from '../../platform/route.ts'
import { bumpAuthority } from '../authority/generation.ts'
import { CASE_ID } from '../authority/read-grants.ts'
import { admit } from '../decision/gate.ts'
import type { CaseDeps } from './case-deps.ts'
import { caseNotFound, caseNotLive } from './case-errors.ts'
import { caseEnded } from './case-events.ts'
import { caseLimits } from './case-limits.ts'
import { endOf } from './case-row.ts'

export interface EndedCase {
  readonly id: string
  readonly endedMs: number
}

/**
 * Ends a case now: its person may, and whoever approves access. Repeating it changes nothing. Throws `case_not_found`, `case_not_live` (it was
 * never opened), `action_denied`.
 *
 * Commit point: from it on no decision made before releases a value by this case, on any server. A crash before it leaves the case as it was.
 */
export async function endCase(deps: CaseDeps, by: Caller, text: string): Promise<EndedCase> {
  const id = parseId(CASE_ID, text)
  const [found] = await deps.database
    .of(by.tenant)
    .read.query<{ person: Buffer }>(
      { text: 'SELECT person FROM access.case WHERE tenant = $1 AND id = $2' },
      [by.tenant, id],
    )
  // Whoever may not end it is told nothing of it, not even whether it is there.
  if (!found?.person.equals(by.principal)) await admit(deps, by, 'approve-access', 'case.end')
  const { model } = await deps.policy.load()
  const { value } = await deps.writer.transaction(by.tenant, async (tx, entries) => {
    const [row] = await tx.query<{ opened_ms: number | null; ended_ms: number | null; until_ms: number }>(
      {
        text: 'SELECT opened_ms, ended_ms, until_ms FROM access.case WHERE tenant = $1 AND id = $2 FOR UPDATE',
      },
      [by.tenant, id],
    )
    if (!row) throw caseNotFound('no case of this id in this tenant')
    if (row.opened_ms === null) throw caseNotLive('it was never opened', { fix: 'withdraw the request' })
    const nowMs = deps.clock.now()
    if (row.ended_ms !== null || row.until_ms <= nowMs) return { id: text, endedMs: endOf(row) }
    await tx.query(
      {
        text: `UPDATE access.case SET ended_ms = $3, ended_by = $4, review_due_ms = least(review_due_ms, $5)
               WHERE tenant = $1 AND id = $2`,
      },
      [by.tenant, id, nowMs, by.principalId, caseLimits(model).reviewDue(nowMs)],
    )
    await tx.query(
      {
        text: `UPDATE access.grant SET revoked_ms = $3, revoked_by = $4
               WHERE tenant = $1 AND case_id = $2 AND revoked_ms IS NULL`,
      },
      [by.tenant, id, nowMs, by.principalId],
    )
    entries.add({ kind: caseEnded, outcome: 'success', ...entryBy(by), detail: { case: text } })
    await bumpAuthority(tx, by.tenant)
    return { id: text, endedMs: nowMs }
  })
  return value
}
