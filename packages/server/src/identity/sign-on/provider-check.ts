import { check } from '../../platform/check.ts'
import type { Why } from '../../platform/reasons.ts'
import { parameterNumber, readAppliedPolicy } from '../../policy/index.ts'

/** How many people may get in without the company's identity provider, for the day on which it does not answer. */
const LOCAL_ACCOUNTS = 'local_accounts'

/** Provisioned by the directory and not yet there: neither linked nor able to get in. */
const AWAITED = `p.source = 'scim'
  AND NOT EXISTS (SELECT FROM identity.password w WHERE w.tenant = p.tenant AND w.person = p.id)
  AND NOT EXISTS (SELECT FROM identity.factor f WHERE f.tenant = p.tenant AND f.person = p.id AND f.removed_ms IS NULL AND f.confirmed_ms IS NOT NULL)`

const LINKED = `EXISTS (SELECT FROM identity.external_identity e WHERE e.tenant = p.tenant AND e.person = p.id)`

/** Who is linked to the provider and came past it counts as one who needs no provider. */
const CAME_PAST = `EXISTS (SELECT FROM identity.session s WHERE s.tenant = p.tenant AND s.person = p.id AND s.state = 'full'
  AND s.provider IS NULL AND s.ended_ms IS NULL AND s.until_ms > $1 AND s.seen_ms + s.idle_ms > $1)`

const PEOPLE = {
  name: 'identity-people-from-provider-check',
  text: `SELECT count(*) AS people, count(*) FILTER (WHERE linked) AS linked,
      count(*) FILTER (WHERE came_past OR NOT (linked OR awaited)) AS local
    FROM (SELECT ${LINKED} AS linked, ${AWAITED} AS awaited, ${CAME_PAST} AS came_past FROM identity.person p WHERE p.state = 'active') counted`,
}

/**
 * S5: by the links, and by the sessions that could act now, how many people get in without the company's identity provider, over all tenants. Held
 * against the policy in force; unknown while no person is registered, or where the policy does not say how many may.
 */
export const peopleFromProvider = check('identity.people-from-provider', async ({ read, clock }) => {
  const most = parameterNumber((await readAppliedPolicy(read)).model, LOCAL_ACCOUNTS)
  const [row] = await read.query<{ people: number; linked: number; local: number }>(PEOPLE, [clock.now()])
  const { people = 0, linked = 0, local = 0 } = row ?? {}
  const figures = { people, linked, local }
  const unknown = (why: Why) => ({ state: 'unknown' as const, figures, why })
  if (people === 0) return unknown('nobody on the staff is registered')
  if (most === undefined) return unknown(`the policy has no parameter ${LOCAL_ACCOUNTS}`)
  if (local > most) {
    const why = 'more people than the policy allows get in without the company’s identity provider'
    return { state: 'violated', figures, why }
  }
  return { state: 'satisfied', figures }
})
