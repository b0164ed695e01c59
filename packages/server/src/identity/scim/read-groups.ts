import type { Sql } from '../../platform/db.ts'
import { formatId } from '../../platform/ids.ts'
import { personId } from '../people/person-id.ts'
import { GROUP } from './group-schema.ts'
import type { Resource } from './schema.ts'
import type { ScimDeps } from './scim-deps.ts'
import type { Window } from './window.ts'

export const GROUP_ID = 'sgr'
export const groupId = (id: Uint8Array) => formatId(GROUP_ID, id)

export interface StoredGroup {
  readonly id: Buffer
  readonly members: readonly Buffer[]
  readonly writable: Resource
  readonly version: number
  readonly resource: Resource
}

interface Row {
  readonly id: Buffer
  readonly attributes: Buffer
  readonly version: number
  readonly created_ms: number
  readonly modified_ms: number
}

const FROM = 'FROM identity.scim_group g WHERE g.tenant = $1 AND g.deleted_ms IS NULL'
const COLUMNS = 'g.id, g.attributes, g.version, g.created_ms, g.modified_ms'

export async function sealGroup(
  deps: ScimDeps,
  tenant: number,
  id: Buffer,
  attributes: Resource,
): Promise<Buffer> {
  return deps.keyring.seal(tenant, 'scim/group', Buffer.from(JSON.stringify(attributes), 'utf8'), id)
}

export async function openGroup(
  deps: ScimDeps,
  tenant: number,
  id: Buffer,
  sealed: Buffer,
): Promise<{ readonly displayName: string; readonly externalId?: string }> {
  const opened = await deps.keyring.unseal(tenant, 'scim/group', sealed, id)
  return JSON.parse(opened.toString('utf8')) as { displayName: string }
}

export async function readGroup(
  deps: ScimDeps,
  sql: Sql,
  tenant: number,
  id: Buffer,
): Promise<StoredGroup | undefined> {
  const [row] = await sql.query<Row>({ text: `SELECT ${COLUMNS} ${FROM} AND g.id = $2` }, [tenant, id])
  return row && (await openGroups(deps, sql, tenant, [row], true))[0]
}

export async function countGroups(sql: Sql, tenant: number): Promise<number> {
  const [row] = await sql.query<{ n: number }>({ text: `SELECT count(*) AS n ${FROM}` }, [tenant])
  return row?.n ?? 0
}

/** @param members whether to read who is in them: directories that list groups seldom ask */
export async function readGroups(
  deps: ScimDeps,
  tenant: number,
  { offset, limit }: Window,
  members: boolean,
): Promise<StoredGroup[]> {
  const sql = deps.database.of(tenant).read
  const text = `SELECT ${COLUMNS} ${FROM} ORDER BY g.id OFFSET $2 LIMIT $3`
  return openGroups(deps, sql, tenant, await sql.query<Row>({ text }, [tenant, offset, limit]), members)
}

async function openGroups(
  deps: ScimDeps,
  sql: Sql,
  tenant: number,
  rows: readonly Row[],
  withMembers: boolean,
): Promise<StoredGroup[]> {
  const members = withMembers
    ? await membersOf(
        sql,
        tenant,
        rows.map((row) => row.id),
      )
    : new Map<string, Buffer[]>()
  return Promise.all(rows.map((row) => openStored(deps, tenant, row, members.get(groupId(row.id)) ?? [])))
}

async function openStored(
  deps: ScimDeps,
  tenant: number,
  row: Row,
  members: readonly Buffer[],
): Promise<StoredGroup> {
  const { displayName, externalId } = await openGroup(deps, tenant, row.id, row.attributes)
  const base = `${deps.site.origin}/scim/v2`
  const listed = members.map((person) => ({ value: personId(person), type: 'User' }))
  const kept = { displayName, ...(externalId === undefined ? {} : { externalId }) }
  const id = groupId(row.id)
  return {
    id: row.id,
    members,
    version: row.version,
    writable: { ...kept, ...(listed.length > 0 ? { members: listed } : {}) },
    resource: {
      schemas: [GROUP],
      id,
      ...kept,
      ...(listed.length > 0
        ? { members: listed.map((m) => ({ ...m, $ref: `${base}/Users/${m.value}` })) }
        : {}),
      meta: {
        resourceType: 'Group',
        created: new Date(row.created_ms).toISOString(),
        lastModified: new Date(row.modified_ms).toISOString(),
        location: `${base}/Groups/${id}`,
        version: `W/"${row.version}"`,
      },
    },
  }
}

async function membersOf(sql: Sql, tenant: number, groups: readonly Buffer[]) {
  const found = new Map<string, Buffer[]>()
  const rows = await sql.query<{ in_group: Buffer; person: Buffer }>(
    {
      text: `SELECT m.in_group, m.person FROM identity.scim_member m
             LEFT JOIN identity.scim_user u ON u.tenant = m.tenant AND u.person = m.person
             WHERE m.tenant = $1 AND m.in_group = ANY ($2::bytea[]) AND u.deleted_ms IS NULL ORDER BY m.person`,
    },
    [tenant, groups],
  )
  for (const { in_group, person } of rows) {
    const list = found.get(groupId(in_group)) ?? []
    list.push(person)
    found.set(groupId(in_group), list)
  }
  return found
}
