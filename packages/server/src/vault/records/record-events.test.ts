import assert from 'node:assert/strict'
import test from 'node:test'
import { DAY, everything, HOUR, NOON } from '../../../test/world.ts'
import { iso, refuses, said, shop } from '../test-support/test-shop.ts'
import { readMetadata } from './read-metadata.ts'
import { addEvent } from './record-events.ts'

const teller =
  ({ w, caller }: Awaited<ReturnType<typeof shop>>) =>
  (event: string, at: string, by = caller) =>
    addEvent(w.deps, by, 'orders', '1', { event, at })

test('an earlier time replaces a later, a later replaces nothing, and going back needs its own grant', async (t) => {
  const s = await shop(t)
  const tell = teller(s)
  await s.put('1', { name: 'A', sku: 'x' }, { events: [{ event: 'purchased', at: iso(NOON - 20 * DAY) }] })
  const plain = await s.w.service(s.grants.filter((g) => g.action !== 'advance-deadline'))
  const shipped = async () => (await readMetadata(s.w.deps, s.caller, 'orders', '1')).events.shipped
  await tell('shipped', iso(NOON - 2 * DAY), plain)
  await tell('shipped', iso(NOON - DAY), plain)
  assert.equal(await shipped(), NOON - 2 * DAY)
  await refuses('access_denied', tell('shipped', iso(NOON - 3 * DAY), plain))
  assert.equal(await shipped(), NOON - 2 * DAY)
  await tell('shipped', iso(NOON - 3 * DAY))
  assert.equal(await shipped(), NOON - 3 * DAY)
  const outcomes = (await s.w.entries('record.event')).map((e) => said(e).reason ?? said(e).event)
  assert.deepEqual(outcomes, ['shipped', 'shipped', 'access_denied', 'shipped'])
})

test('nothing happens in the future, before the record’s origin, or before 1970', async (t) => {
  const s = await shop(t)
  const tell = teller(s)
  await s.put('1', { name: 'A' }, { events: [{ event: 'purchased', at: iso(NOON - 5 * DAY) }] })
  await tell('delivered', iso(NOON + 299_000))
  for (const at of [iso(NOON + 301_000), iso(NOON - 6 * DAY), '1969-12-31T00:00:00Z', '2026-11-25']) {
    await refuses('event_invalid', tell('shipped', at))
  }
  for (const at of ['yesterday', '2026-11-22T10:00:00', '2026-02-30'])
    await refuses('event_time_invalid', tell('shipped', at))
  await refuses('event_invalid', tell('constructor', iso(NOON)))
  await refuses('event_invalid', tell('created', iso(NOON)))
  await refuses(
    'record_not_found',
    addEvent(s.w.deps, s.caller, 'orders', '2', { event: 'shipped', at: iso(NOON) }),
  )
  const events = [
    { event: 'purchased', at: iso(NOON - DAY) },
    { event: 'shipped', at: iso(NOON - 3 * DAY) },
  ]
  await refuses('event_invalid', s.put('3', { name: 'A' }, { events }))
})

test('the beginning may be learnt late, also together with what followed', async (t) => {
  const s = await shop(t)
  await s.put('1', { name: 'A' })
  const events = [
    { event: 'shipped', at: iso(NOON - 2 * DAY) },
    { event: 'purchased', at: iso(NOON - 4 * DAY) },
  ]
  await s.put('1', { name: 'A' }, { events })
  const known = (await readMetadata(s.w.deps, s.caller, 'orders', '1')).events
  assert.deepEqual(known, { created: NOON, purchased: NOON - 4 * DAY, shipped: NOON - 2 * DAY })
})

test('a date counts from the end of its day in the tenant’s zone', async (t) => {
  const s = await shop(t)
  const { w } = s
  const york = await w.tenant('york', 'America/New_York')
  const there = await w.service(everything((await w.policy.load()).model, 'orders'), york)
  for (const [by, end] of [
    [s.caller, Date.UTC(2026, 10, 20, 15)],
    [there, Date.UTC(2026, 10, 21, 5)],
  ] as const) {
    await s.put('1', { name: 'A' }, { by, events: [{ event: 'purchased', at: '2026-11-20' }] })
    assert.equal((await readMetadata(w.deps, by, 'orders', '1')).events.purchased, end)
    await addEvent(w.deps, by, 'orders', '1', { event: 'shipped', at: iso(end - HOUR) })
  }
})

test('a moved clock seals into the day of its new end, and nothing of the old keys is left', async (t) => {
  const s = await shop(t)
  await s.put('1', { name: 'A', vat: 'T', sku: 'x' })
  type Key = { grp: number; day: number; wrapped: Buffer }
  const keys = () =>
    s.w.db.owner.read.query<Key>({ text: 'SELECT grp, day, wrapped FROM keys.record_key ORDER BY grp' })
  const before = await keys()
  await teller(s)('shipped', iso(NOON))
  const after = await keys()
  assert.equal(after.length, 3)
  assert.ok(after.some((k) => k.day === Math.floor((NOON + 30 * DAY) / DAY)))
  for (const old of before) assert.ok(!after.some((k) => k.wrapped.equals(old.wrapped)))
  const [row] = await s.w.db.owner.read.query<{ days: number[]; groups: number[] }>({
    text: 'SELECT days, groups FROM vault.record',
  })
  assert.deepEqual(
    row?.groups.map((grp, i) => [grp, row.days[i]]).toSorted(),
    after.map((k) => [k.grp, k.day]).toSorted(),
  )
  assert.deepEqual((await s.reveal('1')).fields, { name: 'A', sku: 'x' })
})

test('a deadline brought into the past refuses at once and leaves destroying to the sweep', async (t) => {
  const s = await shop(t)
  const { w, put, reveal } = s
  await put('1', { name: 'A', sku: 'x' }, { events: [{ event: 'purchased', at: iso(NOON - 60 * DAY) }] })
  await teller(s)('shipped', iso(NOON - 40 * DAY))
  await refuses('record_destroyed', reveal('1', { fields: ['name'] }))
  assert.equal(await w.count('keys.record_key'), 2)
  await teller(s)('delivered', iso(NOON))
  await put('1', { sku: 'y' })
  assert.equal(
    await w.count('keys.record_key'),
    2,
    'and no change destroys what is due, or forgets that it is there',
  )
  await refuses('already_destroyed', put('1', { name: 'B' }, { mode: 'merge' }))
  assert.deepEqual((await reveal('1')).fields, { sku: 'y' })
})

test('with clocks far apart nothing is written, since what is written starts clocks', async (t) => {
  const s = await shop(t)
  await s.put('1', { name: 'A' })
  for (const jump of [HOUR, -HOUR, 3650 * DAY, -3650 * DAY]) {
    s.w.clock.ms = NOON
    await s.w.setDatabaseTime(NOON + jump)
    await refuses('clocks_disagree', s.put('2', { name: 'B' }))
    await refuses('clocks_disagree', s.put('1', { name: 'B' }))
    await refuses('clocks_disagree', teller(s)('shipped', iso(NOON)))
  }
  await s.w.setTime(NOON)
  assert.deepEqual((await s.reveal('1')).fields, { name: 'A' })
})
