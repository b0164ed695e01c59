import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testRoutes } from './test-support/routes.ts'
import { startServer } from './test-support/start-server.ts'

const json = { authorization: 'Bearer good', 'content-type': 'application/json' }
const put = (url: string, body: string, headers: Record<string, string> = {}) =>
  fetch(`${url}/v1/collections/orders/records/a.1`, { method: 'PUT', body, headers: { ...json, ...headers } })
const codeOf = async (response: Response) => {
  assert.equal(response.headers.get('content-type'), 'application/problem+json')
  const problem = (await response.json()) as { code: string; status: number; instance: string; type: string }
  assert.equal(problem.status, response.status)
  assert.equal(problem.type, `urn:azukari:error:${problem.code}`)
  assert.match(problem.instance, /^req_[0-9a-f]{32}$/)
  return `${response.status} ${problem.code}`
}

test('a route is served at /v1 and below its tenant, with what the request carried', async (t) => {
  const { url } = await startServer(t, testRoutes)
  const headers = {
    ...json,
    'if-match': '"3"',
    'idempotency-key': 'k-1',
    prefer: 'WAIT = "5"; x=1, respond-async',
  }
  for (const prefix of ['/v1', '/v1/tenants/seven', `/v1/tenants/ten_${'7'.repeat(32)}`]) {
    const response = await fetch(`${url}${prefix}/collections/orders/records/%E9%A0%90%E3%81%8B%2B%25`, {
      method: 'PUT',
      headers,
      body: '{"fields":{"a":1}}',
    })
    assert.equal(response.status, 200)
    assert.equal(response.headers.get('etag'), '"4"')
    assert.deepEqual(await response.json(), {
      params: { collection: 'orders', id: '預か+%' },
      fields: { a: 1 },
      ifMatch: '3',
      key: 'k-1',
      prefer: 'wait=5, respond-async',
      tenant: 7,
      address: '127.0.0.1',
    })
  }
})

test('every reply carries the security headers, and only a route that says so is cacheable', async (t) => {
  const { url } = await startServer(t, testRoutes)
  for (const path of ['/v1/health', '/v1/nothing', '/v1/fail', '/v1/collections/o/records/1']) {
    const { headers } = await fetch(url + path)
    assert.equal(headers.get('x-content-type-options'), 'nosniff')
    assert.equal(headers.get('cache-control'), 'no-store')
    assert.match(headers.get('content-security-policy') ?? '', /^default-src 'none'/)
    assert.equal(headers.get('referrer-policy'), 'no-referrer')
    assert.equal(headers.get('strict-transport-security'), null)
  }
  const tile = await fetch(`${url}/v1/log/tile/0/x001/067.p/5`)
  assert.equal(tile.headers.get('cache-control'), 'public, immutable')
  assert.equal(await tile.text(), '0/x001/067.p/5')
})

test('who may not be here is refused before the body, and told of', async (t) => {
  const { url, denials } = await startServer(t, testRoutes)
  const unknown = await put(url, 'not json', { authorization: 'Bearer bad' })
  assert.equal(unknown.headers.get('www-authenticate'), 'Bearer realm="azukari"')
  assert.equal(await codeOf(unknown), '401 test_key_unknown')
  assert.equal(
    await codeOf(await fetch(`${url}/v1/tenants/eight/collections/o/records/1`, { headers: json })),
    '403 wrong_tenant',
  )
  assert.equal(
    await codeOf(await fetch(`${url}/v1/tenants/nowhere/collections/o/records/1`, { headers: json })),
    '403 wrong_tenant',
  )
  assert.equal(await codeOf(await fetch(`${url}/v1/tenants/nowhere/health`)), '403 wrong_tenant')
  assert.equal(
    await codeOf(
      await fetch(`${url}/v1/collections/o/records/1`, {
        method: 'DELETE',
        headers: { authorization: 'Bearer good' },
      }),
    ),
    '403 test_no_grant',
  )
  assert.deepEqual(
    denials.map((d) => [d.code, d.operation, d.address, d.caller?.tenant]),
    [
      ['test_key_unknown', 'record.put', '127.0.0.1', undefined],
      ['wrong_tenant', 'record.get', '127.0.0.1', 7],
      ['wrong_tenant', 'record.get', '127.0.0.1', 7],
    ],
  )
})

test('two Authorization headers are one that nobody knows', async (t) => {
  const { url } = await startServer(t, testRoutes)
  const headers = new Headers({ authorization: 'Bearer good' })
  headers.append('authorization', 'Bearer bad')
  assert.equal(
    await codeOf(await fetch(`${url}/v1/collections/o/records/1`, { headers })),
    '401 test_key_unknown',
  )
})

test('an error of the inside shows nothing of itself', async (t) => {
  const { url } = await startServer(t, testRoutes)
  const response = await fetch(`${url}/v1/fail`)
  const text = await response.text()
  assert.equal(response.status, 500)
  assert.equal(text.includes('secret'), false)
  assert.equal((JSON.parse(text) as { code: string }).code, 'internal_error')
})

test('a body that is not what the route takes is refused by its place and never by its value', async (t) => {
  const { url } = await startServer(t, testRoutes)
  const response = await put(url, '{"note":"personal@example.com","alice@example.com":1}')
  assert.equal(response.status, 422)
  const text = await response.text()
  assert.equal(text.includes('example.com'), false)
  const problem = JSON.parse(text) as { code: string; where: { pointer: string }; issues: string[] }
  assert.equal(problem.code, 'body_invalid')
  assert.deepEqual(problem.where, { pointer: '/fields' })
  assert.deepEqual(problem.issues, [
    '/fields: is missing',
    '/note: at most 5 characters',
    ': has a member that is not known',
  ])
})

test('names that mean something to JavaScript are data', async (t) => {
  const { url } = await startServer(t, testRoutes)
  const response = await put(url, '{"fields":{"constructor":{"prototype":{"x":1}},"toString":2}}')
  assert.deepEqual(((await response.json()) as { fields: unknown }).fields, {
    constructor: { prototype: { x: 1 } },
    toString: 2,
  })
  assert.equal(({} as { x?: number }).x, undefined)
})

test('HEAD is GET without its body, OPTIONS and 405 say what a path takes', async (t) => {
  const { url } = await startServer(t, testRoutes)
  const path = `${url}/v1/collections/o/records/1`
  const head = await fetch(path, { method: 'HEAD', headers: json })
  assert.equal(head.status, 200)
  assert.equal(head.headers.get('content-length'), '10')
  assert.equal(await head.text(), '')
  const options = await fetch(path, { method: 'OPTIONS' })
  assert.equal(options.status, 204)
  assert.equal(options.headers.get('allow'), 'DELETE, GET, HEAD, OPTIONS, PUT')
  const patch = await fetch(path, { method: 'PATCH', body: '{}' })
  assert.equal(patch.headers.get('allow'), 'DELETE, GET, HEAD, OPTIONS, PUT')
  assert.equal(await codeOf(patch), '405 method_not_allowed')
  assert.equal(await codeOf(await fetch(`${url}/v1/nothing`)), '404 route_unknown')
  assert.equal(await codeOf(await fetch(`${url}/nothing`, { method: 'OPTIONS' })), '404 route_unknown')
  assert.equal(
    await codeOf(await fetch(`${url}/v1/log/tile/0/0`, { method: 'POST' })),
    '405 method_not_allowed',
  )
})

test('a query is read strictly', async (t) => {
  const { url } = await startServer(t, testRoutes)
  const get = (query: string) => fetch(`${url}/v1/collections/o/records/1?${query}`, { headers: json })
  assert.deepEqual(await (await get('limit=3')).json(), { id: '1', limit: 3 })
  for (const query of [
    'limit=11',
    'limit=1&limit=2',
    'other=1',
    'limit=%C0%AF',
    'limit=%',
    'limit=1%00',
    '__proto__=1',
  ]) {
    assert.equal(await codeOf(await get(query)), '400 query_invalid', query)
  }
  assert.equal(await codeOf(await fetch(`${url}/v1/health?x=1`)), '400 query_invalid')
})

test('conditional headers are well formed or refused', async (t) => {
  const { url } = await startServer(t, testRoutes)
  const body = '{"fields":{}}'
  for (const tag of ['3', 'W/"3"', '"a"', '*', '"1", "2"', '"0"', '""']) {
    assert.equal(await codeOf(await put(url, body, { 'if-match': tag })), '400 if_match_malformed', tag)
  }
  for (const key of ['a b', '', 'x'.repeat(256), 'é']) {
    assert.equal(
      await codeOf(await put(url, body, { 'idempotency-key': key })),
      '400 idempotency_key_malformed',
      key,
    )
  }
  assert.equal(await codeOf(await put(url, body, { prefer: 'wait==' })), '400 prefer_malformed')
  assert.equal(await codeOf(await put(url, body, { 'if-none-match': '*' })), '400 precondition_unsupported')
})

test('a declared proxy is believed, anyone else is not', async (t) => {
  const trusting = await startServer(t, testRoutes, {}, { proxies: ['127.0.0.0/8', '10.0.0.0/8'] })
  const address = async (url: string, forwarded: string) =>
    (
      (await (await put(url, '{"fields":{}}', { 'x-forwarded-for': forwarded })).json()) as {
        address: string
      }
    ).address
  assert.equal(await address(trusting.url, '203.0.113.9'), '203.0.113.9')
  assert.equal(await address(trusting.url, '198.51.100.1, 203.0.113.9, 10.1.1.1'), '203.0.113.9')
  assert.equal(await address(trusting.url, 'evil'), '127.0.0.1')
  const { url } = await startServer(t, testRoutes)
  assert.equal(await address(url, '203.0.113.9'), '127.0.0.1')
})

test('a failure is logged by code and request id; a refusal and a busy server are not errors', async (t) => {
  const lines: [string, string, Record<string, unknown>][] = []
  const line = (level: string) => (message: string, fields?: object) =>
    void lines.push([level, message, { ...fields }])
  const log = { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') }
  const { url } = await startServer(t, testRoutes, {}, { log })
  const problem = (await (await fetch(`${url}/v1/fail`)).json()) as { instance: string }
  await fetch(`${url}/v1/nothing`)
  assert.deepEqual(lines, [
    ['error', 'a request failed', { code: 'internal_error', request: problem.instance, operation: 'fail' }],
  ])
})
