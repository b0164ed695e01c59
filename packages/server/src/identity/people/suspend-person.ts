import { parseId } from '../../platform/ids.ts'
import type { Caller } from '../../platform/route.ts'
import { entryBy } from '../acting.ts'
import { personStateWrong } from '../errors.ts'
import { personResumed, personSuspended } from '../events.ts'
import { endSessions } from '../sessions/end-sessions.ts'
import { lockPerson } from './find-person.ts'
import type { PeopleDeps } from './people-deps.ts'
import { PERSON_ID } from './person-id.ts'
import { requireAnother } from './require-another.ts'

/**
 * Suspends a person: all their sessions end at once, on every server, and nothing decided for them before releases anything more.
 *
 * Commit point: a crash before it leaves the person as they were; after it suspension, ended sessions, entry and the new generation.
 * @throws person_not_found, person_state_wrong, own_account_refused
 */
export async function suspendPerson(
  deps: PeopleDeps,
  by: Caller,
  person: string,
): Promise<{ sessions: number }> {
  const id = parseId(PERSON_ID, person)
  const { value } = await deps.writer.transaction(by.tenant, async (tx, entries) => {
    const row = await lockPerson(tx, by.tenant, id)
    await requireAnother(tx, by, row.id)
    if (row.state !== 'active' && row.state !== 'invited')
      throw personStateWrong('only who could sign in is suspended')
    await tx.query(
      {
        text: `UPDATE identity.person SET state = 'suspended', suspended_ms = $3, suspended_by = $4 WHERE tenant = $1 AND id = $2`,
      },
      [by.tenant, id, deps.clock.now(), by.principalId],
    )
    const sessions = await endSessions(tx, deps, by, { person: id })
    entries.add({
      kind: personSuspended,
      outcome: 'success',
      ...entryBy(by, { person: id }),
      detail: { sessions_ended: sessions },
    })
    await deps.bumpAuthority(tx, by.tenant)
    return { sessions }
  })
  return value
}

/** Lets a suspended person in again; they sign in anew. Throws `person_not_found`, `person_state_wrong`. Commit point: as above. */
export async function resumePerson(deps: PeopleDeps, by: Caller, person: string): Promise<void> {
  const id = parseId(PERSON_ID, person)
  await deps.writer.transaction(by.tenant, async (tx, entries) => {
    const row = await lockPerson(tx, by.tenant, id)
    await requireAnother(tx, by, row.id)
    if (row.state !== 'suspended') throw personStateWrong('only who is suspended is let in again')
    await tx.query(
      {
        text: `UPDATE identity.person SET state = CASE WHEN active_ms IS NULL THEN 'invited' ELSE 'active' END, suspended_ms = NULL,
                 suspended_by = NULL WHERE tenant = $1 AND id = $2`,
      },
      [by.tenant, id],
    )
    entries.add({ kind: personResumed, outcome: 'success', ...entryBy(by, { person: id }) })
    await deps.bumpAuthority(tx, by.tenant)
  })
}
