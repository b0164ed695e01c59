import assert from 'node:assert/strict'
import test from 'node:test'
import { DAY, NOON } from '../../../test/world.ts'
import { normalise } from '../fields/normalise.ts'
import { deleteRecord } from '../forget/delete-record.ts'
import { addEvent } from '../records/record-events.ts'
import { iso, refuses, said, shop } from '../test-support/test-shop.ts'
import { searchRecords } from './search-records.ts'

const finder =
  ({ w, caller }: Awaited<ReturnType<typeof shop>>) =>
  async (field: string, equals: string) =>
    (await searchRecords(w.deps, caller, { collection: 'orders', field, equals, purpose: 'fulfilment' })).ids

test('values meet in normalised form: width, case, blanks, composed or not', async (t) => {
  const s = await shop(t)
  const find = finder(s)
  await s.put('1', { name: 'Ｈａｎａｋｏ　Müller', email: 'Hanako@Example.JP' })
  await s.put('2', { name: 'Straße' })
  assert.deepEqual(await find('name', 'hanako mu\u0308ller '), ['1'])
  assert.deepEqual(await find('name', 'hanako'), [])
  assert.deepEqual(await find('name', 'STRASSE'), ['2'])
  assert.deepEqual(await find('email', ' hanako@example.jp'), ['1'])
  assert.equal(normalise({ normalise: 'phone' }, '０９０-1234-5678', 'JP'), '+819012345678')
  assert.equal(normalise({ normalise: 'phone' }, '+81 (0)90 1234 5678', 'JP'), '+819012345678')
})

test('what cannot be compared, or the policy keeps from search, is refused', async (t) => {
  const s = await shop(t)
  const find = finder(s)
  await s.put('1', { name: 'A', line1: 'Chiyoda' })
  await refuses('fields_invalid', find('name', 'A'))
  await refuses('fields_invalid', find('email', 'nobody'))
  await refuses('search_not_allowed', find('line1', 'Chiyoda'))
  await refuses('fields_invalid', find('__proto__', 'x'))
  const none = await s.w.service([])
  await refuses(
    'access_denied',
    searchRecords(s.w.deps, none, {
      collection: 'orders',
      field: 'name',
      equals: 'AB',
      purpose: 'fulfilment',
    }),
  )
})

test('found after its clock moved to another day, and not after it was changed, deleted or due', async (t) => {
  const s = await shop(t)
  const { w, put, caller } = s
  const find = finder(s)
  await put('1', { name: 'Hanako', sku: 'x' })
  await put('2', { name: 'Hanako' })
  const buckets = () =>
    w.db.owner.read.query<{ bucket: number }>({ text: 'SELECT DISTINCT bucket FROM vault.tag ORDER BY 1' })
  const before = await buckets()
  await addEvent(w.deps, caller, 'orders', '1', { event: 'shipped', at: iso(NOON) })
  assert.notDeepEqual(await buckets(), before)
  assert.deepEqual((await find('name', 'hanako')).toSorted(), ['1', '2'])
  await put('2', { name: 'Taro' })
  assert.deepEqual(await find('name', 'hanako'), ['1'])
  await deleteRecord(w.deps, caller, 'orders', '2')
  assert.deepEqual(await find('name', 'taro'), [])
  assert.equal(await w.count('vault.tag'), 1)
  await w.setTime(NOON + 30 * DAY)
  assert.deepEqual(await find('name', 'hanako'), [])
})

test('a tag that collides finds nothing: the value itself decides', async (t) => {
  const s = await shop(t)
  await s.put('1', { name: 'Hanako' })
  await s.put('2', { name: 'Taro' })
  const text = `UPDATE vault.tag t SET tag = o.tag FROM vault.tag o WHERE o.tag <> t.tag AND t.record > o.record`
  await s.w.db.owner.read.query({ text })
  assert.deepEqual(await finder(s)('name', 'hanako'), ['1'])
})

test('a search is one entry with a count, the field, and neither the value nor the ids', async (t) => {
  const s = await shop(t)
  await s.put('SECRET', { name: 'Hanako' })
  await finder(s)('name', 'Hanako')
  const [entry] = await s.w.entries('records.searched')
  const { found, fields, purpose } = (entry && said(entry)) ?? {}
  assert.deepEqual([found, fields, purpose], [1, ['name'], 'fulfilment'])
  assert.ok(!/hanako|secret/i.test(JSON.stringify(entry)))
})
