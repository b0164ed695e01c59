import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { clientFor, createClient, type OperationEntry } from './client.ts'
import { AzukariApiError, AzukariConnectionError } from './errors.ts'
import { delayBefore } from './retry.ts'

const entry = (more: Partial<OperationEntry>): OperationEntry => ({
  method: 'GET',
  path: '/things',
  inPath: [],
  spans: [],
  inQuery: [],
  send: undefined,
  read: 'json',
  ...more,
})
const table = {
  put: entry({
    method: 'PUT',
    path: '/c/{c}/r/{id}',
    inPath: ['c', 'id'],
    inQuery: ['x'],
    send: 'application/json',
  }),
  get: entry({ path: '/c/{c}', inPath: ['c'] }),
  tile: entry({ path: '/tile/{path}', inPath: ['path'], spans: ['path'], read: 'bytes' }),
  remove: entry({ method: 'DELETE', read: 'none' }),
  load: entry({ method: 'POST', path: '/import', send: 'application/x-ndjson', read: 'ndjson' }),
}
const retry = { attempts: 3, firstDelayMs: 1, longestDelayMs: 5 }

async function serve(
  t: TestContext,
  answer: (request: IncomingMessage, response: ServerResponse, n: number) => void,
) {
  const seen: IncomingMessage[] = []
  const server = createServer((request, response) => answer(request, response, seen.push(request))).listen(
    0,
    '127.0.0.1',
  )
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { seen, url, client: clientFor(table, { url, key: 'k', tenant: 'a b', retry }) }
}
const json = (
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
) => {
  const type = status < 400 ? 'application/json' : 'application/problem+json'
  response.writeHead(status, { 'content-type': type, ...headers }).end(JSON.stringify(body))
}

test('an input goes to path, query, headers and body', async (t) => {
  let body = ''
  const { client, seen } = await serve(t, async (request, response) => {
    for await (const chunk of request) body += chunk
    json(response, 200, { ok: true })
  })
  const input = { c: 'ord/ers', id: '預', x: 'a b', body: { f: 1 } }
  assert.deepEqual(await client.put?.(input, { ifMatch: 3, prefer: 'wait=1' }), { ok: true })
  const [request] = seen
  assert.equal(request?.method, 'PUT')
  assert.equal(request?.url, '/v1/tenants/a%20b/c/ord%2Fers/r/%E9%A0%90?x=a+b')
  assert.equal(body, '{"f":1}')
  assert.equal(request?.headers.authorization, 'Bearer k')
  assert.equal(request?.headers['if-match'], '"3"')
  assert.equal(request?.headers.prefer, 'wait=1')
  assert.match(String(request?.headers['idempotency-key']), /^[0-9a-f-]{36}$/)
  await client.get?.({ c: 'a' })
  assert.equal(seen[1]?.headers['idempotency-key'], undefined)
  await assert.rejects(async () => client.get?.({ c: '..' }), TypeError)
})

test('a write refused with 503 or lost is sent again under the same Idempotency-Key, and not for ever', async (t) => {
  const { client, seen } = await serve(t, (request, response, n) => {
    if (n === 1) json(response, 503, { code: 'overloaded' }, { 'retry-after': '0' })
    else if (n === 2) request.socket.destroy()
    else json(response, 200, 1)
  })
  assert.equal(await client.put?.({ c: 'c', id: '1', body: {} }), 1)
  assert.equal(seen.length, 3)
  assert.equal(new Set(seen.map((r) => r.headers['idempotency-key'])).size, 1)
  const down = await serve(t, (request) => request.socket.destroy())
  await assert.rejects(
    async () => down.client.put?.({ c: 'c', id: '1', body: {} }, { idempotencyKey: 'mine' }),
    (e) => e instanceof AzukariConnectionError && e.idempotencyKey === 'mine',
  )
  assert.equal(down.seen.length, 3)
  const busy = await serve(t, (_request, response) =>
    json(response, 503, { code: 'overloaded', detail: 'busy' }),
  )
  await assert.rejects(
    async () => busy.client.get?.({ c: 'c' }),
    (e) => e instanceof AzukariApiError && e.code === 'overloaded',
  )
  assert.equal(busy.seen.length, 3)
})

test('a refusal is an error with its code, place and fix, and is not repeated', async (t) => {
  const problem = {
    code: 'body_invalid',
    status: 422,
    title: 'T',
    detail: 'D',
    where: { pointer: '/a' },
    fix: 'F',
    instance: 'req_1',
    limit: 4,
  }
  const { client, seen } = await serve(t, (_request, response) => json(response, 422, problem))
  await assert.rejects(
    async () => client.get?.({ c: 'c' }),
    (e) => {
      assert.ok(e instanceof AzukariApiError)
      assert.deepEqual(
        [e.code, e.status, e.title, e.detail, e.where, e.fix, e.requestId, e.extra],
        ['body_invalid', 422, 'T', 'D', { pointer: '/a' }, 'F', 'req_1', { limit: 4 }],
      )
      return true
    },
  )
  assert.equal(seen.length, 1)
  const proxy = await serve(t, (_request, response) =>
    response.writeHead(502, { 'content-type': 'text/html' }).end('<p>private'),
  )
  await assert.rejects(
    async () => proxy.client.get?.({ c: 'c' }),
    (e) => e instanceof AzukariApiError && e.code === 'unexpected_reply' && !e.message.includes('private'),
  )
})

test('lines stream out and results stream in', async (t) => {
  const { client } = await serve(t, async (request, response) => {
    response.writeHead(200, { 'content-type': 'application/x-ndjson' })
    for await (const chunk of request) response.write(chunk)
    response.end()
  })
  async function* rows() {
    for (let n = 0; n < 500; n++) yield { n, text: '預かり\n' }
  }
  assert.ok(client.load)
  const results: unknown[] = []
  const replies = (await client.load({ body: rows() })) as AsyncIterable<unknown>
  for await (const reply of replies) results.push(reply)
  assert.equal(results.length, 500)
  assert.deepEqual(results[499], { n: 499, text: '預かり\n' })
})

test('bytes, nothing, and a path that spans segments', async (t) => {
  const { client, seen } = await serve(t, (request, response) => {
    if (request.method === 'DELETE') response.writeHead(204).end()
    else response.end(Buffer.from([1, 2]))
  })
  assert.deepEqual(await client.tile?.({ path: '0/x001/067' }), new Uint8Array([1, 2]))
  assert.equal(seen[0]?.url, '/v1/tenants/a%20b/tile/0/x001/067')
  assert.equal(await client.remove?.(), undefined)
})

test('the key does not follow a redirect, nor cross a network in the clear', async (t) => {
  const { client, seen } = await serve(t, (_request, response) =>
    response.writeHead(302, { location: '/elsewhere' }).end(),
  )
  await assert.rejects(async () => client.get?.({ c: 'c' }), AzukariConnectionError)
  assert.equal(
    seen.every((r) => r.url !== '/elsewhere'),
    true,
  )
  for (const url of ['http://example.com', 'http://127.0.0.1.example.com', 'ftp://localhost']) {
    assert.throws(() => createClient({ url, key: 'k' }), TypeError)
  }
  assert.equal(typeof createClient({ url: 'https://example.com' }).health, 'function')
})

test('a call that is aborted ends at once and is not repeated', async (t) => {
  const abort = new AbortController()
  const { client, seen } = await serve(t, () => abort.abort(new Error('enough')))
  await assert.rejects(async () => client.get?.({ c: 'c' }, { signal: abort.signal }), /enough/)
  assert.equal(seen.length, 1)
})

test('the delay doubles, is drawn at random, honours the server and has an end', () => {
  const options = { attempts: 9, firstDelayMs: 100, longestDelayMs: 1000 }
  assert.equal(
    delayBefore(1, options, null, () => 1),
    100,
  )
  assert.equal(
    delayBefore(3, options, null, () => 0.5),
    200,
  )
  assert.equal(
    delayBefore(9, options, null, () => 1),
    1000,
  )
  assert.equal(
    delayBefore(1, options, '1', () => 0),
    1000,
  )
  assert.equal(
    delayBefore(1, options, '3600', () => 0),
    1000,
  )
  assert.equal(
    delayBefore(1, options, 'Wed, 21 Oct 2026 07:28:00 GMT', () => 0),
    0,
  )
})

test('with a cookie instead of a key, every request names its client and carries no authorization', async (t) => {
  const { seen, url } = await serve(t, (_request, response) => json(response, 200, {}))
  const client = clientFor(table, { url, cookie: true, retry })
  await client.get?.({ c: 'orders' })
  await client.put?.({ c: 'orders', id: '1', body: {} })
  for (const { headers } of seen) {
    assert.equal(headers['x-azukari-client'], 'console')
    assert.equal(headers.authorization, undefined)
  }
  assert.equal(seen.length, 2)
})

test('fetch is called as a function of its own, which is how browsers want theirs', async (t) => {
  const { url } = await serve(t, (_request, response) => json(response, 200, {}))
  let receiver: unknown = 'not called'
  const own = function (this: unknown, ...args: Parameters<typeof fetch>) {
    receiver = this
    return fetch(...args)
  }
  await clientFor(table, { url, key: 'k', retry, fetch: own as typeof fetch }).get?.({ c: 'orders' })
  assert.equal(receiver, undefined)
})
