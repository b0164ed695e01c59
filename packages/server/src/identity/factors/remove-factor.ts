import { parseId } from '../../platform/ids.ts'
import { entryBy, type PersonCaller } from '../acting.ts'
import { factorLast, factorNotFound } from '../errors.ts'
import { factorRemoved } from '../events.ts'
import { lockPerson } from '../people/find-person.ts'
import type { PeopleDeps } from '../people/people-deps.ts'
import { FACTOR_ID } from '../people/person-id.ts'
import { endSessions } from '../sessions/end-sessions.ts'
import { requireMayChangeFactors } from './may-change-factors.ts'

/**
 * Removes one of the caller's own factors, never the last (S6), and ends their other sessions: a factor is removed because it was lost.
 * Throws `factor_not_found`, `factor_last`, `sign_in_again`.
 *
 * Commit point: a crash before it leaves the factor; after it the factor opens nothing and the entry is there.
 */
export async function removeFactor(deps: PeopleDeps, caller: PersonCaller, factor: string): Promise<void> {
  const { tenant, principal: person } = caller
  const id = parseId(FACTOR_ID, factor)
  await deps.writer.transaction(tenant, async (tx, entries) => {
    const row = await lockPerson(tx, tenant, person)
    requireMayChangeFactors(deps.clock, caller, row)
    const held = await tx.query<{ id: Buffer; kind: string }>(
      {
        text: `SELECT id, kind FROM identity.factor WHERE tenant = $1 AND person = $2 AND removed_ms IS NULL AND confirmed_ms IS NOT NULL`,
      },
      [tenant, person],
    )
    const found = held.find((one) => one.id.equals(id))
    if (found === undefined) throw factorNotFound('it was removed before, or is another person’s')
    if (held.length === 1) throw factorLast('add another one first')
    await tx.query(
      { text: 'UPDATE identity.factor SET removed_ms = $3, removed_by = $4 WHERE tenant = $1 AND id = $2' },
      [tenant, id, deps.clock.now(), caller.principalId],
    )
    const ended = await endSessions(tx, deps, caller, { person, except: caller.session.key })
    entries.add({
      kind: factorRemoved,
      outcome: 'success',
      ...entryBy(caller),
      detail: { kind: found.kind, factor, sessions_ended: ended },
    })
    await deps.bumpAuthority(tx, tenant)
  })
}
