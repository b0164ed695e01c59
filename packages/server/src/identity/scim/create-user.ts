import { isAzukariError } from '../../platform/errors.ts'
import type { Caller } from '../../platform/route.ts'
import { entryBy } from '../acting.ts'
import { userNameTaken } from '../errors.ts'
import { addPersonErrors } from '../people/add-person.ts'
import { sealFor } from '../people/profile.ts'
import { invalid, scimConflict } from './errors.ts'
import { userProvisioned } from './events.ts'
import { placeOfUser, profileOfUser } from './person-of-user.ts'
import { readResource } from './read-resource.ts'
import { externalDigest, readUser, type StoredUser } from './read-users.ts'
import type { Resource } from './schema.ts'
import type { ScimDeps } from './scim-deps.ts'
import { requireLiveToken } from './scim-tokens.ts'
import { userSchema } from './user-schema.ts'

/**
 * A person whom the directory names (RFC 7644 §3.3): invited, with no access but what an approval or a mapped group gives. Throws `scim_conflict`
 * for a user name or address in use, `scim_invalid`.
 *
 * Commit point: a crash before it leaves nothing; after it person, attributes and entries.
 */
export async function createUser(deps: ScimDeps, by: Caller, body: unknown): Promise<StoredUser> {
  const user: Resource = { active: true, ...readResource(body, userSchema) }
  const { value } = await deps.writer.transaction(by.tenant, async (tx, entries) => {
    await requireLiveToken(tx, by)
    const person = await inScimWords(() =>
      deps.people.add(tx, entries, by, { profile: profileOfUser(user), ...placeOfUser(user) }),
    )
    const nowMs = deps.clock.now()
    await tx.query(
      {
        text: `INSERT INTO identity.scim_user (tenant, person, attributes, external_digest, version, created_ms, modified_ms)
               VALUES ($1, $2, $3, $4, 1, $5, $5)`,
      },
      [by.tenant, person, ...(await sealedUser(deps, by.tenant, person, user)), nowMs],
    )
    entries.add({ kind: userProvisioned, outcome: 'success', ...entryBy(by, { person }) })
    // A directory may name somebody who does not belong here (any more): known, and without a way in.
    if (user.active === false) await deps.people.leave(tx, entries, by, person)
    await deps.bumpAuthority(tx, by.tenant)
    return stored(await readUser(deps, tx, by.tenant, person))
  })
  return value
}

/** Attributes as they are kept, and the digest that finds them. Whether somebody belongs here is the person's state. */
export async function sealedUser(
  deps: ScimDeps,
  tenant: number,
  person: Buffer,
  user: Resource,
): Promise<[Buffer, Buffer | null]> {
  const { active, ...rest } = user
  const kept = active === undefined ? { ...rest, active: null } : rest
  const { externalId } = rest
  const sealed = await sealFor(deps.keyring, tenant, person, 'scim', JSON.stringify(kept))
  return [sealed, typeof externalId === 'string' ? await externalDigest(deps, tenant, externalId) : null]
}

export function stored<T>(found: T | undefined): T {
  if (found === undefined) throw new Error('what was just written is not there')
  return found
}

/** What the room says of a person, as RFC 7644 §3.12 says it. */
export async function inScimWords<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (isAzukariError(error, userNameTaken.code))
      throw scimConflict('user name or address is in use', { extra: { scimType: 'uniqueness' } })
    if (isAzukariError(error) && addPersonErrors.some(({ code }) => code === error.code))
      throw invalid('invalidValue', error.detail)
    throw error
  }
}
