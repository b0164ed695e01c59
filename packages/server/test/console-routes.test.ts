import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { createKey, createService, makeSetupLink, operatorCaller } from '../src/identity/index.ts'
import { servedApp } from './test-app.ts'

const ORDERS = { collection: 'orders' }
const GRANTS = [
  { action: 'manage' },
  { action: 'put', ...ORDERS, classes: ['contact', 'order'] },
  { action: 'read-metadata', ...ORDERS },
  { action: 'read-data' },
  { action: 'read-log' },
  { action: 'read-access' },
  { action: 'read-status' },
]

async function served(t: TestContext) {
  const { app, http } = await servedApp(t)
  const by = operatorCaller(app.tenant.tenant, app.tenant.id)
  const { token } = await makeSetupLink(app.identity, by)
  const call = async (key: string, path: string, init: RequestInit = {}) => {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
    return await fetch(`${http.url}/v1${path}`, {
      ...init,
      headers: init.body ? headers : { authorization: headers.authorization },
    })
  }
  const body = JSON.stringify({ token, name: 'console reader', grants: GRANTS })
  const setup = await fetch(`${http.url}/v1/setup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  })
  const { key } = (await setup.json()) as { key: string }
  assert.ok(key, 'set-up made a key')
  const stranger = await createKey(app.identity, by, {
    service: (await createService(app.identity, by, { name: 'label printer' })).id,
  })
  return { app, http, call, key, stranger: stranger.key, keyId: stranger.id }
}

const PATHS = [
  '/log/entries',
  '/log/follow',
  '/log/health',
  '/collections',
  '/collections/orders/records',
] as const

test('what the console reads is for those with the grant, is logged, and shows no value', async (t) => {
  const { app, call, key, stranger } = await served(t)
  for (const path of PATHS) {
    const refused = await call(stranger, path)
    assert.equal(refused.status, 403, path)
    assert.match(await refused.text(), /action_denied/)
    assert.equal((await call('', path)).status, 401, path)
  }
  const put = await call(key, '/collections/orders/records/taro%40mail.example', {
    method: 'PUT',
    body: JSON.stringify({
      fields: { 'buyer.email': 'taro@mail.example', 'order.status': 'PLANTED-STATUS' },
    }),
  })
  assert.equal(put.status, 201, await put.clone().text())

  await t.test('the environment', async () => {
    assert.deepEqual(await (await call(stranger, '/environment')).json(), {
      name: 'production',
      injectedClock: false,
    })
  })
  await t.test('collections and records', async () => {
    const { collections } = (await (await call(key, '/collections')).json()) as {
      collections: { name: string; records: object }[]
    }
    assert.deepEqual(
      collections.map((c) => [c.name, c.records]),
      [['orders', { count: 1, more: false }]],
    )
    const listed = await call(key, '/collections/orders/records')
    assert.match(listed.headers.get('cache-control') ?? '', /no-store/)
    const text = await listed.text()
    assert.match(text, /"id":"taro@mail\.example"/)
    assert.doesNotMatch(text, /PLANTED|buyer\.email/)
    assert.equal((await call(key, '/collections/nothing/records')).status, 404)
    assert.equal((await call(key, '/collections/orders/records?after=x')).status, 400)
    assert.equal((await call(key, '/collections/orders/records?limit=100000')).status, 400)
  })
  await t.test('the log, with openings for who may see them', async () => {
    const kinds = async (query: string) => {
      const answer = await call(key, `/log/entries?${query}`)
      assert.equal(answer.status, 200, await answer.clone().text())
      return (await answer.json()) as {
        entries: { kind: string; opened?: Record<string, string>; index: number }[]
        size: number
      }
    }
    // The sequencer takes a moment.
    let found = await kinds('kind=record.put')
    while (found.entries.length === 0) found = await kinds('kind=record.put')
    assert.equal(found.entries[0]?.opened, undefined)
    const opened = await kinds('kind=record.put&openings=true')
    assert.match(opened.entries[0]?.opened?.['record'] ?? '', /^rec_[0-9a-f]{32}$/)
    let read = await kinds('kind=log.read')
    while (read.entries.length < 2) read = await kinds('kind=log.read')
    assert.ok(read.entries.length > 0, 'each reading is in the log itself')
    for (const query of [
      'limit=501',
      'from=-1',
      'kind=x',
      'order=up',
      'outcome=maybe',
      'openings=1',
      'kind=a.b%22',
    ]) {
      assert.equal((await call(key, `/log/entries?${query}`)).status, 400, query)
    }
  })
  await t.test('openings are refused to who may not see people, and that is an entry', async () => {
    const by = operatorCaller(app.tenant.tenant, app.tenant.id)
    const { createGrant } = await import('../src/access/index.ts')
    const [service] = (
      (await (await call(key, '/services')).json()) as { services: { id: string; name: string }[] }
    ).services.filter((s) => s.name === 'label printer')
    await createGrant(app.access, by, { principal: service?.id ?? '', action: 'read-log' })
    assert.equal((await call(stranger, '/log/entries')).status, 200)
    const refused = await call(stranger, '/log/entries?openings=true')
    assert.equal(refused.status, 403)
    assert.match(await refused.text(), /read-access/)
  })
  await t.test(
    'a sample is made by the server for who manages the tenant, and holds nothing real',
    async () => {
      const ask = (by: string, collection: string, body: object) =>
        call(by, `/collections/${collection}/sample`, { method: 'POST', body: JSON.stringify(body) })
      assert.equal((await ask(stranger, 'orders', {})).status, 403)
      assert.equal((await ask(key, 'nothing', {})).status, 404)
      const text = await (await ask(key, 'orders', { seed: 'one' })).text()
      const [line] = text
        .trimEnd()
        .split('\n')
        .map((l) => JSON.parse(l) as { fields: Record<string, string> })
      assert.deepEqual(Object.keys(line?.fields ?? {}).sort(), ['buyer.email', 'order.status'])
      assert.doesNotMatch(text, /taro|PLANTED/)
      assert.equal((line?.fields['order.status'] ?? '').length, 'PLANTED-STATUS'.length)
      const again = await (await ask(key, 'orders', { seed: 'one' })).text()
      const other = await (await ask(key, 'orders', { seed: 'two' })).text()
      assert.equal(again.slice(0, 60), text.slice(0, 60))
      assert.notEqual(other.slice(0, 60), text.slice(0, 60))
    },
  )
  await t.test('a scan of a repository is reported with counts, and nothing else is taken', async () => {
    const scan = {
      repository: 'shop/api',
      files: 1,
      bytes: 2,
      skipped: 0,
      findings: 1,
      allowed: 0,
      byRule: { '@azukari/lwa-client-id': 1 },
      scanner: 'secretlint 13.0.7, azukari rules 1',
    }
    const post = (by: string, body: unknown) =>
      call(by, '/secret-scans', { method: 'POST', body: JSON.stringify(body) })
    assert.equal((await post(stranger, scan)).status, 403)
    assert.equal((await post(key, scan)).status, 201)
    for (const wrong of [
      { ...scan, found: ['secret'] },
      { ...scan, repository: '/home/x y' },
      { ...scan, files: -1 },
    ]) {
      assert.equal((await post(key, wrong)).status, 422)
    }
    const check = app.checks.find((c) => c.name === 'identity.secrets-not-in-code')
    const measured = await check?.measure({ read: app.databases.app.across.read, clock: app.clock })
    assert.equal(measured?.state, 'violated')
  })
  await t.test('health', async () => {
    const health = (await (await call(key, '/log/health')).json()) as {
      size: number
      lanes: { broken: unknown[] }
    }
    assert.ok(health.size > 0)
    assert.deepEqual(health.lanes.broken, [])
  })
})

/** Reads a stream of events until it ends; answers the names of the last ones. */
async function eventsOf(response: Response, onFirst: () => Promise<unknown>): Promise<string> {
  assert.equal(response.status, 200)
  assert.match(response.headers.get('content-type') ?? '', /^text\/event-stream/)
  const decoder = new TextDecoder()
  let [text, first] = ['', true]
  try {
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk, { stream: true })
      if (first) await onFirst()
      first = false
    }
  } catch {
    // Whoever watches connections may cut one off before the stream itself says that it ends.
    text += 'cut off'
  }
  return text
}

test('a stream of the log ends when the key is revoked, and when the server stops', async (t) => {
  const { app, http, call, stranger, keyId, key } = await served(t)
  const by = operatorCaller(app.tenant.tenant, app.tenant.id)
  const { createGrant } = await import('../src/access/index.ts')
  const { revokeKey, listServices } = await import('../src/identity/index.ts')
  const services = await listServices(app.databases.app.across.read, by.tenant, Date.now())
  const printer = services.find((s) => s.name === 'label printer')
  await createGrant(app.access, by, { principal: printer?.id ?? '', action: 'read-log' })
  const text = await eventsOf(await call(stranger, '/log/follow'), () => revokeKey(app.identity, by, keyId))
  assert.match(text, /event: end\ndata: \{"reason":"access_ended"|cut off$/)
  // A request without a body takes no place among those who follow.
  for (let i = 0; i < 6; i++) assert.equal((await call(key, '/log/follow', { method: 'HEAD' })).status, 200)
  const stopped = await eventsOf(await call(key, '/log/follow'), async () => void http.close())
  assert.match(stopped, /event: end\ndata: \{"reason":"server_stopping"|cut off$/)
})
