import { parseId } from '../../platform/ids.ts'
import type { Mount, MountReply, MountRequest } from '../../platform/mount.ts'
import type { Caller } from '../../platform/route.ts'
import { PERSON_ID } from '../people/person-id.ts'
import { createGroup, deleteGroup, patchGroup, replaceGroup } from './change-group.ts'
import { deleteUser, patchUser, replaceUser } from './change-user.ts'
import { createUser } from './create-user.ts'
import { resourceTypes, schemas, serviceProviderConfig } from './discovery.ts'
import { invalid, scimForbidden, scimMethodNotAllowed, scimNotFound, scimUnsupported } from './errors.ts'
import { isObject } from './evaluate-filter.ts'
import { groupSchema } from './group-schema.ts'
import { groupsOf, listResources, type Query, readQuery, usersOf } from './list-resources.ts'
import { type Projection, project, readProjection } from './project.ts'
import { GROUP_ID, readGroup } from './read-groups.ts'
import { readUser } from './read-users.ts'
import type { Resource, ResourceSchema } from './schema.ts'
import type { ScimDeps } from './scim-deps.ts'
import { authenticateScim } from './scim-tokens.ts'
import { userSchema } from './user-schema.ts'
import { names } from './version.ts'

const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error'
const PREFIX = '/scim/v2'

/** SCIM 2.0 (RFC 7643, RFC 7644) for a company's directory. */
export function scimMount(deps: ScimDeps): Mount {
  return {
    prefix: PREFIX,
    operation: 'scim',
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    contentTypes: ['application/scim+json', 'application/json'],
    bodyBytes: 2 << 20,
    authenticate: ({ authorization }) => authenticateScim(deps, authorization),
    handle: (caller, request) => handle(deps, caller, request),
    refuse: ({ status, code, detail, extra }) => ({
      schemas: [ERROR],
      status: String(status),
      ...('scimType' in extra ? { scimType: extra.scimType } : {}),
      ...(code.startsWith('json_') ? { scimType: 'invalidSyntax' } : {}),
      detail,
    }),
  }
}

async function handle(deps: ScimDeps, by: Caller, request: MountRequest): Promise<MountReply> {
  const [kind, id, ...more] = request.segments
  if (more.length > 0) throw nothingHere()
  switch (kind) {
    case 'Users':
      return resources(request, users(deps, by), id)
    case 'Groups':
      return resources(request, groups(deps, by), id)
    case '.search':
      return search(deps, by, request, id)
    case 'Bulk':
    case 'Me':
      throw scimUnsupported('the service provider’s configuration says what this server does')
    default:
      return discover(deps, request, kind, id)
  }
}

const nothingHere = () => scimNotFound('nothing is at this path')

interface Kind {
  readonly schema: ResourceSchema
  idOf(text: string): Buffer
  list(query: Query): Promise<Resource>
  read(id: Buffer): Promise<Stored | undefined>
  create(body: unknown): Promise<Stored>
  replace(id: Buffer, ifMatch: string | undefined, body: unknown): Promise<Stored>
  patch(id: Buffer, ifMatch: string | undefined, body: unknown): Promise<Stored>
  delete(id: Buffer, ifMatch: string | undefined): Promise<void>
}

interface Stored {
  readonly version: number
  readonly resource: Resource
}

const users = (deps: ScimDeps, by: Caller): Kind => ({
  schema: userSchema,
  idOf: (text) => idOf(PERSON_ID, text),
  list: (query) => listResources([usersOf(deps, by.tenant)], query),
  read: (person) => readUser(deps, deps.database.of(by.tenant).read, by.tenant, person),
  create: (body) => createUser(deps, by, body),
  replace: (person, ifMatch, body) => replaceUser(deps, by, { person, ifMatch }, body),
  patch: (person, ifMatch, body) => patchUser(deps, by, { person, ifMatch }, body),
  delete: (person, ifMatch) => deleteUser(deps, by, { person, ifMatch }),
})

const groups = (deps: ScimDeps, by: Caller): Kind => ({
  schema: groupSchema,
  idOf: (text) => idOf(GROUP_ID, text),
  list: (query) => listResources([groupsOf(deps, by.tenant, wantsMembers(query))], query),
  read: (id) => readGroup(deps, deps.database.of(by.tenant).read, by.tenant, id),
  create: (body) => createGroup(deps, by, body),
  replace: (id, ifMatch, body) => replaceGroup(deps, by, { id, ifMatch }, body),
  patch: (id, ifMatch, body) => patchGroup(deps, by, { id, ifMatch }, body),
  delete: (id, ifMatch) => deleteGroup(deps, by, { id, ifMatch }),
})

function idOf(prefix: string, text: string): Buffer {
  if (!new RegExp(`^${prefix}_[0-9a-f]{32}$`).test(text)) throw scimNotFound('no resource of this id')
  return parseId(prefix, text)
}

// Entra ID lists groups without their members, which may be many; they are read only when a filter or the reply may need them.
function wantsMembers({ filter, projection }: Query): boolean {
  if (filter !== undefined && /"name":"members"/i.test(JSON.stringify(filter))) return true
  const named = (list: readonly string[]) => list.some((name) => /(^|:)members(\.|$)/i.test(name))
  return projection.attributes.length > 0
    ? named(projection.attributes)
    : !projection.excluded.some((name) => /(^|:)members$/i.test(name))
}

async function resources(request: MountRequest, kind: Kind, id: string | undefined): Promise<MountReply> {
  const { method } = request
  if (id === '.search') {
    if (method !== 'POST') throw notAllowed('POST')
    return { status: 200, body: await kind.list(readQuery(await bodyOf(request))) }
  }
  if (id === undefined) {
    if (isRead(method)) return { status: 200, body: await kind.list(readQuery(queryOf(request))) }
    if (method !== 'POST') throw notAllowed('GET, POST')
    return written(201, kind, request, await kind.create(await bodyOf(request)))
  }
  if (isRead(method)) return readOne(kind, request, id)
  const { ifMatch } = request
  if (method === 'PUT')
    return written(200, kind, request, await kind.replace(kind.idOf(id), ifMatch, await bodyOf(request)))
  if (method === 'PATCH')
    return written(200, kind, request, await kind.patch(kind.idOf(id), ifMatch, await bodyOf(request)))
  if (method !== 'DELETE') throw notAllowed('GET, PUT, PATCH, DELETE')
  await kind.delete(kind.idOf(id), ifMatch)
  return { status: 204 }
}

async function readOne(kind: Kind, request: MountRequest, id: string): Promise<MountReply> {
  const projection = projectionOf(request)
  const found = await kind.read(kind.idOf(id))
  if (found === undefined) throw scimNotFound('no resource of this id')
  const etag = `W/"${found.version}"`
  if (request.ifNoneMatch !== undefined && names(request.ifNoneMatch, found.version))
    return { status: 304, headers: { etag } }
  return { status: 200, headers: { etag }, body: project(found.resource, kind.schema, projection) }
}

function written(
  status: number,
  kind: Kind,
  request: MountRequest,
  { version, resource }: Stored,
): MountReply {
  const projection = projectionOf(request)
  const meta = isObject(resource.meta) ? resource.meta : {}
  const location = status === 201 && typeof meta.location === 'string' ? { location: meta.location } : {}
  return {
    status,
    headers: { etag: `W/"${version}"`, ...location },
    body: project(resource, kind.schema, projection),
  }
}

async function search(
  deps: ScimDeps,
  by: Caller,
  request: MountRequest,
  id: string | undefined,
): Promise<MountReply> {
  if (id !== undefined) throw nothingHere()
  if (request.method !== 'POST') throw notAllowed('POST')
  const query = readQuery(await bodyOf(request))
  const sources = [usersOf(deps, by.tenant), groupsOf(deps, by.tenant, wantsMembers(query))]
  return { status: 200, body: await listResources(sources, query) }
}

function discover(
  deps: ScimDeps,
  request: MountRequest,
  kind: string | undefined,
  id: string | undefined,
): MountReply {
  const base = `${deps.site.origin}${PREFIX}`
  const lists: Readonly<Record<string, readonly Resource[]>> = {
    ResourceTypes: resourceTypes(base),
    Schemas: schemas(base),
  }
  const list = kind !== undefined && Object.hasOwn(lists, kind) ? lists[kind] : undefined
  if (kind !== 'ServiceProviderConfig' && list === undefined) throw nothingHere()
  if (!isRead(request.method)) throw notAllowed('GET')
  if (list === undefined) {
    if (id !== undefined) throw nothingHere()
    return { status: 200, body: serviceProviderConfig(base) }
  }
  // RFC 7644 §4: a filter here is forbidden.
  if (queryOf(request).filter !== undefined) throw scimForbidden('there is no filtering here')
  if (id === undefined) {
    return {
      status: 200,
      body: {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
        totalResults: list.length,
        startIndex: 1,
        itemsPerPage: list.length,
        Resources: list,
      },
    }
  }
  const found = list.find((one) => String(one.id).toLowerCase() === id.toLowerCase())
  if (found === undefined) throw nothingHere()
  return { status: 200, body: found }
}

const isRead = (method: string) => method === 'GET' || method === 'HEAD'

const notAllowed = (allow: string) =>
  scimMethodNotAllowed('not with this method', { extra: { allow: allow.split(', ') } })

async function bodyOf(request: MountRequest): Promise<Readonly<Record<string, unknown>>> {
  const body = await request.body()
  if (!isObject(body)) throw invalid('invalidSyntax', 'expected a JSON object')
  return body
}

function projectionOf(request: MountRequest): Projection {
  const { attributes, excludedAttributes } = queryOf(request)
  return readProjection(attributes, excludedAttributes)
}

function queryOf({ query }: MountRequest): Readonly<Record<string, string>> {
  const read: Record<string, string> = Object.create(null)
  // Names that are there twice would mean two things to two readers.
  for (const [name, value] of new URLSearchParams(query)) {
    if (read[name] !== undefined) throw invalid('invalidValue', 'the query names a parameter twice')
    read[name] = value
  }
  return read
}
