import type { Entries } from '../../audit/index.ts'
import type { Tx } from '../../platform/db.ts'
import { isAzukariError } from '../../platform/errors.ts'
import { newId, parseId } from '../../platform/ids.ts'
import type { Caller } from '../../platform/route.ts'
import { entryBy } from '../acting.ts'
import { PERSON_ID, personId } from '../people/person-id.ts'
import { applyPatch } from './apply-patch.ts'
import { changedNames } from './change-user.ts'
import { stored } from './create-user.ts'
import { invalid, scimNotFound } from './errors.ts'
import { isObject, listOf } from './evaluate-filter.ts'
import { groupChanged, groupCreated, groupDeleted, memberAdded, memberRemoved } from './events.ts'
import { endRoles, giveRoles } from './group-roles.ts'
import { groupSchema } from './group-schema.ts'
import { groupId, readGroup, type StoredGroup, sealGroup } from './read-groups.ts'
import { readResource } from './read-resource.ts'
import type { Resource } from './schema.ts'
import type { ScimDeps } from './scim-deps.ts'
import { requireLiveToken } from './scim-tokens.ts'
import { requireVersion } from './version.ts'

/**
 * A group. Being in it means nothing until a request that maps it to a role is approved. Throws `scim_invalid`.
 *
 * Commit point: a crash before it leaves nothing; after it group, members, what followed and the entries.
 */
export async function createGroup(deps: ScimDeps, by: Caller, body: unknown): Promise<StoredGroup> {
  const group = readResource(body, groupSchema)
  const { value } = await deps.writer.transaction(by.tenant, async (tx, entries) => {
    await requireLiveToken(tx, by)
    const nowMs = deps.clock.now()
    const id = newId(nowMs)
    const sealed = await sealGroup(deps, by.tenant, id, attributesOf(group))
    const text = `INSERT INTO identity.scim_group (tenant, id, attributes, version, created_ms, modified_ms) VALUES ($1, $2, $3, 1, $4, $4)`
    await tx.query({ text }, [by.tenant, id, sealed, nowMs])
    const detail = { group: groupId(id) }
    entries.add({ kind: groupCreated, outcome: 'success', ...entryBy(by), detail })
    await changeMembers(deps, tx, entries, by, id, [], membersOf(group))
    return stored(await readGroup(deps, tx, by.tenant, id))
  })
  return value
}

export interface ChangeGroup {
  readonly id: Buffer
  readonly ifMatch: string | undefined
}

export function replaceGroup(
  deps: ScimDeps,
  by: Caller,
  input: ChangeGroup,
  body: unknown,
): Promise<StoredGroup> {
  return changeGroup(deps, by, input, () => readResource(body, groupSchema))
}

export function patchGroup(
  deps: ScimDeps,
  by: Caller,
  input: ChangeGroup,
  body: unknown,
): Promise<StoredGroup> {
  return changeGroup(deps, by, input, (before) => applyPatch(before, body, groupSchema))
}

/**
 * Throws `scim_not_found`, `scim_version_mismatch`, `scim_invalid`.
 *
 * Commit point: a crash before it leaves the group as it was; after it members, their roles, entries and the new generation.
 */
async function changeGroup(
  deps: ScimDeps,
  by: Caller,
  { id, ifMatch }: ChangeGroup,
  change: (before: Resource) => Resource,
): Promise<StoredGroup> {
  const { value } = await deps.writer.transaction(by.tenant, async (tx, entries) => {
    await requireLiveToken(tx, by)
    const before = await lockGroup(deps, tx, by, id)
    requireVersion(ifMatch, before.version)
    const after = inOneForm(change(before.writable))
    const changed = changedNames(before.writable, after)
    if (changed.length === 0) return before
    const sealed = await sealGroup(deps, by.tenant, id, attributesOf(after))
    const text = `UPDATE identity.scim_group SET attributes = $3, version = version + 1, modified_ms = $4 WHERE tenant = $1 AND id = $2`
    await tx.query({ text }, [by.tenant, id, sealed, deps.clock.now()])
    const detail = { group: groupId(id), changed }
    entries.add({ kind: groupChanged, outcome: 'success', ...entryBy(by), detail })
    await changeMembers(deps, tx, entries, by, id, before.members, membersOf(after))
    return stored(await readGroup(deps, tx, by.tenant, id))
  })
  return value
}

/** Ends the group, and what it gave. Throws `scim_not_found`, `scim_version_mismatch`. Commit point: as above. */
export async function deleteGroup(deps: ScimDeps, by: Caller, { id, ifMatch }: ChangeGroup): Promise<void> {
  await deps.writer.transaction(by.tenant, async (tx, entries) => {
    await requireLiveToken(tx, by)
    const before = await lockGroup(deps, tx, by, id)
    requireVersion(ifMatch, before.version)
    await changeMembers(deps, tx, entries, by, id, before.members, [])
    const nowMs = deps.clock.now()
    const end = `UPDATE identity.group_role SET ended_ms = $3, ended_by = $4 WHERE tenant = $1 AND in_group = $2 AND ended_ms IS NULL`
    await tx.query({ text: end }, [by.tenant, id, nowMs, by.principalId])
    const text =
      'UPDATE identity.scim_group SET deleted_ms = $3, version = version + 1 WHERE tenant = $1 AND id = $2'
    await tx.query({ text }, [by.tenant, id, nowMs])
    const detail = { group: groupId(id) }
    entries.add({ kind: groupDeleted, outcome: 'success', ...entryBy(by), detail })
  })
}

async function lockGroup(deps: ScimDeps, tx: Tx, by: Caller, id: Buffer): Promise<StoredGroup> {
  const lock = 'SELECT FROM identity.scim_group WHERE tenant = $1 AND id = $2 FOR NO KEY UPDATE'
  await tx.query({ text: lock }, [by.tenant, id])
  const found = await readGroup(deps, tx, by.tenant, id)
  if (found === undefined) throw scimNotFound('no group of this id')
  return found
}

async function changeMembers(
  deps: ScimDeps,
  tx: Tx,
  entries: Entries,
  by: Caller,
  group: Buffer,
  before: readonly Buffer[],
  after: readonly Buffer[],
): Promise<void> {
  const had = new Set(before.map(personId))
  const has = new Set(after.map(personId))
  const added = after.filter((person) => !had.has(personId(person)))
  const gone = before.filter((person) => !has.has(personId(person)))
  if (added.length + gone.length === 0) return
  const states = await lockMembers(tx, by.tenant, [...added, ...gone])
  if (added.some((person) => !states.has(personId(person))))
    throw invalid('invalidValue', 'a member is no user of this directory')
  const detail = { group: groupId(group) }
  for (const person of gone) {
    await endRoles(deps, tx, entries, by, group, person)
    entries.add({ kind: memberRemoved, outcome: 'success', ...entryBy(by, { person }), detail })
  }
  const text =
    'DELETE FROM identity.scim_member WHERE tenant = $1 AND in_group = $2 AND person = ANY ($3::bytea[])'
  await tx.query({ text }, [by.tenant, group, gone])
  const insert = `INSERT INTO identity.scim_member (tenant, in_group, person, added_ms) SELECT $1, $2, unnest($3::bytea[]), $4`
  await tx.query({ text: insert }, [by.tenant, group, added, deps.clock.now()])
  for (const person of added) {
    if (states.get(personId(person)) !== 'left') await giveRoles(deps, tx, entries, by, group, person)
    entries.add({ kind: memberAdded, outcome: 'success', ...entryBy(by, { person }), detail })
  }
  await deps.bumpAuthority(tx, by.tenant)
}

/** In the order of their ids, so that two such changes never wait for each other crosswise. */
async function lockMembers(tx: Tx, tenant: number, people: readonly Buffer[]): Promise<Map<string, string>> {
  const rows = await tx.query<{ id: Buffer; state: string }>(
    {
      text: `SELECT p.id, p.state FROM identity.person p LEFT JOIN identity.scim_user u ON u.tenant = p.tenant AND u.person = p.id
             WHERE p.tenant = $1 AND p.id = ANY ($2::bytea[]) AND u.deleted_ms IS NULL ORDER BY p.id FOR SHARE OF p`,
    },
    [tenant, people],
  )
  return new Map(rows.map((row) => [personId(row.id), row.state]))
}

function attributesOf(group: Resource): Resource {
  const { displayName, externalId } = group
  return { displayName, ...(externalId === undefined ? {} : { externalId }) }
}

/** Members each once and in order, as they are read back, so that what changes nothing is seen to. */
function inOneForm(group: Resource): Resource {
  const members = membersOf(group).map((person) => ({ value: personId(person), type: 'User' }))
  const { members: _, ...rest } = group
  return members.length === 0 ? rest : { ...rest, members }
}

function membersOf(group: Resource): Buffer[] {
  const found = new Map(
    listOf(group.members)
      .map(memberOf)
      .map((person) => [personId(person), person]),
  )
  return [...found.keys()].sort().flatMap((id) => found.get(id) ?? [])
}

function memberOf(member: unknown): Buffer {
  const value = isObject(member) ? (member.value ?? lastSegment(member.$ref)) : member
  const type = isObject(member) && typeof member.type === 'string' ? member.type.toLowerCase() : 'user'
  if (type !== 'user') throw invalid('invalidValue', 'members are users; groups in groups are not taken')
  try {
    return parseId(PERSON_ID, typeof value === 'string' ? value : '')
  } catch (error) {
    if (!isAzukariError(error)) throw error
    throw invalid('invalidValue', 'a member is no user of this directory')
  }
}

const lastSegment = (url: unknown) => (typeof url === 'string' ? url.split('/').at(-1) : undefined)
