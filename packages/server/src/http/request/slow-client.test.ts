import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { fields, GET, head, put } from '../test-support/raw-requests.ts'
import { testRoutes } from '../test-support/routes.ts'
import { exchangeBytes, open, readAll, repliesIn, startServer } from '../test-support/start-server.ts'

test('a client that trickles headers or says nothing is let go', async (t) => {
  const { port } = await startServer(t, testRoutes, { headersMs: 100 })
  const socket = await open(port)
  const all = readAll(socket)
  socket.write('GET /v1/health HTTP/1.1\r\n')
  const timer = setInterval(() => socket.write('X: y\r\n'), 30)
  assert.deepEqual(repliesIn(await all), ['408 request_too_slow'])
  clearInterval(timer)
  assert.deepEqual(repliesIn(await exchangeBytes(port)), ['408 request_too_slow'])
})

test('a client that trickles its body is let go', async (t) => {
  const { port } = await startServer(t, testRoutes, { bodyMs: 100, lingerMs: 50 })
  const socket = await open(port)
  const all = readAll(socket)
  socket.write(head(['Content-Type: application/json', 'Content-Length: 1000']))
  const timer = setInterval(() => socket.write(' '), 20)
  assert.deepEqual(repliesIn(await all), ['408 body_too_slow'])
  clearInterval(timer)
  const stalled = await open(port)
  stalled.write(
    head(
      ['Content-Type: application/x-ndjson', 'Transfer-Encoding: chunked'],
      'POST',
      '/v1/collections/o/import',
    ),
  )
  assert.deepEqual(repliesIn(await readAll(stalled)), ['408 body_too_slow'])
})

test('a client that closes its half in the middle of a body is told so', async (t) => {
  const { port } = await startServer(t, testRoutes)
  const socket = await open(port)
  const all = readAll(socket)
  socket.write(head(['Content-Type: application/json', 'Content-Length: 1000']))
  await wait(30)
  socket.end('{"fi')
  assert.deepEqual(repliesIn(await all), ['400 request_malformed'])
  const complete = await open(port)
  const reply = readAll(complete)
  complete.end(put(fields('1')))
  assert.deepEqual(repliesIn(await reply), ['200'])
})

test('a client that waits for 100 Continue is refused before it sends, or asked to go on', async (t) => {
  const { port } = await startServer(t, testRoutes, { lingerMs: 50 })
  const lines = [
    'Content-Type: application/json',
    'Content-Length: 19',
    'Expect: 100-continue',
    'Connection: close',
  ]
  const refused = await exchangeBytes(port, head(lines).replace('Bearer good', 'Bearer bad'))
  assert.equal(refused.includes('100 Continue'), false)
  assert.deepEqual(repliesIn(refused), ['401 test_key_unknown'])
  const socket = await open(port)
  const all = readAll(socket)
  socket.write(head(lines))
  await once(socket, 'data')
  socket.write('{"fields":{"a":10}}')
  const raw = await all
  assert.equal(raw.startsWith('HTTP/1.1 100 Continue'), true)
  assert.deepEqual(repliesIn(raw), ['200'])
})

test('a client that does not read a stream is let go', async (t) => {
  let ended: () => void = () => {}
  const over = new Promise<void>((resolve) => {
    ended = resolve
  })
  async function* endless(): AsyncGenerator<Uint8Array> {
    try {
      for (;;) yield Buffer.alloc(1 << 16)
    } finally {
      ended()
    }
  }
  const [, , , tile] = testRoutes
  assert.ok(tile)
  const route = { ...tile, handle: async () => ({ status: 200, stream: endless() }) }
  const { port } = await startServer(t, [route], { slowReaderMs: 100 })
  const socket = await open(port)
  socket.pause()
  socket.write(head([], 'GET', '/v1/log/tile/0'))
  await over
  socket.destroy()
})

test('more connections than allowed are closed', async (t) => {
  const { port } = await startServer(t, testRoutes, { connections: 1 })
  const first = await open(port)
  assert.equal(await exchangeBytes(port, GET), '')
  first.write(GET)
  assert.deepEqual(repliesIn(await readAll(first)), ['200'])
})
