import assert from 'node:assert/strict'
import test from 'node:test'
import { DAY, everything, NOON } from '../../../test/world.ts'
import { refuses, said, shop } from '../test-support/test-shop.ts'

const PERSON = { name: '山田 花子', email: 'hanako@example.jp', line1: '千代田1-1', vat: 'T123', sku: 'A-1' }

test('replace leaves nothing of before; merge leaves what is not named', async (t) => {
  const { put, reveal } = await shop(t)
  assert.equal((await put('1', PERSON)).version, 1)
  const merged = await put('1', { sku: 'A-2' }, { mode: 'merge' })
  assert.deepEqual([merged.version, merged.created], [2, false])
  const { vat, ...fulfilment } = PERSON
  assert.deepEqual((await reveal('1')).fields, { ...fulfilment, sku: 'A-2' })
  assert.deepEqual((await reveal('1', { purpose: 'tax' })).fields, { vat, sku: 'A-2' })
  await put('1', { name: 'B', sku: 'A-3' })
  const after = await reveal('1')
  assert.deepEqual(after.fields, { name: 'B', sku: 'A-3' })
  assert.deepEqual([after.version, after.gone], [3, []], 'what was taken away is not destroyed')
})

test('members of JSON objects merge all the way down; lists and other values replace', async (t) => {
  const { put, reveal } = await shop(t)
  const items = { i1: { sku: 'A', price: { amount: 1, tax: 2 } }, i2: { tags: [1, 2] } }
  await put('1', { items, 'items.personal': { i1: { gift: 'for you' } } })
  const more = JSON.parse(
    '{"i1":{"price":{"amount":3}},"i2":{"tags":[9]},"i3":null,"__proto__":{"x":1},"constructor":{"y":2}}',
  )
  await put('1', { items: more, 'items.personal': { i3: { gift: 'b' } } }, { mode: 'merge' })
  await put('1', { items: JSON.parse('{"__proto__":{"z":1}}') }, { mode: 'merge' })
  const { fields } = await reveal('1')
  const expected =
    '{"i1":{"sku":"A","price":{"amount":3,"tax":2}},"i2":{"tags":[9]},"i3":null,"__proto__":{"x":1,"z":1},"constructor":{"y":2}}'
  assert.equal(JSON.stringify(fields.items), expected)
  assert.deepEqual(fields['items.personal'], { i1: { gift: 'for you' }, i3: { gift: 'b' } })
  assert.equal(({} as Record<string, unknown>).x, undefined)
})

test('a merge is checked whole: required fields when it makes the record, sizes as it leaves it', async (t) => {
  const { w, put, reveal } = await shop(t)
  const model = (await w.policy.load()).model
  const by = await w.service(everything(model, 'tickets'))
  const ticket = { collection: 'tickets', by, mode: 'merge' as const }
  await refuses('fields_invalid', put('t', { name: 'A' }, ticket))
  await put('t', { subject: 'S' }, ticket)
  assert.equal((await put('t', { name: 'A' }, ticket)).version, 2)
  await put('1', { items: { a: 'x'.repeat(6000) } })
  await refuses('fields_invalid', put('1', { items: { b: 'x'.repeat(6000) } }, { mode: 'merge' }))
  await put('1', { 'items.personal': { b: 'x'.repeat(9000) } }, { mode: 'merge' })
  await refuses(
    'record_too_large',
    put('1', { line1: 'y'.repeat(4000), phone: 'z'.repeat(3000) }, { mode: 'merge' }),
  )
  assert.equal((await reveal('1')).version, 2)
  assert.equal(
    (await w.entries('record.put')).filter((e) => said(e).reason).length,
    3,
    'each refusal is an entry',
  )
})

test('If-Match: the version, 0 for none yet', async (t) => {
  const { put } = await shop(t)
  await refuses('record_not_found', put('1', PERSON, { ifMatch: 1 }))
  await put('1', PERSON, { ifMatch: 0 })
  await refuses('version_mismatch', put('1', PERSON, { ifMatch: 0 }))
  await refuses('version_mismatch', put('1', PERSON, { ifMatch: 2 }))
  assert.equal((await put('1', PERSON, { ifMatch: 1 })).version, 2)
  const both = await Promise.allSettled([put('1', PERSON, { ifMatch: 2 }), put('1', PERSON, { ifMatch: 2 })])
  assert.deepEqual(both.map((r) => r.status).sort(), ['fulfilled', 'rejected'])
})

test('old keys are gone after a change, and every cell is sealed anew', async (t) => {
  const { w, put } = await shop(t)
  await put('1', PERSON)
  const keys = () =>
    w.db.owner.read.query<{ wrapped: Buffer }>({ text: 'SELECT wrapped FROM keys.record_key ORDER BY grp' })
  const before = await keys()
  await put('1', { ...PERSON, sku: 'B' })
  const after = await keys()
  assert.equal(after.length, before.length)
  for (const { wrapped } of before) assert.ok(!after.some((k) => k.wrapped.equals(wrapped)))
})

test('a put moves the clocks of a record that exists only with the grant for events, forward only with its own', async (t) => {
  const { w, put, grants } = await shop(t)
  const allBut = (...actions: string[]) => w.service(grants.filter((g) => !actions.includes(g.action)))
  const [noEvent, noAdvance] = [await allBut('event', 'advance-deadline'), await allBut('advance-deadline')]
  const shipped = (daysAgo: number) => [
    { event: 'shipped', at: new Date(NOON - daysAgo * DAY).toISOString() },
  ]
  const purchased = { event: 'purchased', at: new Date(NOON - 10 * DAY).toISOString() }
  await put('1', PERSON, { by: noEvent, events: [purchased] })
  await refuses('access_denied', put('1', PERSON, { by: noEvent, events: shipped(2) }))
  await put('1', PERSON, { by: noAdvance, events: shipped(2) })
  await put('1', PERSON, { by: noEvent, events: shipped(2) })
  await put('1', PERSON, { by: noAdvance, events: shipped(1) })
  await refuses('access_denied', put('1', PERSON, { by: noAdvance, events: shipped(3) }))
  await put('1', PERSON, { events: shipped(3) })
  const [row] = await w.db.owner.read.query<{ shipped: number }>({
    text: `SELECT (events->>'shipped')::bigint AS shipped FROM vault.record`,
  })
  assert.equal(row?.shipped, NOON - 3 * DAY, 'a later time puts nothing off')
})

test('nothing is stored that is due already', async (t) => {
  const { w, put } = await shop(t)
  const at = (daysAgo: number) => new Date(NOON - daysAgo * DAY).toISOString()
  await refuses('deadline_passed', put('1', PERSON, { events: [{ event: 'shipped', at: at(30) }] }))
  assert.equal((await put('2', { sku: 'A' }, { events: [{ event: 'shipped', at: at(30) }] })).created, true)
  await put('3', PERSON)
  await refuses('event_invalid', put('3', PERSON, { events: [{ event: 'shipped', at: at(40) }] }))
  const events = [
    { event: 'purchased', at: at(60) },
    { event: 'shipped', at: at(40) },
  ]
  await refuses('already_destroyed', put('3', PERSON, { events }))
  assert.equal(await w.count('vault.record'), 2)
})
