import type { Sql } from '../../platform/db.ts'
import { personId } from '../people/person-id.ts'
import { digestFor, folded, openFor, openProfile, type Profile } from '../people/profile.ts'
import { groupId, openGroup } from './read-groups.ts'
import type { Resource } from './schema.ts'
import type { ScimDeps } from './scim-deps.ts'
import { USER } from './user-schema.ts'
import type { Window } from './window.ts'

/** A person as a directory sees one. */
export interface StoredUser {
  readonly person: Buffer
  readonly profile: Profile
  readonly left: boolean
  /** What may be written, under canonical names. */
  readonly writable: Resource
  readonly version: number
  readonly resource: Resource
}

interface Row {
  readonly id: Buffer
  readonly profile: Buffer
  readonly state: string
  readonly person_created_ms: number
  readonly attributes: Buffer | null
  readonly version: number | null
  readonly modified_ms: number | null
}

// Who was there before the directory is a resource too, so that it finds them. Who left before it spoke of them is none of its business.
const FROM = `FROM identity.person p LEFT JOIN identity.scim_user u ON u.tenant = p.tenant AND u.person = p.id
  WHERE p.tenant = $1 AND u.deleted_ms IS NULL AND (u.person IS NOT NULL OR p.state <> 'left')`
const COLUMNS = `p.id, p.profile, p.state, p.created_ms AS person_created_ms, u.attributes, u.version, u.modified_ms`

/** Narrows a search to what an index finds; the filter is evaluated all the same. */
export type UserKey =
  | { readonly by: 'id'; readonly id: Buffer }
  | { readonly by: 'userName' | 'externalId'; readonly value: string }

export async function readUser(
  deps: ScimDeps,
  sql: Sql,
  tenant: number,
  person: Buffer,
): Promise<StoredUser | undefined> {
  const [row] = await sql.query<Row>({ text: `SELECT ${COLUMNS} ${FROM} AND p.id = $2` }, [tenant, person])
  return row && (await openUsers(deps, sql, tenant, [row]))[0]
}

export async function countUsers(sql: Sql, tenant: number): Promise<number> {
  const [row] = await sql.query<{ n: number }>({ text: `SELECT count(*) AS n ${FROM}` }, [tenant])
  return row?.n ?? 0
}

/** A stretch of all users in the order in which they were made. */
export async function readUsers(
  deps: ScimDeps,
  tenant: number,
  { offset, limit }: Window,
): Promise<StoredUser[]> {
  const sql = deps.database.of(tenant).read
  const text = `SELECT ${COLUMNS} ${FROM} ORDER BY p.id OFFSET $2 LIMIT $3`
  return openUsers(deps, sql, tenant, await sql.query<Row>({ text }, [tenant, offset, limit]))
}

export async function findUsers(deps: ScimDeps, tenant: number, key: UserKey): Promise<StoredUser[]> {
  const sql = deps.database.of(tenant).read
  const [column, value] = await place(deps, tenant, key)
  const text = `SELECT ${COLUMNS} ${FROM} AND ${column} = $2 ORDER BY p.id LIMIT 100`
  return openUsers(deps, sql, tenant, await sql.query<Row>({ text }, [tenant, value]))
}

async function place(deps: ScimDeps, tenant: number, key: UserKey): Promise<[string, Buffer]> {
  if (key.by === 'id') return ['p.id', key.id]
  if (key.by === 'externalId') return ['u.external_digest', await externalDigest(deps, tenant, key.value)]
  return ['p.user_digest', await digestFor(deps.keyring, tenant, 'user', folded(key.value))]
}

export const externalDigest = (deps: ScimDeps, tenant: number, externalId: string) =>
  digestFor(deps.keyring, tenant, 'scim-external', externalId)

export const openAttributes = async (deps: ScimDeps, tenant: number, person: Buffer, sealed: Buffer) =>
  JSON.parse((await openFor(deps.keyring, tenant, person, 'scim', sealed)).toString('utf8')) as Resource

async function openUsers(
  deps: ScimDeps,
  sql: Sql,
  tenant: number,
  rows: readonly Row[],
): Promise<StoredUser[]> {
  const groups = await groupsOf(
    deps,
    sql,
    tenant,
    rows.map((row) => row.id),
  )
  return Promise.all(rows.map((row) => openUser(deps, tenant, row, groups.get(personId(row.id)) ?? [])))
}

async function openUser(
  deps: ScimDeps,
  tenant: number,
  row: Row,
  groups: readonly Resource[],
): Promise<StoredUser> {
  const profile = await openProfile(deps.keyring, tenant, row.id, row.profile)
  const said = row.attributes && (await openAttributes(deps, tenant, row.id, row.attributes))
  const left = row.state === 'left'
  const { active: _, ...kept } = said ?? ownWords(profile)
  const writable: Resource = {
    ...kept,
    // A directory may take the attribute away, which changes nothing about the person.
    userName: userNameOf(said, profile),
    ...(said?.active === null ? {} : { active: !left }),
  }
  const version = row.version ?? 1
  const id = personId(row.id)
  const resource: Resource = {
    schemas: [USER],
    id,
    ...writable,
    ...(groups.length > 0 ? { groups } : {}),
    meta: {
      resourceType: 'User',
      created: new Date(row.person_created_ms).toISOString(),
      lastModified: new Date(row.modified_ms ?? row.person_created_ms).toISOString(),
      location: `${deps.site.origin}/scim/v2/Users/${id}`,
      version: `W/"${version}"`,
    },
  }
  return { person: row.id, profile, left, writable, version, resource }
}

/** Somebody the directory has not spoken of yet. */
function ownWords({ name, email }: Profile): Resource {
  return {
    displayName: name,
    ...(email === '' ? {} : { emails: [{ value: email, type: 'work', primary: true }] }),
  }
}

/** As the directory wrote it, as long as it is the same name: user names have no case here. */
function userNameOf(said: Resource | null, { userName }: Profile): string {
  const written = said?.userName
  return typeof written === 'string' && folded(written) === folded(userName) ? written : userName
}

async function groupsOf(deps: ScimDeps, sql: Sql, tenant: number, people: readonly Buffer[]) {
  const found = new Map<string, Resource[]>()
  const rows = await sql.query<{ person: Buffer; id: Buffer; attributes: Buffer }>(
    {
      text: `SELECT m.person, g.id, g.attributes FROM identity.scim_member m
             JOIN identity.scim_group g ON g.tenant = m.tenant AND g.id = m.in_group AND g.deleted_ms IS NULL
             WHERE m.tenant = $1 AND m.person = ANY ($2::bytea[]) ORDER BY g.id`,
    },
    [tenant, people],
  )
  for (const row of rows) {
    const { displayName } = await openGroup(deps, tenant, row.id, row.attributes)
    const id = groupId(row.id)
    const list = found.get(personId(row.person)) ?? []
    list.push({ value: id, $ref: `${deps.site.origin}/scim/v2/Groups/${id}`, display: displayName })
    found.set(personId(row.person), list)
  }
  return found
}
