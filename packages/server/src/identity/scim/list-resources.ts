import { parseId } from '../../platform/ids.ts'
import { PERSON_ID } from '../people/person-id.ts'
import { MOST_RESULTS } from './discovery.ts'
import { invalid } from './errors.ts'
import { matches } from './evaluate-filter.ts'
import type { Filter } from './filter.ts'
import { groupSchema } from './group-schema.ts'
import { parseFilter } from './parse-filter.ts'
import { type Projection, project, readProjection } from './project.ts'
import { countGroups, readGroups } from './read-groups.ts'
import { countUsers, findUsers, readUsers, type UserKey } from './read-users.ts'
import type { Resource, ResourceSchema } from './schema.ts'
import type { ScimDeps } from './scim-deps.ts'
import { userSchema } from './user-schema.ts'
import type { Window } from './window.ts'

const LIST_RESPONSE = 'urn:ietf:params:scim:api:messages:2.0:ListResponse'
/** A filter that no index answers opens and looks at every resource; a directory beyond this asks by user name or external id. */
const MOST_SCANNED = 20_000
const BLOCK = 500

export interface Query {
  readonly filter: Filter | undefined
  readonly window: Window
  readonly projection: Projection
}

/** Reads what a list is asked with, from a query or a `.search` body (RFC 7644 §3.4.2, §3.4.3). Sorting is not supported and passed over. */
export function readQuery(given: Readonly<Record<string, unknown>>): Query {
  const startIndex = Math.max(1, whole(given.startIndex, 'startIndex') ?? 1)
  const count = Math.min(MOST_RESULTS, Math.max(0, whole(given.count, 'count') ?? MOST_RESULTS))
  if (given.filter !== undefined && typeof given.filter !== 'string')
    throw invalid('invalidFilter', 'a filter is text')
  return {
    filter: given.filter === undefined || given.filter === '' ? undefined : parseFilter(given.filter),
    window: { offset: startIndex - 1, limit: count },
    projection: readProjection(given.attributes, given.excludedAttributes),
  }
}

function whole(value: unknown, name: string): number | undefined {
  if (value === undefined || value === null) return undefined
  const number = typeof value === 'string' && /^-?\d{1,9}$/.test(value) ? Number(value) : value
  if (!Number.isSafeInteger(number)) throw invalid('invalidValue', `${name} is a whole number`)
  return number as number
}

interface Source {
  readonly schema: ResourceSchema
  count(): Promise<number>
  read(window: Window): Promise<readonly { readonly resource: Resource }[]>
  /** What an index finds for a filter; undefined when none does. */
  find(filter: Filter): Promise<readonly { readonly resource: Resource }[] | undefined>
}

export const usersOf = (deps: ScimDeps, tenant: number): Source => ({
  schema: userSchema,
  count: () => countUsers(deps.database.of(tenant).read, tenant),
  read: (window) => readUsers(deps, tenant, window),
  async find(filter) {
    const key = keyOf(filter)
    return key && findUsers(deps, tenant, key)
  },
})

/** @param withMembers whether who is in them has to be read */
export const groupsOf = (deps: ScimDeps, tenant: number, withMembers: boolean): Source => ({
  schema: groupSchema,
  count: () => countGroups(deps.database.of(tenant).read, tenant),
  read: (window) => readGroups(deps, tenant, window, withMembers),
  find: async () => undefined,
})

/** Several sources one behind the other, as at the root. */
export async function listResources(sources: readonly Source[], query: Query): Promise<Resource> {
  const { filter, window, projection } = query
  const found: { resource: Resource; schema: ResourceSchema }[] = []
  let total = 0
  for (const source of sources) {
    const own = { offset: Math.max(0, window.offset - total), limit: window.limit - found.length }
    const page = filter === undefined ? await plainPage(source, own) : await filteredPage(source, filter, own)
    found.push(...page.resources.map(({ resource }) => ({ resource, schema: source.schema })))
    total += page.total
  }
  return {
    schemas: [LIST_RESPONSE],
    totalResults: total,
    startIndex: window.offset + 1,
    itemsPerPage: found.length,
    Resources: found.map(({ resource, schema }) => project(resource, schema, projection)),
  }
}

async function plainPage(source: Source, window: Window) {
  const resources = window.limit > 0 ? await source.read(window) : []
  return { resources, total: await source.count() }
}

async function filteredPage(source: Source, filter: Filter, { offset, limit }: Window) {
  const resources: { resource: Resource }[] = []
  let total = 0
  const look = (rows: readonly { readonly resource: Resource }[]) => {
    for (const row of rows) {
      if (!matches(filter, row.resource, source.schema)) continue
      if (total >= offset && resources.length < limit) resources.push(row)
      total++
    }
  }
  const known = await source.find(filter)
  if (known !== undefined) look(known)
  else {
    if ((await source.count()) > MOST_SCANNED) throw invalid('tooMany', 'there are too many to look through')
    for (let at = 0; ; at += BLOCK) {
      const rows = await source.read({ offset: at, limit: BLOCK })
      look(rows)
      if (rows.length < BLOCK) break
    }
  }
  return { resources, total }
}

/** The equality that an index answers: the filter itself, or one side of an `and`. */
function keyOf(filter: Filter): UserKey | undefined {
  if (filter.kind === 'and') return keyOf(filter.left) ?? keyOf(filter.right)
  if (filter.kind !== 'compare' || filter.operator !== 'eq' || typeof filter.value !== 'string')
    return undefined
  const { urn, name, sub } = filter.path
  if (sub !== undefined || (urn !== undefined && urn.toLowerCase() !== userSchema.id.toLowerCase()))
    return undefined
  switch (name.toLowerCase()) {
    case 'username':
      return { by: 'userName', value: filter.value }
    case 'externalid':
      return { by: 'externalId', value: filter.value }
    case 'id':
      return /^per_[0-9a-f]{32}$/.test(filter.value)
        ? { by: 'id', id: parseId(PERSON_ID, filter.value) }
        : undefined
    default:
      return undefined
  }
}
