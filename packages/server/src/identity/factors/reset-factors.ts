import type { Entries } from '../../audit/index.ts'
import type { Tx } from '../../platform/db.ts'
import { parseId } from '../../platform/ids.ts'
import type { Caller } from '../../platform/route.ts'
import { entryBy } from '../acting.ts'
import { personStateWrong } from '../errors.ts'
import { factorsReset } from '../events.ts'
import type { IdentityDeps } from '../identity-deps.ts'
import { lockPerson } from '../people/find-person.ts'
import { PERSON_ID } from '../people/person-id.ts'
import { requireAnother } from '../people/require-another.ts'
import { endSessions } from '../sessions/end-sessions.ts'

/** Whether somebody's factors may be asked to be taken away: an active person's, by another. Throws `person_not_found`, `person_state_wrong`, `own_account_refused`. */
export async function requireResettable(tx: Tx, by: Caller, person: string): Promise<Buffer> {
  const row = await lockPerson(tx, by.tenant, parseId(PERSON_ID, person))
  await requireAnother(tx, by, row.id)
  if (row.state !== 'active') throw personStateWrong('only who has been here can have lost their factors')
  return row.id
}

const GONE = [
  'DELETE FROM identity.recovery_code WHERE tenant = $1 AND person = $2',
  // Whoever found the password, or sits at a browser that was known, must not be the one who adds the next factor.
  'DELETE FROM identity.password WHERE tenant = $1 AND person = $2',
  'DELETE FROM identity.browser WHERE tenant = $1 AND person = $2',
] as const

/**
 * Takes all factors, codes and the password of somebody who lost them, and ends their sessions. The person is as one who was invited and has not come: a new
 * invitation lets them choose a password and add a factor, with the roles they had. Run by the approved request, in its transaction, which raises the
 * generation.
 */
export async function resetFactors(
  tx: Tx,
  entries: Entries,
  deps: Pick<IdentityDeps, 'clock'>,
  by: Caller,
  person: string,
): Promise<{ sessions: number }> {
  const { tenant, principalId } = by
  const row = await lockPerson(tx, tenant, parseId(PERSON_ID, person))
  if (row.state !== 'active') throw personStateWrong('the person was suspended or left meanwhile')
  const nowMs = deps.clock.now()
  const removed = await tx.query(
    {
      text: `UPDATE identity.factor SET removed_ms = $3, removed_by = $4 WHERE tenant = $1 AND person = $2 AND removed_ms IS NULL RETURNING id`,
    },
    [tenant, row.id, nowMs, principalId],
  )
  for (const text of GONE) await tx.query({ text }, [tenant, row.id])
  for (const table of ['invitation', 'password_reset'])
    await tx.query(
      {
        text: `UPDATE identity.${table} SET withdrawn_ms = $3 WHERE tenant = $1 AND person = $2 AND redeemed_ms IS NULL AND withdrawn_ms IS NULL`,
      },
      [tenant, row.id, nowMs],
    )
  await tx.query(
    {
      text: `UPDATE identity.person SET state = 'invited', enrol_until_ms = $3 WHERE tenant = $1 AND id = $2`,
    },
    [tenant, row.id, nowMs],
  )
  const sessions = await endSessions(tx, deps, by, { person: row.id })
  entries.add({
    kind: factorsReset,
    outcome: 'success',
    ...entryBy(by, { person: row.id }),
    detail: { factors: removed.length, sessions_ended: sessions },
  })
  return { sessions }
}
