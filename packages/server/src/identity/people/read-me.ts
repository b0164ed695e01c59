import type { PersonCaller } from '../acting.ts'
import { type FactorKind, factorKinds } from '../factors/factor-kinds.ts'
import { findPerson } from './find-person.ts'
import type { PeopleDeps, Standing } from './people-deps.ts'
import { openProfile } from './profile.ts'

const NOTHING: Standing = { actions: [], roles: [], mustAccept: [], mustAcceptFirst: false }

/** The person who asks, with what they may do. With the first factor only nobody may do anything. */
export async function readMe(deps: PeopleDeps, caller: PersonCaller) {
  const { tenant, principal, session } = caller
  const row = await findPerson(deps.database.of(tenant).read, tenant, principal)
  const profile = await openProfile(deps.keyring, tenant, principal, row.profile)
  const handle = await deps.keyring.tenant(tenant)
  const factors: FactorKind[] = await factorKinds(deps.database.of(tenant).read, tenant, principal)
  const standing = session.state === 'full' ? await deps.roles.standing(caller) : NOTHING
  const { locale, zone, state } = row
  return {
    person: { id: caller.principalId, ...profile, locale, zone, state },
    tenant: { id: caller.tenantId, slug: handle.slug, zone: handle.zone },
    session: {
      id: session.id,
      state: session.state,
      amr: [...session.amr],
      idleUntilMs: session.idleUntilMs,
      untilMs: session.untilMs,
      ...(session.deviceId === undefined ? {} : { device: session.deviceId }),
    },
    actions: [...standing.actions],
    roles: [...standing.roles],
    environment: deps.environment,
    factors,
    mustEnrol: session.state === 'pending' && factors.length === 0,
    mustAccept: [...standing.mustAccept],
    mustAcceptFirst: standing.mustAcceptFirst,
  }
}
