import { entryBy, type PersonCaller } from '../acting.ts'
import { personChanged } from '../events.ts'
import { lockPerson } from './find-person.ts'
import type { PeopleDeps } from './people-deps.ts'
import { checkName, checkZone } from './person-name.ts'
import { openProfile, sealProfile } from './profile.ts'

export interface ChangePerson {
  readonly name?: string | undefined
  readonly locale?: string | undefined
  readonly zone?: string | undefined
}

/**
 * Changes what people may change about themselves. User name and e-mail are how others know them, and are changed by others.
 *
 * Commit point: a crash before it leaves the person as before; after it change and entry.
 */
export async function changePerson(deps: PeopleDeps, by: PersonCaller, input: ChangePerson) {
  const { tenant, principal } = by
  const name = input.name === undefined ? undefined : checkName(input.name, deps.clauseOf)
  const zone = input.zone === undefined ? undefined : checkZone(input.zone)
  const { value } = await deps.writer.transaction(tenant, async (tx, entries) => {
    const row = await lockPerson(tx, tenant, principal)
    const before = await openProfile(deps.keyring, tenant, principal, row.profile)
    const profile = { ...before, name: name ?? before.name }
    const after = { name: profile.name, locale: input.locale ?? row.locale, zone: zone ?? row.zone }
    await tx.query(
      {
        text: 'UPDATE identity.person SET profile = $3, locale = $4, zone = $5 WHERE tenant = $1 AND id = $2',
      },
      [
        tenant,
        principal,
        await sealProfile(deps.keyring, tenant, principal, profile),
        after.locale,
        after.zone,
      ],
    )
    const changed = (['name', 'locale', 'zone'] as const).filter((member) => input[member] !== undefined)
    entries.add({ kind: personChanged, outcome: 'success', ...entryBy(by), detail: { changed } })
    return after
  })
  return value
}
