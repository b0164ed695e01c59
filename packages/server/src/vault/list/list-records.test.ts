import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DAY } from '../../../test/world.ts'
import { entryBy } from '../../identity/index.ts'
import { parseId } from '../../platform/ids.ts'
import { iso, refuses, said, shop } from '../test-support/test-shop.ts'
import { listCollections } from './list-collections.ts'
import { listRecords } from './list-records.ts'

const orders = { collection: 'orders' }
const VALUES = {
  name: '山田 花子',
  email: 'hanako@mail.example',
  line1: '一丁目',
  sku: 'sku-secret-1',
  vat: 'T123',
}

test('a list shows opaque ids, versions, events and deadlines, and no value and no chosen id', async (t) => {
  const { w, put, caller } = await shop(t)
  await put('taro@mail.example', VALUES, { events: [{ event: 'shipped', at: iso(w.clock.ms - DAY) }] })
  const reader = await w.service([])
  const page = await listRecords(w.deps, reader, orders)
  const [one] = page.records
  assert.ok(one)
  assert.match(one.record, /^rec_[0-9a-f]{32}$/)
  assert.deepEqual([one.version, one.state, one.id], [1, 'readable', undefined])
  assert.deepEqual(one.events, { created: w.clock.ms, shipped: w.clock.ms - DAY })
  assert.deepEqual(one.groups.map((g) => [g.classes.toSorted().join('+'), g.state]).toSorted(), [
    ['address+contact', 'readable'],
    ['order', 'readable'],
    ['tax', 'readable'],
  ])
  const contact = one.groups.find((g) => g.classes.includes('contact'))
  assert.equal(contact?.destroyMs, w.clock.ms + 29 * DAY)
  const text = JSON.stringify(page)
  for (const value of [...Object.values(VALUES), 'taro@mail.example']) assert.ok(!text.includes(value))
  // The id that its owner chose, for who may read the record's metadata.
  assert.equal((await listRecords(w.deps, caller, orders)).records[0]?.id, 'taro@mail.example')
})

test('each page is an entry that commits to what was shown, and without it nothing is shown', async (t) => {
  const { w, put, caller } = await shop(t)
  for (let i = 0; i < 3; i++) await put(`order ${i}`, VALUES)
  const { records } = await listRecords(w.deps, caller, { ...orders, limit: 2 })
  const [entry] = await w.entries('records.listed')
  assert.ok(entry)
  assert.deepEqual(
    [said(entry)['listed'], said(entry)['with_ids'], said(entry)['collection']],
    [2, 2, 'orders'],
  )
  assert.ok(entry.unmapped.commitments?.['records'])
  const text = JSON.stringify(entry)
  for (const r of records) assert.ok(!text.includes(parseId('rec', r.record).toString('hex')))
  assert.ok(!text.includes('order 2'))
  assert.ok(entryBy(caller).tenant)
  await w.db.owner.read.query({ text: 'REVOKE INSERT ON audit.pending FROM azukari_app' })
  await refuses('log_unavailable', listRecords(w.deps, caller, orders))
})

test('pages follow one another, newest first, over tenants and collections that are not asked for', async (t) => {
  const { w, put, other, caller } = await shop(t)
  const ids: string[] = []
  for (let i = 0; i < 23; i++) {
    w.clock.ms += 1000
    await w.setTime(w.clock.ms)
    ids.push(`order ${i}`)
    await put(`order ${i}`, { name: 'N' })
    await put(`order ${i}`, { name: 'other' }, { by: other })
  }
  const clerk = await w.service([{ action: 'put', collection: 'tickets', fields: ['subject'] }])
  await w.putter.put(clerk, { collection: 'tickets', id: 't', fields: { subject: 's' }, mode: 'replace' })
  const seen: (string | undefined)[] = []
  let after: string | undefined
  do {
    const page = await listRecords(w.deps, caller, { ...orders, limit: 5, after })
    seen.push(...page.records.map((r) => r.id))
    after = page.next
  } while (after !== undefined)
  assert.deepEqual(seen, ids.toReversed())
  await refuses('malformed_id', listRecords(w.deps, caller, { ...orders, after: 'order 3' }))
  await refuses('unknown_collection', listRecords(w.deps, caller, { collection: 'nothing' }))
})

test('what is due counts as destroyed at that second, and pages can be asked for by state', async (t) => {
  const { w, put, caller } = await shop(t)
  await put(
    'long ago',
    { name: 'N', vat: 'T1' },
    { events: [{ event: 'shipped', at: iso(w.clock.ms - 29 * DAY) }] },
  )
  await put('gone', { name: 'N' }, { events: [{ event: 'shipped', at: iso(w.clock.ms - 29 * DAY) }] })
  await put('fresh', { name: 'N' })
  const of = async (state?: 'readable' | 'partly' | 'destroyed') =>
    (await listRecords(w.deps, caller, { ...orders, state })).records.map((r) => r.id ?? r.state).toSorted()
  assert.deepEqual(await of('readable'), ['fresh', 'gone', 'long ago'])
  await w.setTime(w.clock.ms + DAY)
  assert.deepEqual(await of('readable'), ['fresh'])
  assert.deepEqual(await of('partly'), ['long ago'])
  // Its id was in its cells and can no longer be told.
  assert.deepEqual(await of('destroyed'), ['destroyed'])
  assert.deepEqual(await of(), ['destroyed', 'fresh', 'long ago'])
})

test('large records make short pages, and none is left out', async (t) => {
  const { w, caller, put } = await shop(t)
  for (let i = 0; i < 6; i++) await put(`order ${i}`, { name: 'N' })
  // Rows as large as the page allows, made by hand: a cell is only looked at by its frame.
  await w.db.owner.read.query({
    text: `UPDATE vault.record SET cells = cells || decode('0001000900000001000000010060000F', 'hex')
             || decode(repeat('00', 6291471), 'hex')`,
  })
  const reader = await w.service([])
  const page = await listRecords(w.deps, reader, { ...orders, limit: 5 })
  assert.equal(page.records.length, 5)
  const rest = await listRecords(w.deps, reader, { ...orders, limit: 5, after: page.next })
  assert.equal(new Set([...page.records, ...rest.records].map((r) => r.record)).size, 6)
  assert.ok(caller)
})

test('a page of 100,000 goes by the index, wherever it begins', async (t) => {
  const { w, put } = await shop(t)
  await put('one', { name: 'N' })
  await w.db.owner.read.query({
    text: `INSERT INTO vault.record (tenant, id, collection, lookup, version, created_ms, updated_ms, events, groups, days, cells)
           SELECT tenant, decode(lpad(to_hex(g), 32, '0'), 'hex'), collection + g % 2, decode(lpad(to_hex(g), 32, '0'), 'hex'),
             1, created_ms, updated_ms, events, groups, days, cells FROM vault.record, generate_series(1, 200000) g`,
  })
  await w.db.owner.read.query({ text: 'VACUUM ANALYZE vault.record' })
  const explain = async (statement: string) => {
    const rows = await w.db.owner.read.query<{ 'QUERY PLAN': string }>({ text: `EXPLAIN ${statement}` })
    return rows.map((r) => r['QUERY PLAN']).join('\n')
  }
  for (const before of ['ff'.repeat(17), `${'00'.repeat(13)}018000`]) {
    const plan = await explain(`SELECT id, octet_length(cells) AS bytes FROM vault.record
      WHERE tenant = 1 AND collection = 1 AND collection > 0 AND id < '\\x${before}' ORDER BY id DESC LIMIT 50`)
    assert.match(plan, /Index (Only )?Scan Backward using record_place/)
    assert.doesNotMatch(plan, /Seq Scan|Sort|Filter/)
  }
  const reader = await w.service([])
  const page = await listRecords(w.deps, reader, { ...orders, limit: 200 })
  assert.equal(page.records.length, 200)
})

test('collections are told as the policy in force has them, counted for the tenant alone', async (t) => {
  const { w, put, other } = await shop(t)
  for (let i = 0; i < 3; i++) await put(`order ${i}`, { name: 'N' })
  await put('order 1', { name: 'N' }, { by: other })
  const listed = await listCollections(w.deps.database.across.read, await w.policy.load(), w.first.tenant)
  assert.deepEqual(
    listed.map((c) => [c.collection.name, c.records.count, c.records.more]),
    [
      ['accounts', 0, false],
      ['orders', 3, false],
      ['tickets', 0, false],
    ],
  )
  const orders = listed[1]
  const phone = orders?.fields.find((f) => f.name === 'phone')
  assert.deepEqual([phone?.personal, phone?.purposes], [true, ['fulfilment', 'support']])
  assert.deepEqual(
    orders?.purposes.map((p) => p.name),
    ['fulfilment', 'support', 'tax'],
  )
})
