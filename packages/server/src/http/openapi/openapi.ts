import type { z } from 'zod'
import type { ErrorMaker } from '../../platform/errors.ts'
import type { Route } from '../../platform/route.ts'
import { PROBLEM_TYPE } from '../reply/problem.ts'
import { type JsonSchema, PROBLEM_SCHEMA, schemaAt } from './openapi-schema.ts'
import { errorsOf } from './route-errors.ts'

export interface DocumentInfo {
  readonly version: string
  /** What `network` throws, whoever calls. */
  readonly networkErrors?: readonly ErrorMaker[]
  /** What `authenticate` throws. */
  readonly keyErrors: readonly ErrorMaker[]
  /** What `gate` throws, for routes that need a grant for an action. */
  readonly gateErrors?: readonly ErrorMaker[]
}

/** The parts of an OpenAPI 3.1 document that we write. */
export interface OpenapiDocument {
  readonly openapi: string
  readonly info: JsonSchema
  readonly servers: readonly JsonSchema[]
  readonly security: readonly JsonSchema[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, JsonSchema>>>>
  readonly components: Readonly<Record<string, Readonly<Record<string, JsonSchema>>>>
}

const METHODS = ['GET', 'PUT', 'POST', 'DELETE'] as const

/**
 * OpenAPI 3.1.1 (JSON Schema 2020-12) from the routes that are served. The same routes give the same document, member for member: paths
 * are sorted, everything else stands in a fixed order, so that a difference between two versions is a difference between two interfaces.
 */
export function openapiDocument(routes: readonly Route[], info: DocumentInfo): OpenapiDocument {
  const schemas: Record<string, JsonSchema> = { Problem: PROBLEM_SCHEMA }
  const paths: Record<string, Record<string, JsonSchema>> = {}
  const sorted = [...routes].sort((a, b) =>
    a.path === b.path ? METHODS.indexOf(a.method) - METHODS.indexOf(b.method) : a.path < b.path ? -1 : 1,
  )
  for (const route of sorted) {
    const path = route.path.replace('+}', '}')
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route, info, schemas) }
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Azukari',
      version: info.version,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [
      { url: '/v1', description: 'The tenant is the one of the key' },
      {
        url: '/v1/tenants/{tenant}',
        description: 'The tenant is named, and must be the one of the key',
        variables: { tenant: { default: 'default', description: 'Id or name of the tenant' } },
      },
    ],
    security: [{ key: [] }, { session: [] }],
    paths,
    components: {
      schemas: Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1))),
      parameters: HEADER_PARAMETERS,
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: 'A key of one tenant' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: '__Host-azukari',
          description:
            'A person who signed in. Writes need X-Azukari-Client: console and the origin of the server',
        },
      },
    },
  }
}

const HEADER_PARAMETERS: Readonly<Record<string, JsonSchema>> = {
  IfMatch: {
    name: 'If-Match',
    in: 'header',
    description: 'The version the write depends on, as a strong entity tag: "3"',
    schema: { type: 'string', pattern: '^"[1-9][0-9]{0,15}"$' },
  },
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    description: 'A repeat with the same key has one effect',
    schema: { type: 'string', pattern: '^[!-~]{1,255}$' },
  },
  Prefer: { name: 'Prefer', in: 'header', description: 'RFC 7240', schema: { type: 'string' } },
}

function operationOf(route: Route, info: DocumentInfo, schemas: Record<string, JsonSchema>): JsonSchema {
  const headers = route.method === 'GET' ? ['Prefer'] : ['IfMatch', 'IdempotencyKey', 'Prefer']
  const body = bodyOf(route, schemas)
  return {
    operationId: route.operation,
    summary: route.summary,
    ...(route.access === 'public' ? { security: [] } : {}),
    ...(route.access === 'session' || route.access === 'pending' ? { security: [{ session: [] }] } : {}),
    ...(typeof route.access === 'object' ? { 'x-azukari-action': route.access.action } : {}),
    parameters: [
      ...parametersOf(route.params, 'path', route),
      ...parametersOf(route.query, 'query', route),
      ...headers.map((name) => ({ $ref: `#/components/parameters/${name}` })),
    ],
    ...(body === undefined ? {} : { requestBody: body }),
    responses: responsesOf(route, info, schemas),
  }
}

function parametersOf(schema: z.ZodType | undefined, place: 'path' | 'query', route: Route): JsonSchema[] {
  if (schema === undefined) return []
  const { properties = {}, required = [] } = schemaAt(schema, '#') as {
    properties?: Record<string, JsonSchema>
    required?: string[]
  }
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    ...(place === 'path' || required.includes(name) ? { required: true } : {}),
    ...(route.path.includes(`{${name}+}`)
      ? { description: 'May span segments: slashes stand unencoded' }
      : {}),
    schema: property,
  }))
}

function bodyOf(route: Route, schemas: Record<string, JsonSchema>): JsonSchema | undefined {
  if (route.streams !== undefined) return { required: true, content: { [route.streams]: {} } }
  if (route.body === undefined) return undefined
  const required = !route.body.safeParse(undefined).success
  return {
    ...(required ? { required } : {}),
    content: { 'application/json': { schema: named(route, 'Body', route.body, schemas) } },
  }
}

function named(
  route: Route,
  kind: 'Body' | 'Reply',
  schema: z.ZodType,
  schemas: Record<string, JsonSchema>,
): JsonSchema {
  const name = `${pascal(route.operation)}${kind}`
  const place = `#/components/schemas/${name}`
  schemas[name] = schemaAt(schema, place)
  return { $ref: place }
}

/** `record.put` and `put-record` as the name of a type. */
export function pascal(operation: string): string {
  return operation.replace(/(?:^|[^A-Za-z0-9]+)([A-Za-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}

function responsesOf(route: Route, info: DocumentInfo, schemas: Record<string, JsonSchema>): JsonSchema {
  const responses: Record<string, JsonSchema> = {}
  const reply = route.reply && named(route, 'Reply', route.reply, schemas)
  const type = route.replyType ?? (reply === undefined ? undefined : 'application/json')
  for (const status of [...route.statuses].sort((a, b) => a - b)) {
    const empty = type === undefined || status === 204 || status === 304
    responses[status] = {
      description: status === 204 ? 'Done; nothing to say' : 'Done',
      ...(empty ? {} : { content: { [type]: reply === undefined ? {} : { schema: reply } } }),
    }
  }
  const codes = new Map<number, ErrorMaker[]>()
  for (const error of errorsOf(route, info))
    codes.set(error.status, [...(codes.get(error.status) ?? []), error])
  for (const [status, errors] of [...codes].sort(([a], [b]) => a - b))
    responses[status] = problemResponse(errors)
  return responses
}

function problemResponse(errors: readonly ErrorMaker[]): JsonSchema {
  const code = { type: 'string', enum: errors.map((error) => error.code) }
  return {
    description: [...new Set(errors.map((error) => error.title))].join('; '),
    content: {
      [PROBLEM_TYPE]: {
        schema: {
          allOf: [{ $ref: '#/components/schemas/Problem' }, { type: 'object', properties: { code } }],
        },
      },
    },
  }
}
