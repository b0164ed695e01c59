import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'

type Json = Readonly<Record<string, unknown>>

const CAMEL = /^[a-z][a-zA-Z0-9]*$/
// Headers and cookies have conventions of their own (RFC 9110, RFC 6265).
const OWN_CONVENTION = new Set(['header', 'cookie'])
/** Names that are not camelCase, each with the reason why it may be so. */
const ALLOWED: Readonly<Record<string, string>> = {}

// Values, not schemas: what they hold is data.
const DATA = new Set(['enum', 'const', 'default', 'example', 'examples', 'required'])

/** The names of members and parameters that a part of the document declares, each with where it does. */
function* namesIn(part: unknown, at: string): Generator<readonly [name: string, at: string]> {
  if (typeof part !== 'object' || part === null) return
  const { properties, name, in: place } = part as Json
  if (typeof properties === 'object' && properties !== null)
    for (const member of Object.keys(properties)) yield [member, at]
  if (typeof name === 'string' && typeof place === 'string' && !OWN_CONVENTION.has(place)) yield [name, at]
  for (const [key, value] of Object.entries(part)) if (!DATA.has(key)) yield* namesIn(value, `${at}/${key}`)
}

const strange = (document: unknown) => [...namesIn(document, '#')].filter(([name]) => !CAMEL.test(name))

test('members of bodies and parameters are camelCase', async () => {
  const document = JSON.parse(await readFile(join(import.meta.dirname, '../../sdk/openapi.json'), 'utf8'))
  assert.ok([...namesIn(document, '#')].length > 500)
  const found = strange(document)
  assert.deepEqual(
    found.filter(([name]) => !(name in ALLOWED)).map(([name, at]) => `${name} at ${at}`),
    [],
  )
  const names = new Set(found.map(([name]) => name))
  assert.deepEqual(
    Object.keys(ALLOWED).filter((name) => !names.has(name)),
    [],
    'allowed, and no longer there',
  )
})

test('a name of another convention is found wherever it stands', () => {
  const schema = { type: 'object', properties: { made_by: { type: 'string', enum: ['not_looked_at'] } } }
  const document = {
    paths: {
      '/a': {
        get: {
          parameters: [
            { name: 'page_size', in: 'query' },
            { name: '__Host-azukari', in: 'cookie' },
          ],
          responses: { 200: { content: { json: { schema: { type: 'array', items: schema } } } } },
        },
      },
    },
    components: { schemas: { one: { anyOf: [schema, { type: 'null' }] } } },
  }
  assert.deepEqual(
    strange(document).map(([name]) => name),
    ['page_size', 'made_by', 'made_by'],
  )
})
