import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { type Document, generateSdk } from './generate-sdk.ts'
import { typeOf } from './schema-to-type.ts'

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')

test('the generated file is the one the document gives', () => {
  const document = JSON.parse(read('../../openapi.json')) as Document
  assert.equal(read('../generated/schema.ts'), generateSdk(document), 'run: node scripts/generate-sdk.ts')
})

test('a schema becomes the type of what it allows', () => {
  const cases: [unknown, string][] = [
    [{}, 'unknown'],
    [false, 'never'],
    [{ type: 'integer', minimum: 1 }, 'number'],
    [{ type: ['string', 'null'] }, 'string | null'],
    [{ const: 'ok' }, '"ok"'],
    [{ type: 'string', enum: ['a', 'b'] }, '"a" | "b"'],
    [{ anyOf: [{ type: 'string' }, { type: 'number' }] }, 'string | number'],
    [
      { type: 'array', items: { anyOf: [{ type: 'string' }, { type: 'null' }] } },
      'readonly (string | null)[]',
    ],
    [{ type: 'array', prefixItems: [{ type: 'string' }, {}] }, 'readonly [string, unknown]'],
    [
      { allOf: [{ $ref: '#/components/schemas/A' }, { anyOf: [{ type: 'string' }, {}] }] },
      'A & (string | unknown)',
    ],
    [{ type: 'object', additionalProperties: { type: 'number' } }, 'Readonly<Record<string, number>>'],
    [{ type: 'object', additionalProperties: false }, 'Readonly<Record<string, unknown>>'],
    [
      { type: 'object', properties: { a: { type: 'string' }, 'b.c': {} }, required: ['a'] },
      '{ readonly a: string; readonly "b.c"?: unknown | undefined }',
    ],
    [{ $ref: '#/components/schemas/A/$defs/B' }, 'A_B'],
  ]
  for (const [schema, type] of cases) assert.equal(typeOf(schema), type)
  assert.throws(() => typeOf({ $ref: 'other.json' }))
})

const operation = (operationId: string, more: object = {}) => ({
  operationId,
  responses: { 204: {} },
  ...more,
})
const documentOf = (paths: object): Document =>
  ({ info: { version: '1' }, paths, components: { schemas: {} } }) as Document

test('an operation is typed by its input, reply and errors', () => {
  const problem = { allOf: [{}, { properties: { code: { enum: ['b', 'a'] } } }] }
  const text = generateSdk(
    documentOf({
      '/c/{c}/r/{id}': {
        put: operation('record.put', {
          summary: 'Puts',
          parameters: [
            { name: 'c', in: 'path', required: true, schema: { type: 'string' } },
            {
              name: 'id',
              in: 'path',
              required: true,
              schema: { type: 'string' },
              description: 'May span segments: x',
            },
            { name: 'limit', in: 'query', schema: { type: 'integer' } },
            { $ref: '#/components/parameters/IfMatch' },
          ],
          requestBody: { required: true, content: { 'application/json': { schema: { type: 'object' } } } },
          responses: {
            200: { content: { 'application/json': { schema: { type: 'string' } } } },
            204: {},
            409: { content: { 'application/problem+json': { schema: problem } } },
          },
        }),
      },
    }),
  )
  assert.match(
    text,
    /readonly c: string; readonly id: string; readonly limit\?: number \| undefined; readonly body: Readonly/,
  )
  assert.match(text, /reply: string \| undefined\n {4}errors: "a" \| "b"/)
  assert.match(
    text,
    /spans: \["id"\],\n {4}inQuery: \["limit"\],\n {4}send: "application\/json",\n {4}read: "json"/,
  )
})

test('what would be ambiguous is refused', () => {
  const parameter = (name: string, place: string) => ({ name, in: place, required: true, schema: {} })
  assert.throws(() =>
    generateSdk(documentOf({ '/a': { get: operation('a.b') }, '/b': { get: operation('a-b') } })),
  )
  const clash = { parameters: [parameter('x', 'path'), parameter('x', 'query')] }
  assert.throws(() => generateSdk(documentOf({ '/{x}': { get: operation('x', clash) } })))
  const reserved = { parameters: [parameter('body', 'query')] }
  assert.throws(() => generateSdk(documentOf({ '/a': { get: operation('x', reserved) } })))
})
