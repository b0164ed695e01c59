import { cell, GENERATED } from './note.ts'
import { type Schema, type Schemas, schemaText } from './schema-text.ts'

interface Content {
  readonly schema?: Schema & { readonly allOf?: readonly Schema[] }
}
interface Operation {
  readonly operationId: string
  readonly summary: string
  readonly security?: readonly unknown[]
  readonly 'x-azukari-action'?: string
  readonly parameters: readonly { readonly name?: string; readonly in?: string; readonly schema?: Schema }[]
  readonly requestBody?: { readonly content: Readonly<Record<string, Content>> }
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, Content>> }>>
}
/** The parts of the OpenAPI document that the page shows. */
export interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Schemas }
}

const INTRODUCTION = `# HTTP interface, version 1

Everything is below \`/v1\`. The same description for programs: \`GET /v1/openapi.json\` (OpenAPI 3.1).

A key goes into \`Authorization: Bearer azk_…\`. It belongs to one tenant; a path may name that tenant too,
\`/v1/tenants/{tenant}/…\`, by id or name. Bodies are JSON in UTF-8 and are read strictly: no member twice, no number that would lose
precision, nothing that is not declared.

\`If-Match: "3"\` makes a write depend on the version that was read. \`Idempotency-Key\` gives a put one effect however often it is repeated.
\`Prefer: wait=N\` waits up to N seconds where a route says so. Times are ISO 8601 instants in UTC; \`due\` in a promise is milliseconds
since 1970.

Errors are problems (RFC 9457); every code is in [errors.md](errors.md). \`?\` marks a member that may be left out.
`

/** docs/reference/api.md from the OpenAPI document of a running server. */
export function apiPage(document: ApiDocument): string {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )
  const common = commonCodes(operations.map(({ operation }) => operation))
  const list = operations.map(
    ({ path, method, operation }) =>
      `| [\`${method.toUpperCase()} ${path}\`](#${anchor(operation)}) | ${cell(operation.summary)} | ${accessOf(operation)} |\n`,
  )
  const pages = operations.map(({ path, method, operation }) =>
    operationPage(method, path, operation, document.components.schemas, common),
  )
  const shared = [...common].map(([status, codes]) => `${status}: ${names(codes)}`)
  return `${GENERATED}${INTRODUCTION}
| Route | What it does | Who may |
| --- | --- | --- |
${list.join('')}
Any route may answer with what HTTP itself or the way in goes wrong by: ${shared.join('; ')}. They are not repeated below.
${pages.join('')}`
}

const names = (codes: readonly string[]) => codes.map((code) => `\`${code}\``).join(', ')
const anchor = ({ operationId }: Operation) => operationId.replace(/[^A-Za-z0-9_-]/g, '').toLowerCase()

function accessOf(operation: Operation): string {
  if (operation.security?.length === 0) return 'anyone'
  if (operation.security?.every((way) => way instanceof Object && 'session' in way))
    return 'a person, by their session'
  const action = operation['x-azukari-action']
  return action === undefined ? 'a key; grants decide per field' : `a key with the grant \`${action}\``
}

function operationPage(
  method: string,
  path: string,
  operation: Operation,
  schemas: Schemas,
  common: ReadonlyMap<string, readonly string[]>,
): string {
  const { operationId, summary, parameters, requestBody, responses } = operation
  const query = parameters.filter((p) => p.in === 'query').map((p) => `\`${p.name}\``)
  const parts = [
    `\n## ${operationId}\n\n\`${method.toUpperCase()} /v1${path}\`: ${summary}. For ${accessOf(operation)}.\n`,
  ]
  if (query.length > 0) parts.push(`\nQuery: ${query.join(', ')}.\n`)
  if (requestBody) parts.push(contentText('Body', requestBody.content, schemas))
  for (const [status, { content }] of Object.entries(responses)) {
    if (Number(status) < 400 && content) parts.push(contentText(`Answer ${status}`, content, schemas))
  }
  const codes = Object.entries(responses).flatMap(([status, response]) => {
    const own = codesOf(response.content).filter((code) => !common.get(status)?.includes(code))
    return own.length === 0 ? [] : [`${status} ${names(own)}`]
  })
  if (codes.length > 0) parts.push(`\nErrors: ${codes.join('; ')}.\n`)
  return parts.join('')
}

function contentText(title: string, content: Readonly<Record<string, Content>>, schemas: Schemas): string {
  return Object.entries(content)
    .map(([type, { schema }]) => {
      const shape = schema === undefined ? '' : `\n\n\`\`\`text\n${schemaText(schema, schemas)}\n\`\`\``
      return `\n${title}, \`${type}\`${shape === '' ? '.' : ':'}${shape}\n`
    })
    .join('')
}

function codesOf(content: Readonly<Record<string, Content>> | undefined): readonly string[] {
  const all = content?.['application/problem+json']?.schema?.allOf ?? []
  return all.flatMap((one) => (one.properties?.code?.enum ?? []) as readonly string[])
}

/** Codes, by status, that every route with a body and every route with a key can answer with. */
function commonCodes(operations: readonly Operation[]): ReadonlyMap<string, readonly string[]> {
  const counts = new Map<string, number>()
  for (const { responses } of operations) {
    for (const [status, { content }] of Object.entries(responses)) {
      for (const code of codesOf(content))
        counts.set(`${status} ${code}`, (counts.get(`${status} ${code}`) ?? 0) + 1)
    }
  }
  const common = new Map<string, string[]>()
  for (const [key, count] of [...counts].sort()) {
    const [status = '', code = ''] = key.split(' ')
    if (count * 3 > operations.length) common.set(status, [...(common.get(status) ?? []), code])
  }
  return common
}
