import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { defineError } from '../../platform/errors.ts'
import { route } from '../../platform/route.ts'
import { publicDocument } from '../server.ts'
import { checkOpenapi } from '../test-support/check-openapi.ts'
import { testRoutes } from '../test-support/routes.ts'
import { startServer, testKeyUnknown } from '../test-support/start-server.ts'

const conflict = defineError('test_conflict', 409, 'Somebody was faster')
const node = z.strictObject({
  name: z.string(),
  get children() {
    return z.array(node).optional()
  },
})
const treeRoute = route({
  operation: 'tree.put',
  method: 'PUT',
  path: '/tree',
  summary: 'Puts a tree',
  access: { action: 'allowed' },
  body: node,
  reply: z.strictObject({ ok: z.boolean() }),
  statuses: [200, 201],
  errors: [conflict],
  handle: async () => ({ status: 200, body: { ok: true } }),
})
const info = { version: '1.2.3', keyErrors: [testKeyUnknown] }
const routes = [...testRoutes, treeRoute]
const at = (value: unknown, ...path: string[]) =>
  path.reduce<unknown>(
    (found, name) => (found as Record<string, unknown>)?.[name],
    JSON.parse(JSON.stringify(value)),
  )

test('the document keeps the rules of OpenAPI 3.1', () => {
  assert.deepEqual(checkOpenapi(publicDocument(routes, info)), [])
})

test('the check finds what is wrong', () => {
  const document = JSON.parse(JSON.stringify(publicDocument(routes, info)))
  const put = document.paths['/tree'].put
  put.requestBody.content['application/json'].schema.$ref = '#/components/schemas/Nothing'
  put.operationId = 'health'
  delete put.responses['200'].description
  delete put.responses['201']
  document.paths['/tree/{x}'] = { get: { operationId: 'x', responses: {} } }
  assert.equal(checkOpenapi(document).length, 5)
})

test('the order of the routes does not change the document', () => {
  assert.equal(
    JSON.stringify(publicDocument(routes, info)),
    JSON.stringify(publicDocument([...routes].reverse(), info)),
  )
})

test('a route says who may, what it takes, gives and refuses', () => {
  const document = publicDocument(routes, info)
  const put = at(document, 'paths', '/collections/{collection}/records/{id}', 'put')
  assert.equal(at(put, 'operationId'), 'record.put')
  assert.equal(at(put, 'x-azukari-action'), 'allowed')
  assert.deepEqual(at(put, 'requestBody'), {
    required: true,
    content: { 'application/json': { schema: { $ref: '#/components/schemas/RecordPutBody' } } },
  })
  assert.deepEqual(at(document, 'paths', '/health', 'get', 'security'), [])
  const codes = at(
    document,
    'paths',
    '/tree',
    'put',
    'responses',
    '409',
    'content',
    'application/problem+json',
    'schema',
    'allOf',
    '1',
  )
  assert.deepEqual(codes, {
    type: 'object',
    properties: { code: { type: 'string', enum: ['test_conflict'] } },
  })
  const unauthorised = at(document, 'paths', '/tree', 'put', 'responses', '401')
  assert.match(JSON.stringify(unauthorised), /test_key_unknown/)
  assert.equal(at(document, 'paths', '/health', 'get', 'responses', '401'), undefined)
})

test('a schema that contains itself refers to itself where it stands', () => {
  const document = publicDocument(routes, info)
  const items = at(document, 'components', 'schemas', 'TreePutBody', 'properties', 'children', 'items')
  assert.deepEqual(items, { $ref: '#/components/schemas/TreePutBody' })
})

test('the server shows the document to anyone', async (t) => {
  const { url } = await startServer(t, routes, {}, { document: info })
  const response = await fetch(`${url}/v1/openapi.json`)
  assert.equal(response.headers.get('content-type'), 'application/json')
  assert.deepEqual(await response.json(), JSON.parse(JSON.stringify(publicDocument(routes, info))))
})
