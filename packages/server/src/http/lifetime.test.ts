import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testRoutes } from './test-support/routes.ts'
import { startServer } from './test-support/start-server.ts'

test('a stream goes through without being held', async (t) => {
  const { url } = await startServer(t, testRoutes)
  const lines = 20_000
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (let i = 0; i < lines; i++) controller.enqueue(Buffer.from(`{"line":"${'x'.repeat(90)}"}\n`))
      controller.close()
    },
  })
  const response = await fetch(`${url}/v1/collections/o/import`, {
    method: 'POST',
    body,
    duplex: 'half',
    headers: { authorization: 'Bearer good', 'content-type': 'application/x-ndjson' },
  } as RequestInit)
  assert.equal(response.headers.get('content-type'), 'application/x-ndjson')
  const text = await response.text()
  assert.equal(text.split('\n').length - 1, lines)
  assert.equal(text.startsWith('{"LINE":"XXX'), true)
  const empty = await fetch(`${url}/v1/collections/o/import`, {
    method: 'POST',
    headers: { authorization: 'Bearer good' },
  })
  assert.equal(((await empty.json()) as { code: string }).code, 'body_missing')
})

test('a signal aborts when the client goes away', async (t) => {
  let aborted: () => void = () => {}
  const gone = new Promise<void>((resolve) => {
    aborted = resolve
  })
  const { url } = await startServer(t, [
    {
      ...(testRoutes[4] as (typeof testRoutes)[number]),
      handle: (x) =>
        new Promise((_, reject) => {
          x.signal.addEventListener('abort', () => {
            aborted()
            reject(new Error('gone'))
          })
        }),
    },
  ])
  const client = new AbortController()
  const request = fetch(`${url}/v1/fail`, { signal: client.signal }).catch(() => undefined)
  setTimeout(() => client.abort(), 50)
  await gone
  await request
})

test('closing lets a request in flight end and takes no new one', async (t) => {
  let finish: () => void = () => {}
  let entered: () => void = () => {}
  const inside = new Promise<void>((resolve) => {
    entered = resolve
  })
  const { url, server } = await startServer(t, [
    {
      ...(testRoutes[4] as (typeof testRoutes)[number]),
      handle: () =>
        new Promise((resolve) => {
          finish = () => resolve({ status: 200 })
          entered()
        }),
    },
  ])
  const request = fetch(`${url}/v1/fail`)
  await inside
  const closed = server.close(5000)
  await assert.rejects(fetch(`${url}/v1/health`))
  finish()
  const response = await request
  assert.equal(response.status, 200)
  assert.equal(response.headers.get('connection'), 'close')
  await closed
})

test('closing aborts what does not end in time', async (t) => {
  let entered: () => void = () => {}
  const inside = new Promise<void>((resolve) => {
    entered = resolve
  })
  const { url, server } = await startServer(t, [
    {
      ...(testRoutes[4] as (typeof testRoutes)[number]),
      handle: (x) =>
        new Promise((resolve) => {
          x.signal.addEventListener('abort', () => resolve({ status: 200 }))
          entered()
        }),
    },
  ])
  const request = fetch(`${url}/v1/fail`)
  await inside
  await server.close(50)
  assert.equal((await request).status, 200)
})
