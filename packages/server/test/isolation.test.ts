import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { ensureTenant } from '../src/app/open/first-start.ts'
import { makeSetupLink, operatorCaller } from '../src/identity/index.ts'
import { servedApp } from './test-app.ts'

const ORDERS = { collection: 'orders' }
const CLASSES = ['contact', 'address', 'tax', 'order']
const GRANTS = [
  { action: 'put', ...ORDERS, classes: CLASSES },
  { action: 'event', ...ORDERS },
  { action: 'delete', ...ORDERS },
  { action: 'read-metadata', ...ORDERS },
  { action: 'reveal', ...ORDERS, classes: ['contact', 'address', 'order'], purpose: 'fulfilment' },
  { action: 'search', ...ORDERS, fields: ['buyer.email', 'recipient.name'], purpose: 'fulfilment' },
  { action: 'read-log' },
  { action: 'read-status' },
]

interface Side {
  readonly id: string
  readonly key: string
  readonly service: string
}

interface Answer {
  readonly status: number
  readonly text: string
}

/** Two tenants on one server, each with a service that may do everything in its own. */
async function twoTenants(t: TestContext) {
  const { app, http } = await servedApp(t)
  const call = async (
    key: string,
    method: string,
    path: string,
    body?: unknown,
    type = 'application/json',
  ): Promise<Answer> => {
    const payload = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }
    const response = await fetch(http.url + path, {
      method,
      headers: { authorization: `Bearer ${key}`, ...(body === undefined ? {} : { 'content-type': type }) },
      ...payload,
    })
    return { status: response.status, text: await response.text() }
  }
  const side = async (slug: string): Promise<Side> => {
    const deps = {
      database: app.databases.app,
      writer: app.writers.app,
      keyring: app.keyring,
      clock: app.clock,
    }
    const { tenant, id } = await ensureTenant(deps, slug, 'Asia/Tokyo')
    const { token } = await makeSetupLink(app.identity, operatorCaller(tenant, id))
    const answer = await call('', 'POST', '/v1/setup', { token, name: `${slug} service`, grants: GRANTS })
    const { key, service } = JSON.parse(answer.text) as { key: string; service: string }
    return { id, key, service }
  }
  return { call, a: await side('north'), b: await side('south') }
}

const record = (id: string) => `/v1/collections/orders/records/${id}`

test('one tenant gets nothing of another, on any route', async (t) => {
  const { call, a, b } = await twoTenants(t)
  const secret = 'only-of-south@mail.example'
  const fields = { 'buyer.email': secret, 'recipient.name': '南の受取人' }
  assert.equal((await call(b.key, 'PUT', record('shared-id'), { fields })).status, 201)
  assert.equal((await call(b.key, 'PUT', record('south-id'), { fields })).status, 201)
  assert.equal(
    (await call(a.key, 'PUT', record('shared-id'), { fields: { 'buyer.email': 'north@mail.example' } }))
      .status,
    201,
  )

  await t.test('records: the same id is another record, and a foreign id is no record', async () => {
    const reveal = { purpose: 'fulfilment', fields: ['buyer.email'] }
    const own = await call(a.key, 'POST', `${record('shared-id')}/reveal`, reveal)
    assert.match(own.text, /north@mail\.example/)
    assert.doesNotMatch(own.text, /only-of-south/)
    for (const [method, path, body] of [
      ['POST', `${record('south-id')}/reveal`, reveal],
      ['GET', record('south-id'), undefined],
      ['POST', `${record('south-id')}/events`, { event: 'shipped', at: '2026-11-20T00:00:00Z' }],
      ['DELETE', record('south-id'), undefined],
    ] as const) {
      const answer = await call(a.key, method, path, body)
      assert.equal(answer.status, 404, `${method} ${path}: ${answer.text}`)
    }
    const still = await call(b.key, 'POST', `${record('south-id')}/reveal`, reveal)
    assert.match(still.text, /only-of-south/)
  })

  await t.test('search finds only its own', async () => {
    const search = { field: 'buyer.email', equals: secret, purpose: 'fulfilment' }
    assert.match((await call(b.key, 'POST', '/v1/collections/orders/search', search)).text, /"ids":\[".+"\]/)
    assert.match((await call(a.key, 'POST', '/v1/collections/orders/search', search)).text, /"ids":\[\]/)
  })

  await t.test('import writes into its own', async () => {
    const line = `${JSON.stringify({ id: 'south-id', fields: { 'recipient.name': '北から' } })}\n`
    const answer = await call(a.key, 'POST', '/v1/collections/orders/import', line, 'application/x-ndjson')
    assert.match(answer.text, /"status":"created"/)
    const reveal = { purpose: 'fulfilment', fields: ['recipient.name'] }
    assert.match((await call(b.key, 'POST', `${record('south-id')}/reveal`, reveal)).text, /南の受取人/)
  })

  await t.test('services, keys and grants of another tenant are not there', async () => {
    for (const path of ['/v1/services', '/v1/keys', '/v1/grants']) {
      const answer = await call(a.key, 'GET', path)
      assert.equal(answer.status, 200, `${path}: ${answer.text}`)
      assert.ok(!answer.text.includes(b.service), path)
    }
    assert.equal((await call(a.key, 'POST', `/v1/services/${b.service}/disable`, {})).status >= 400, true)
    const grant = { principal: b.service, action: 'read-status' }
    assert.equal((await call(a.key, 'POST', '/v1/grants', grant)).status, 404)
    assert.equal((await call(b.key, 'GET', record('south-id'))).status, 200)
  })

  await t.test('a path that names another tenant opens nothing', async () => {
    for (const tenant of [b.id, 'south', 'nobody']) {
      const answer = await call(a.key, 'GET', `/v1/tenants/${tenant}/collections/orders/records/south-id`)
      assert.equal(answer.status, 403, answer.text)
      assert.match(answer.text, /wrong_tenant/)
    }
    assert.equal(
      (await call(a.key, 'GET', `/v1/tenants/${a.id}/collections/orders/records/shared-id`)).status,
      200,
    )
  })

  await t.test('groups that mix tenants keep them apart', async () => {
    const jobs = Array.from({ length: 120 }, (_, i) => {
      const side = i % 2 === 0 ? a : b
      const name = `${i % 2 === 0 ? 'north' : 'south'} ${i}`
      return call(side.key, 'PUT', record(`mixed-${i >> 1}`), { fields: { 'recipient.name': name } })
    })
    for (const answer of await Promise.all(jobs)) assert.equal(answer.status, 201, answer.text)
    const reveal = { purpose: 'fulfilment', fields: ['recipient.name'] }
    const answers = await Promise.all(
      Array.from({ length: 120 }, (_, i) =>
        call((i % 2 === 0 ? a : b).key, 'POST', `${record(`mixed-${i >> 1}`)}/reveal`, reveal),
      ),
    )
    answers.forEach((answer, i) => {
      const { fields } = JSON.parse(answer.text) as { fields: Record<string, string> }
      assert.equal(fields['recipient.name'], `${i % 2 === 0 ? 'north' : 'south'} ${i}`)
    })
  })
})
