import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { writerAround } from '../../../test/around.ts'
import { DAY, NOON } from '../../../test/world.ts'
import { searchRecords } from '../search/search-records.ts'
import { iso, refuses, said, shop } from '../test-support/test-shop.ts'
import { type EraseOptions, eraseOwner } from './erase-owner.ts'

const EMAIL = 'h@example.jp'
const PERSON = { name: 'Hanako', email: EMAIL, line1: 'Chiyoda' }
const shipped = [{ event: 'shipped', at: iso(NOON) }]

async function scene(t: TestContext) {
  const s = await shop(t)
  await s.w.grant(s.caller, { action: 'erase-owner', collection: 'orders' })
  const input = { collection: 'orders', subject: 'buyer', equals: EMAIL }
  const erase = (options: EraseOptions = {}, more: Partial<typeof input> = {}, on = s.w) =>
    eraseOwner(on.deps, s.caller, { ...input, ...more }, options)
  const question = { collection: 'orders', field: 'email', equals: EMAIL, purpose: 'fulfilment' }
  const find = async () => (await searchRecords(s.w.deps, s.caller, question)).ids
  return { ...s, erase, find }
}

test('everything personal of the owner is gone, what the law retains and what is not personal is told, others are untouched', async (t) => {
  const { w, put, reveal, erase, find, other } = await scene(t)
  await put('1', PERSON, { events: shipped })
  await put('2', { ...PERSON, email: 'H@Example.JP', vat: 'T1', sku: 'x' }, { events: shipped })
  await put('3', { ...PERSON, email: 'taro@example.jp' })
  await put('1', PERSON, { by: other })
  const done = await erase()
  assert.deepEqual([done.records, done.forgotten], [2, 1])
  const until = NOON + 365 * DAY
  const told = done.survives.map((s) => [s.classes, s.why, s.records, s.untilMs]).sort()
  assert.deepEqual(told, [
    [['order'], 'not_personal', 1, null],
    [['tax'], 'law', 1, until],
  ])
  assert.deepEqual(await find(), [])
  await refuses('record_not_found', reveal('1'))
  const kept = await reveal('2')
  assert.deepEqual([kept.fields, kept.gone.includes('name')], [{ sku: 'x' }, true])
  assert.deepEqual((await reveal('2', { purpose: 'tax' })).fields.vat, 'T1')
  assert.equal((await reveal('3')).fields.name, 'Hanako')
  assert.equal((await reveal('1', { by: other })).fields.name, 'Hanako')
  // What was erased does not come back, whole or in part.
  await refuses('already_destroyed', put('1', PERSON, { events: shipped }))
  for (const mode of ['replace', 'merge'] as const)
    await refuses('already_destroyed', put('2', PERSON, { mode }))
  assert.equal(await w.count('vault.suppression'), 1)
})

test('again it finds nothing and is no error; a new record of the same person is a new record', async (t) => {
  const { put, erase, find } = await scene(t)
  await put('1', PERSON)
  assert.equal((await erase()).records, 1)
  assert.deepEqual([(await erase()).records, (await erase()).survives], [0, []])
  await put('new', PERSON)
  assert.deepEqual(await find(), ['new'])
  assert.equal((await erase()).records, 1)
})

test('one entry a batch with what it erased, the owner by commitment; killed between two batches it is taken up again', async (t) => {
  const s = await scene(t)
  const { w, put, erase, find } = s
  for (const id of ['1', '2', '3', '4', '5']) await put(id, PERSON, { events: shipped })
  let n = 0
  const writer = writerAround(w.writer, (work) => async (tx, entries) => {
    const done = await work(tx, entries)
    if (++n === 2) throw new Error('crash')
    return done
  })
  const dying = { ...w, deps: { ...w.deps, writer } }
  await assert.rejects(erase({ batch: 2 }, {}, dying), /crash/)
  assert.equal(await w.count('keys.record_key'), 3)
  assert.equal((await find()).length, 3)
  assert.deepEqual([await w.count('keys.gone'), await w.count('vault.record')], [1, 5])
  const done = await erase({ batch: 2 })
  assert.deepEqual([done.records, done.forgotten, await w.count('keys.record_key')], [3, 3, 0])
  const entries = await w.entries('owner.erased')
  assert.deepEqual(
    entries.map((e) => said(e).records),
    [2, 0, 2, 1, 0],
  )
  assert.deepEqual(
    entries.map((e) => said(e).ended),
    [false, false, false, false, true],
  )
  const text = JSON.stringify(entries)
  assert.ok(
    !text.includes(EMAIL) && entries.every((e) => Object.hasOwn(e.unmapped.commitments ?? {}, 'owner')),
  )
})

test('a key that somebody holds is waited for, and not left', async (t) => {
  const { w, put, erase } = await scene(t)
  await put('1', PERSON)
  await put('2', PERSON)
  const [held, release] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const holding = w.db.owner.tx(async (tx) => {
    await tx.query({ text: 'SELECT FROM keys.record_key ORDER BY record LIMIT 1 FOR UPDATE' })
    held.resolve()
    await release.promise
  })
  await held.promise
  const erasing = erase()
  setTimeout(release.resolve, 100)
  assert.equal((await erasing).records, 2)
  await holding
  assert.equal(await w.count('keys.record_key'), 0)
})

test('refused with an entry without the grant; an unknown subject or an empty value erases nothing', async (t) => {
  const { w, put, erase } = await scene(t)
  await put('1', PERSON)
  const nobody = await w.service([{ action: 'delete', collection: 'orders' }])
  await refuses(
    'access_denied',
    eraseOwner(w.deps, nobody, { collection: 'orders', subject: 'buyer', equals: EMAIL }),
  )
  const [entry] = await w.entries('owner.erased')
  assert.equal(entry && said(entry).reason, 'access_denied')
  await refuses('subject_unknown', erase({}, { subject: 'seller' }))
  await refuses('subject_unknown', erase({}, { subject: '__proto__' }))
  await refuses('fields_invalid', erase({}, { equals: ' ' }))
  assert.equal(await w.count('keys.record_key'), 1)
})
