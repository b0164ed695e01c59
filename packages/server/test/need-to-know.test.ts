import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { createGrant } from '../src/access/index.ts'
import { createKey, createService, operatorCaller } from '../src/identity/index.ts'
import { approveDevice, personWho, type Who } from './matrix/who.ts'
import { servedApp } from './test-app.ts'

const NAME = 'Zqhanako Yamada'
const EMAIL = 'zqhanako@mail.example'
const PLANTED = /zqhanako/i
const RECORD = '/collections/orders/records/o-1'
const FIELDS = ['buyer.name', 'buyer.email']
const PURPOSE = 'customer-support'

interface Answer {
  readonly status: number
  readonly text: string
  readonly body: Record<string, unknown>
}

/** The whole program with an order in it, somebody from support, and somebody who approves access. */
async function site(t: TestContext) {
  const { app, url } = await servedApp(t)
  const by = operatorCaller(app.tenant.tenant, app.tenant.id)
  const call = async (who: Who, method: string, path: string, body?: unknown): Promise<Answer> => {
    const response = await fetch(`${url}/v1${path}`, {
      method,
      headers: { ...who.headers(), ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      redirect: 'manual',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    // What follows the log has no end; it is the same entries as those that are listed.
    const follows = response.headers.get('content-type')?.includes('event-stream') === true
    if (follows) await response.body?.cancel()
    const text = follows ? '' : await response.text()
    return { status: response.status, text, body: text.startsWith('{') ? JSON.parse(text) : {} }
  }
  const put = await app.putter.put(by, {
    collection: 'orders',
    id: 'o-1',
    fields: { 'buyer.name': NAME, 'buyer.email': EMAIL, 'recipient.name': NAME },
    mode: 'replace',
  })
  assert.equal(put.created, true)
  const people: Who[] = []
  for (const [name, role] of [
    ['supporter', 'support'],
    ['approver', 'access-owner'],
    ['keeper', 'administrator'],
  ] as const) {
    const who = await personWho(app, url, { name, roles: [role], state: 'full' })
    await approveDevice(app, who, true)
    const accepted = await call(who, 'POST', '/policy/acknowledgements', { version: 1, lang: 'en' })
    assert.ok(accepted.status < 300, accepted.text)
    people.push(who)
  }
  const [hana, owner, keeper] = people as [Who, Who, Who]
  return { app, by, call, hana, owner, keeper }
}

test('staff without a case get no value out of any route, whatever role they have', async (t) => {
  const { app, by, call, hana, owner } = await site(t)
  // Even with a grant that somebody made for values that are not masked.
  for (const action of ['reveal', 'search'] as const)
    await createGrant(app.access, by, {
      principal: hana.person ?? '',
      action,
      collection: 'orders',
      fields: ['buyer.email'],
      purpose: PURPOSE,
    })
  await createService(app.identity, by, { name: 'label printer' })
  const bodies: Record<string, unknown> = {
    'record.reveal': { purpose: PURPOSE, fields: FIELDS },
    'record.search': { purpose: PURPOSE, field: 'buyer.email', equals: EMAIL },
    'record.put': { fields: {}, mode: 'merge' },
    'record.event': { event: 'shipped', at: new Date().toISOString() },
    'access.explain': {
      principal: hana.person,
      action: 'reveal',
      collection: 'orders',
      fields: FIELDS,
      purpose: PURPOSE,
    },
  }
  const answered: Record<number, number> = {}
  for (const who of [hana, owner]) {
    for (const one of app.routes) {
      // What ends the session, and what destroys the record, would make the rest easy.
      if (one.path === '/sign-out' || one.operation === 'record.delete' || one.streams !== undefined) continue
      const path = one.path
        .replace('{collection}', 'orders')
        .replace('{id}', 'o-1')
        .replace(/\{\w+\+?\}/g, 'x')
      const body = one.body === undefined ? undefined : (bodies[one.operation] ?? {})
      const answer = await call(who, one.method, path, body)
      assert.doesNotMatch(answer.text, PLANTED, `${one.operation} by ${who.name}`)
      answered[answer.status] = (answered[answer.status] ?? 0) + 1
    }
  }
  assert.ok((answered[200] ?? 0) > 20, JSON.stringify(answered))
  const masked = await call(hana, 'POST', `${RECORD}/reveal`, {
    purpose: PURPOSE,
    fields: FIELDS,
    masked: true,
  })
  assert.equal(masked.status, 200, masked.text)
  assert.doesNotMatch(masked.text, PLANTED)
  const refused = await call(hana, 'POST', `${RECORD}/reveal`, { purpose: PURPOSE, fields: FIELDS })
  assert.deepEqual([refused.status, refused.body.reason, refused.body.clause], [403, 'case_missing', 'A3'])
})

test('a case from asking to review, as a browser and the console see it', async (t) => {
  const { app, call, hana, owner } = await site(t)
  const until = new Date(Date.now() + 3_600_000).toISOString()
  const what = { collection: 'orders', fields: FIELDS, purpose: PURPOSE, records: ['o-1'], until, cap: 2 }
  const asked = await call(hana, 'POST', '/cases', { reason: 'the buyer wrote', ticket: 'T-7', ...what })
  assert.equal(asked.status, 201, asked.text)
  const { id, request } = asked.body as { id: string; request: string }
  const reveal = (more: object = {}) =>
    call(hana, 'POST', `${RECORD}/reveal`, { purpose: PURPOSE, fields: ['buyer.name'], case: id, ...more })
  assert.equal((await reveal()).body.reason, 'case_missing')
  const own = await call(hana, 'POST', `/requests/${request}/approve`, {})
  assert.equal(own.status, 403, own.text)
  const approved = await call(owner, 'POST', `/requests/${request}/approve`, {})
  assert.equal(approved.status, 200, approved.text)
  const seen = await reveal()
  assert.deepEqual(seen.body.fields, { 'buyer.name': NAME }, seen.text)
  assert.equal((await reveal({ fields: ['recipient.name'] })).body.reason, 'grant_without_field')
  const search = { purpose: PURPOSE, field: 'buyer.email', equals: EMAIL, case: id }
  assert.deepEqual((await call(hana, 'POST', '/collections/orders/search', search)).body.ids, ['o-1'])
  assert.equal((await reveal()).body.reason, 'case_cap_reached')
  assert.equal((await call(hana, 'POST', `/cases/${id}/end`)).status, 200)
  assert.equal((await reveal()).body.reason, 'case_ended')
  const due = await call(owner, 'GET', '/cases?review=due')
  const [item] = due.body.items as { id: string; used: number; state: string }[]
  assert.deepEqual([item?.id, item?.used, item?.state], [id, 2, 'ended'])
  const whole = await call(owner, 'GET', `/cases/${id}`)
  const { ticket, uses } = whole.body as {
    ticket: string
    uses: { leaf: string; action: string; subjects: string[] }[]
  }
  assert.deepEqual([ticket, uses.map((use) => use.action)], ['T-7', ['reveal', 'search']])
  for (const use of uses) {
    const receipt = await fetch(`${app.people.site.origin}/v1/log/receipts/${use.leaf}`, {
      headers: { prefer: 'wait=10', ...owner.headers() },
    })
    assert.equal(receipt.status, 200, 'the entry is in the log')
  }
  const [first] = uses
  const told = await call(owner, 'GET', `/case-uses?subject=${first?.subjects[0]}`)
  assert.equal((told.body.items as unknown[]).length, 1)
  assert.equal((await call(hana, 'POST', `/cases/${id}/review`, { outcome: 'in-order' })).status, 403)
  const reviewed = await call(owner, 'POST', `/cases/${id}/review`, { outcome: 'in-order' })
  assert.equal(reviewed.status, 200, reviewed.text)
  assert.equal(((await call(owner, 'GET', '/cases?review=due')).body.items as unknown[]).length, 0)
  assert.doesNotMatch((await call(owner, 'GET', '/log/entries?limit=200')).text, PLANTED)
})

test('a review of everybody’s access over the API: begun, decided in bulk, closed, and told', async (t) => {
  const { call, hana, owner } = await site(t)
  assert.equal((await call(hana, 'POST', '/reviews')).status, 403)
  const begun = await call(owner, 'POST', '/reviews')
  assert.equal(begun.status, 201, begun.text)
  const path = `/reviews/${begun.body.id}`
  const page = await call(owner, 'GET', `${path}/items?limit=200`)
  const items = page.body.items as { n: number; principal: string | null }[]
  const numbers = (mine: boolean) =>
    items.filter(({ principal }) => (principal === owner.person) === mine).map(({ n }) => n)
  assert.ok(numbers(true).length > 1 && numbers(false).length > 1)
  const all = { items: items.map(({ n }) => n), decision: 'keep' }
  assert.equal((await call(owner, 'POST', `${path}/items/decide`, all)).body.code, 'review_own_item')
  const decided = await call(owner, 'POST', `${path}/items/decide`, {
    items: numbers(false),
    decision: 'keep',
  })
  assert.deepEqual([decided.status, decided.body.decided], [200, numbers(false).length], decided.text)
  const open = await call(owner, 'POST', `${path}/close`)
  assert.deepEqual([open.status, open.body.undecided], [409, numbers(true).length])
  const listed = await call(owner, 'GET', '/reviews')
  assert.equal((listed.body.items as { undecided: number }[])[0]?.undecided, numbers(true).length)
})

test('the buyer is told through the shop’s site: why, what and when, not who; and by a contract is asked', async (t) => {
  const { app, call, hana, owner, keeper } = await site(t)
  const by = operatorCaller(app.tenant.tenant, app.tenant.id)
  const { id: service } = await createService(app.identity, by, { name: 'customers site' })
  const { key } = await createKey(app.identity, by, { service })
  await createGrant(app.access, by, { principal: service, action: 'speak-for-owner', collection: 'orders' })
  const headers = () => ({ authorization: `Bearer ${key}` })
  const shopSite: Who = { name: 'customers site', kind: 'service', actions: new Set(), headers }
  const until = new Date(Date.now() + 3_600_000).toISOString()
  const subjects = [{ kind: 'buyer', value: EMAIL }]
  const what = { collection: 'orders', fields: FIELDS, purpose: PURPOSE, subjects, until, cap: 2 }
  const { body } = await call(hana, 'POST', '/cases', { reason: 'the buyer wrote', ...what })
  const { id, request } = body as { id: string; request: string }
  assert.equal((await call(owner, 'POST', `/requests/${request}/approve`, {})).status, 200)
  const seen = await call(hana, 'POST', `${RECORD}/reveal`, { purpose: PURPOSE, fields: FIELDS, case: id })
  assert.equal(seen.status, 200, seen.text)

  const buyer = { collection: 'orders', subject: 'buyer', equals: EMAIL }
  const told = await call(shopSite, 'POST', '/owner-cases', buyer)
  assert.equal(told.status, 200, told.text)
  const [one] = told.body.items as { id: string; reason: string; asks: boolean; uses: { leaf: string }[] }[]
  assert.deepEqual([one?.id, one?.reason, one?.asks, one?.uses.length], [id, 'the buyer wrote', false, 1])
  for (const staff of [hana, owner]) assert.ok(!told.text.includes(staff.person ?? 'nobody'))
  // The policy in force leaves it to the staff.
  const approve = await call(shopSite, 'POST', `/owner-cases/${id}/approve`, buyer)
  assert.deepEqual([approve.status, approve.body.code], [409, 'case_needs_owner'])
  const person = await call(hana, 'POST', '/owner-cases', buyer)
  assert.deepEqual([person.status, person.body.code], [403, 'owner_needs_service'])
  const other = await call(shopSite, 'POST', '/owner-cases', { ...buyer, equals: 'nobody@mail.example' })
  assert.deepEqual(other.body.items, [])

  const payload = { approvedBy: 'owner', owner: buyer }
  const asked = await call(keeper, 'POST', '/requests', { kind: 'contract', payload, reason: 'as signed' })
  assert.equal(asked.status, 201, asked.text)
  assert.equal((await call(owner, 'POST', `/requests/${asked.body.id}/approve`, {})).status, 200)
  const listed = await call(owner, 'GET', '/contracts')
  const [contract] = listed.body.items as { id: string; of: string; state: string }[]
  assert.deepEqual([contract?.of, contract?.state], ['owner', 'in-force'])
  assert.doesNotMatch(listed.text, PLANTED)
  assert.deepEqual((await call(owner, 'GET', `/contracts/${contract?.id}`)).body.owner, buyer)
  assert.equal((await call(hana, 'GET', `/contracts/${contract?.id}`)).status, 403)
  assert.equal((await call(owner, 'GET', `/contracts/ctr_${'0'.repeat(32)}`)).body.code, 'contract_not_found')
  // The case was opened by the staff before.
  const again = await call(hana, 'POST', `${RECORD}/reveal`, { purpose: PURPOSE, fields: FIELDS, case: id })
  assert.deepEqual([again.status, again.body.reason], [403, 'case_needs_owner'])
  const question = { action: 'reveal', collection: 'orders', fields: FIELDS, purpose: PURPOSE, case: id }
  const why = await call(owner, 'POST', '/access/explain', { principal: hana.person, ...question })
  assert.deepEqual([why.body.allowed, why.body.reason], [false, 'case_needs_owner'])
  const next = await call(hana, 'POST', '/cases', { reason: 'the buyer wrote again', ...what })
  assert.equal((await call(hana, 'GET', `/cases/${next.body.id}`)).body.approvedBy, 'owner')
  assert.equal((await call(shopSite, 'POST', `/owner-cases/${next.body.id}/approve`, buyer)).status, 200)
})
