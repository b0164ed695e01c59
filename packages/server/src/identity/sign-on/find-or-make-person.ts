import type { Entries } from '../../audit/index.ts'
import type { Tx } from '../../platform/db.ts'
import type { Caller } from '../../platform/route.ts'
import { entryBy } from '../acting.ts'
import { externalLinked } from '../events.ts'
import { addPerson } from '../people/add-person.ts'
import { lockPerson, type PersonRow } from '../people/find-person.ts'
import type { PeopleDeps } from '../people/people-deps.ts'
import { personCaller } from '../people/person-id.ts'
import { digestFor, folded } from '../people/profile.ts'
import type { Claims } from './claims.ts'
import type { SignOnProvider } from './provider.ts'

const ENROL_MS = 3_600_000

export interface FindPerson {
  readonly tenant: number
  readonly tenantId: string
  readonly provider: SignOnProvider
  readonly claims: Claims
  /** Whose account the provider is linked to: somebody who is signed in and asked for it. */
  readonly linkTo: Buffer | undefined
}

/**
 * The person whom a provider vouches for: the one linked to its issuer and subject; or who asked for the link; or who was made otherwise, never
 * signed in, and has the claim that the operator declared; or a new one where the provider is declared to make them. Undefined otherwise. An
 * account that its person has used is never taken over by a name or an address that a provider says.
 */
export async function findOrMakePerson(
  tx: Tx,
  entries: Entries,
  deps: PeopleDeps,
  input: FindPerson,
): Promise<PersonRow | undefined> {
  const { tenant, tenantId, claims, linkTo } = input
  const digest = await externalDigest(deps, tenant, claims)
  const [linked] = await tx.query<{ person: Buffer }>(
    {
      text: `UPDATE identity.external_identity SET last_used_ms = $3 WHERE tenant = $1 AND digest = $2 RETURNING person`,
    },
    [tenant, digest, deps.clock.now()],
  )
  if (linked !== undefined) {
    // Whoever links what is another's already gets neither.
    if (linkTo !== undefined && !linkTo.equals(linked.person)) return undefined
    return lockPerson(tx, tenant, linked.person)
  }
  const person = linkTo ?? (await matched(tx, deps, input)) ?? (await made(tx, entries, deps, input))
  if (person === undefined) return undefined
  await link(tx, deps, input, digest, person)
  const by = personCaller(tenant, tenantId, person)
  entries.add({
    kind: externalLinked,
    outcome: 'success',
    ...entryBy(by),
    detail: { provider: input.provider.id },
  })
  return lockPerson(tx, tenant, person)
}

const externalDigest = (deps: PeopleDeps, tenant: number, { issuer, subject }: Claims) =>
  digestFor(deps.keyring, tenant, 'external', JSON.stringify([issuer, subject]))

async function link(
  tx: Tx,
  deps: PeopleDeps,
  { tenant, provider }: FindPerson,
  digest: Buffer,
  person: Buffer,
) {
  const nowMs = deps.clock.now()
  await tx.query(
    {
      text: `INSERT INTO identity.external_identity (tenant, digest, person, provider, linked_ms, last_used_ms) VALUES ($1, $2, $3, $4, $5, $5)`,
    },
    [tenant, digest, person, provider.id, nowMs],
  )
}

// Only who has no way in of their own yet: neither password nor factor nor another provider.
const NEVER_CAME = `SELECT p.id FROM identity.person p WHERE p.tenant = $1 AND p.state IN ('invited', 'active')
    AND CASE WHEN $2 = 'email' THEN p.email_digest ELSE p.user_digest END = $3 AND p.source IN ('scim', 'invitation')
    AND NOT EXISTS (SELECT FROM identity.password w WHERE w.tenant = p.tenant AND w.person = p.id)
    AND NOT EXISTS (SELECT FROM identity.factor f WHERE f.tenant = p.tenant AND f.person = p.id AND f.confirmed_ms IS NOT NULL)
    AND NOT EXISTS (SELECT FROM identity.external_identity e WHERE e.tenant = p.tenant AND e.person = p.id)`

async function matched(tx: Tx, deps: PeopleDeps, { tenant, provider, claims }: FindPerson) {
  const { match } = provider
  if (match === 'none') return undefined
  const claimed = match === 'email' ? (claims.emailVerified ? claims.email : undefined) : claims.userName
  if (claimed === undefined) return undefined
  const digest = await digestFor(deps.keyring, tenant, match === 'email' ? 'email' : 'user', folded(claimed))
  const [row] = await tx.query<{ id: Buffer }>({ text: `${NEVER_CAME} FOR UPDATE OF p` }, [
    tenant,
    match,
    digest,
  ])
  if (row === undefined) return undefined
  return row.id
}

async function made(
  tx: Tx,
  entries: Entries,
  deps: PeopleDeps,
  input: FindPerson,
): Promise<Buffer | undefined> {
  const { tenant, tenantId, provider, claims } = input
  const { name, userName, email } = claims
  if (!provider.creates || name === undefined || userName === undefined || email === undefined)
    return undefined
  const { zone } = await deps.keyring.tenant(tenant)
  const by: Caller = {
    tenant,
    tenantId,
    principal: Buffer.alloc(16),
    principalId: `provider:${provider.id}`,
    kind: 'service',
  }
  return addPerson(tx, entries, deps, by, {
    name,
    userName,
    email,
    locale: 'en',
    zone,
    source: 'sign-on',
    state: claims.secondFactor === 'proved' ? 'active' : 'invited',
    enrolUntilMs: deps.clock.now() + ENROL_MS,
  })
}
