import type { Entries } from '../../audit/index.ts'
import type { Tx } from '../../platform/db.ts'
import { newId, parseId } from '../../platform/ids.ts'
import type { Caller } from '../../platform/route.ts'
import { entryBy } from '../acting.ts'
import { scimNotFound } from './errors.ts'
import { groupMapped, groupUnmapped, memberRemoved } from './events.ts'
import { GROUP_ID, groupId } from './read-groups.ts'
import type { GroupRole, ScimDeps } from './scim-deps.ts'

interface Mapping {
  readonly in_group: Buffer
  readonly role: string
  readonly approved_by: string
  readonly request: Buffer | null
}

const toGroupRole = (person: Buffer, mapping: Mapping): GroupRole => ({
  person,
  role: mapping.role,
  group: groupId(mapping.in_group),
  approvedBy: mapping.approved_by,
  request: mapping.request ?? undefined,
})

const COLUMNS = 'r.in_group, r.role, r.approved_by, r.request'

/** Somebody came into a group: gives what it is mapped to. Who has left gets nothing. */
export async function giveRoles(
  deps: ScimDeps,
  tx: Tx,
  entries: Entries,
  by: Caller,
  group: Buffer,
  person: Buffer,
) {
  for (const mapping of await mappingsOf(tx, by.tenant, group))
    await deps.groupRoles.give(tx, entries, by, toGroupRole(person, mapping))
}

/** Somebody is no longer in a group. */
export async function endRoles(
  deps: ScimDeps,
  tx: Tx,
  entries: Entries,
  by: Caller,
  group: Buffer,
  person: Buffer,
) {
  for (const mapping of await mappingsOf(tx, by.tenant, group))
    await deps.groupRoles.end(tx, entries, by, toGroupRole(person, mapping))
}

function mappingsOf(tx: Tx, tenant: number, group: Buffer): Promise<Mapping[]> {
  const text = `SELECT ${COLUMNS} FROM identity.group_role r WHERE r.tenant = $1 AND r.in_group = $2 AND r.ended_ms IS NULL ORDER BY r.id`
  return tx.query<Mapping>({ text }, [tenant, group])
}

/** Gives a person who came back what the groups they are in are mapped to. */
export async function followGroups(deps: ScimDeps, tx: Tx, entries: Entries, by: Caller, person: Buffer) {
  for (const { in_group } of await groupsOf(tx, by.tenant, person))
    await giveRoles(deps, tx, entries, by, in_group, person)
}

/** Takes a person out of all groups. */
export async function leaveGroups(deps: ScimDeps, tx: Tx, entries: Entries, by: Caller, person: Buffer) {
  for (const { in_group } of await groupsOf(tx, by.tenant, person)) {
    await endRoles(deps, tx, entries, by, in_group, person)
    const text = 'DELETE FROM identity.scim_member WHERE tenant = $1 AND in_group = $2 AND person = $3'
    await tx.query({ text }, [by.tenant, in_group, person])
    const detail = { group: groupId(in_group) }
    entries.add({ kind: memberRemoved, outcome: 'success', ...entryBy(by, { person }), detail })
  }
}

function groupsOf(tx: Tx, tenant: number, person: Buffer) {
  return tx.query<{ in_group: Buffer }>(
    {
      text: `SELECT m.in_group FROM identity.scim_member m JOIN identity.scim_group g ON g.tenant = m.tenant AND g.id = m.in_group
             WHERE m.tenant = $1 AND m.person = $2 AND g.deleted_ms IS NULL ORDER BY m.in_group`,
    },
    [tenant, person],
  )
}

export interface MapGroup {
  /** `sgr_…` */
  readonly group: string
  readonly role: string
  /** Principal ids of who asked and who approved. */
  readonly requestedBy: string
  readonly approvedBy: string
  readonly request: Buffer | undefined
}

/**
 * Whoever is in the group, and comes into it, has the role. Run by an approved request, in its transaction; the caller raises the generation.
 * Mapping it again changes nothing. Throws `scim_not_found`.
 */
export async function mapGroup(
  deps: ScimDeps,
  tx: Tx,
  entries: Entries,
  by: Caller,
  input: MapGroup,
): Promise<void> {
  const group = await lockGroup(tx, by.tenant, input.group)
  const made = await tx.query(
    {
      text: `INSERT INTO identity.group_role (tenant, id, in_group, role, made_ms, made_by, approved_by, request)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
             ON CONFLICT (tenant, in_group, role) WHERE ended_ms IS NULL DO NOTHING RETURNING id`,
    },
    [
      by.tenant,
      newId(deps.clock.now()),
      group,
      input.role,
      deps.clock.now(),
      input.requestedBy,
      input.approvedBy,
      input.request ?? null,
    ],
  )
  if (made.length === 0) return
  const detail = { group: input.group, role: input.role }
  entries.add({ kind: groupMapped, outcome: 'success', ...entryBy(by), detail })
  const mapping = {
    in_group: group,
    role: input.role,
    approved_by: input.approvedBy,
    request: input.request ?? null,
  }
  for (const person of await liveMembers(tx, by.tenant, group)) {
    const given = { ...toGroupRole(person, mapping), requestedBy: input.requestedBy }
    await deps.groupRoles.give(tx, entries, by, given)
  }
}

/** Ends a mapping and what it gave. Throws `scim_not_found`. */
export async function unmapGroup(
  deps: ScimDeps,
  tx: Tx,
  entries: Entries,
  by: Caller,
  input: Pick<MapGroup, 'group' | 'role' | 'requestedBy'>,
): Promise<void> {
  const group = await lockGroup(tx, by.tenant, input.group)
  const [mapping] = await tx.query<Mapping>(
    {
      text: `UPDATE identity.group_role r SET ended_ms = $4, ended_by = $5
             WHERE r.tenant = $1 AND r.in_group = $2 AND r.role = $3 AND r.ended_ms IS NULL RETURNING ${COLUMNS}`,
    },
    [by.tenant, group, input.role, deps.clock.now(), input.requestedBy],
  )
  if (!mapping) throw scimNotFound('the group is not mapped to this role')
  const detail = { group: input.group, role: input.role }
  entries.add({ kind: groupUnmapped, outcome: 'success', ...entryBy(by), detail })
  for (const person of await liveMembers(tx, by.tenant, group))
    await deps.groupRoles.end(tx, entries, by, toGroupRole(person, mapping))
}

async function lockGroup(tx: Tx, tenant: number, id: string): Promise<Buffer> {
  const group = parseId(GROUP_ID, id)
  const rows = await tx.query(
    {
      text: 'SELECT FROM identity.scim_group WHERE tenant = $1 AND id = $2 AND deleted_ms IS NULL FOR NO KEY UPDATE',
    },
    [tenant, group],
  )
  if (rows.length === 0) throw scimNotFound('no group of this id')
  return group
}

async function liveMembers(tx: Tx, tenant: number, group: Buffer): Promise<Buffer[]> {
  const rows = await tx.query<{ person: Buffer }>(
    {
      text: `SELECT m.person FROM identity.scim_member m JOIN identity.person p ON p.tenant = m.tenant AND p.id = m.person
             WHERE m.tenant = $1 AND m.in_group = $2 AND p.state <> 'left' ORDER BY m.person FOR SHARE OF p`,
    },
    [tenant, group],
  )
  return rows.map((row) => row.person)
}
