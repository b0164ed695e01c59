import { isDeepStrictEqual } from 'node:util'
import type { Entries } from '../../audit/index.ts'
import type { Tx } from '../../platform/db.ts'
import type { Caller } from '../../platform/route.ts'
import { entryBy } from '../acting.ts'
import { applyPatch } from './apply-patch.ts'
import { inScimWords, sealedUser, stored } from './create-user.ts'
import { scimNotFound } from './errors.ts'
import { userChanged, userDeleted } from './events.ts'
import { followGroups, leaveGroups } from './group-roles.ts'
import { profileOfUser } from './person-of-user.ts'
import { readResource } from './read-resource.ts'
import { readUser, type StoredUser } from './read-users.ts'
import type { Resource } from './schema.ts'
import type { ScimDeps } from './scim-deps.ts'
import { requireLiveToken } from './scim-tokens.ts'
import { userSchema } from './user-schema.ts'
import { requireVersion } from './version.ts'

export interface ChangeUser {
  readonly person: Buffer
  readonly ifMatch: string | undefined
}

/** RFC 7644 §3.5.1: what is left out is taken away. `active` left out stays as it is: silence ends nobody's access and gives none back. */
export function replaceUser(
  deps: ScimDeps,
  by: Caller,
  input: ChangeUser,
  body: unknown,
): Promise<StoredUser> {
  return changeUser(deps, by, input, (before) => ({ ...activeOf(before), ...readResource(body, userSchema) }))
}

const activeOf = ({ active }: Resource): Resource => (active === undefined ? {} : { active })

/** RFC 7644 §3.5.2. */
export function patchUser(deps: ScimDeps, by: Caller, input: ChangeUser, body: unknown): Promise<StoredUser> {
  return changeUser(deps, by, input, (before) => applyPatch(before, body, userSchema))
}

/**
 * Changes a user. `active: false` is the leaver's path: everything the person has ends in the same transaction. `true` after it lets them come back
 * with nothing but what mapped groups give. Throws `scim_not_found`, `scim_version_mismatch`, `scim_conflict`, `scim_invalid`.
 *
 * Commit point: a crash before it leaves the user as it was; after it attributes, what followed from them, entries and the new generation.
 */
async function changeUser(
  deps: ScimDeps,
  by: Caller,
  { person, ifMatch }: ChangeUser,
  change: (before: Resource) => Resource,
): Promise<StoredUser> {
  const { value } = await deps.writer.transaction(by.tenant, async (tx, entries) => {
    await requireLiveToken(tx, by)
    const before = await lockUser(deps, tx, by, person)
    requireVersion(ifMatch, before.version)
    const after = change(before.writable)
    const changed = changedNames(before.writable, after)
    if (changed.length === 0) return before
    const profile = profileOfUser(after)
    const { left } = before
    if (!left && !isDeepStrictEqual(profile, before.profile))
      await inScimWords(() => deps.people.change(tx, entries, by, person, profile))
    await saveUser(deps, tx, by, person, before.version + 1, after)
    // Names of attributes come from the schema; nothing of their values is in the entry.
    entries.add({ kind: userChanged, outcome: 'success', ...entryBy(by, { person }), detail: { changed } })
    if (!left && after.active === false) await deps.people.leave(tx, entries, by, person)
    if (left && after.active === true) await comeBack(deps, tx, entries, by, person)
    await deps.bumpAuthority(tx, by.tenant)
    return stored(await readUser(deps, tx, by.tenant, person))
  })
  return value
}

async function comeBack(deps: ScimDeps, tx: Tx, entries: Entries, by: Caller, person: Buffer): Promise<void> {
  await inScimWords(() => deps.people.comeBack(tx, entries, by, person))
  await followGroups(deps, tx, entries, by, person)
}

/**
 * Deletes the resource (RFC 7644 §3.6): the person leaves, and the directory does not find them any more. Throws `scim_not_found`,
 * `scim_version_mismatch`. Commit point: as above.
 */
export async function deleteUser(deps: ScimDeps, by: Caller, { person, ifMatch }: ChangeUser): Promise<void> {
  await deps.writer.transaction(by.tenant, async (tx, entries) => {
    await requireLiveToken(tx, by)
    const before = await lockUser(deps, tx, by, person)
    requireVersion(ifMatch, before.version)
    if (!before.left) await deps.people.leave(tx, entries, by, person)
    if (before.resource.groups !== undefined) await leaveGroups(deps, tx, entries, by, person)
    await saveUser(deps, tx, by, person, before.version + 1, before.writable, true)
    entries.add({ kind: userDeleted, outcome: 'success', ...entryBy(by, { person }) })
    await deps.bumpAuthority(tx, by.tenant)
  })
}

async function lockUser(deps: ScimDeps, tx: Tx, by: Caller, person: Buffer): Promise<StoredUser> {
  const lock = 'SELECT FROM identity.person WHERE tenant = $1 AND id = $2 FOR NO KEY UPDATE'
  await tx.query({ text: lock }, [by.tenant, person])
  const found = await readUser(deps, tx, by.tenant, person)
  if (found === undefined) throw scimNotFound('no user of this id')
  return found
}

async function saveUser(
  deps: ScimDeps,
  tx: Tx,
  by: Caller,
  person: Buffer,
  version: number,
  user: Resource,
  deleted = false,
): Promise<void> {
  const nowMs = deps.clock.now()
  await tx.query(
    {
      text: `INSERT INTO identity.scim_user AS u (tenant, person, attributes, external_digest, version, created_ms, modified_ms, deleted_ms)
             VALUES ($1, $2, $3, $4, $5, $6, $6, $7)
             ON CONFLICT (tenant, person) DO UPDATE SET attributes = $3, external_digest = $4, version = $5, modified_ms = $6, deleted_ms = $7`,
    },
    [
      by.tenant,
      person,
      ...(await sealedUser(deps, by.tenant, person, user)),
      version,
      nowMs,
      deleted ? nowMs : null,
    ],
  )
}

export function changedNames(before: Resource, after: Resource): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...names].filter((name) => !isDeepStrictEqual(before[name], after[name])).sort()
}
