import assert from 'node:assert/strict'
import test from 'node:test'
import { applyOver, changed, migrationScene, PERSON, RESHAPED } from '../../../test/migration-scene.ts'
import { DAY, NOON } from '../../../test/world.ts'
import { destroyDue } from '../../keys/index.ts'
import { isAzukariError } from '../../platform/errors.ts'
import { readMetadata } from '../records/read-metadata.ts'
import { addEvent } from '../records/record-events.ts'
import { migrateRecords } from './migrate-records.ts'

const LONGER = changed(['{ after: shipped, for: P30D }', '{ after: shipped, for: P60D }'])
/** A rule of its own for address, as it was at first; what follows is contact's. */
const SPLIT = `- { classes: [address], destroy: { earliest: [{ after: shipped, for: P30D }, { after: cancelled, for: P7D }] }, else: { after: created, for: P90D } }
      - classes: [contact]`
const SHORTER = changed(['{ after: shipped, for: P30D }', '{ after: shipped, for: P5D }'])

test('a shorter period moves the clock of stored records, and one that is then past is the sweep’s to destroy', async (t) => {
  const { w, put, dues } = await migrationScene(t)
  await put('a', PERSON, { purchased: NOON - 10 * DAY, shipped: NOON - 6 * DAY })
  assert.equal((await dues('only'))['orders/address+contact'], NOON + 24 * DAY)
  await applyOver(w, SHORTER)
  await migrateRecords(w.deps)
  assert.equal((await dues('only'))['orders/address+contact'], NOON - 1 * DAY)
  const gone = await w.db.app.across.tx((tx) => destroyDue(tx, NOON, 10))
  assert.deepEqual(
    gone.map((k) => k.dueMs),
    [NOON - 1 * DAY],
  )
})

test('a longer period is for new records: neither migration nor event nor put lengthens what is stored', async (t) => {
  const { w, caller, put, dues } = await migrationScene(t)
  await put('a', PERSON, { purchased: NOON - DAY })
  await applyOver(w, LONGER)
  await migrateRecords(w.deps)
  await w.grant(caller, { action: 'event', collection: 'orders' })
  await addEvent(w.deps, caller, 'orders', 'a', { event: 'shipped', at: new Date(NOON).toISOString() })
  assert.equal((await dues('only'))['orders/address+contact'], NOON + 30 * DAY)
  await put('a', { name: '田中' })
  assert.equal((await dues('only'))['orders/address+contact'], NOON + 30 * DAY)
})

test('a longer period that was accepted is for stored records too, class by class', async (t) => {
  const { w, put, dues } = await migrationScene(t)
  await put('a', PERSON, { purchased: NOON - DAY, shipped: NOON })
  const half = changed(['{ after: shipped, for: P30D }', '{ after: shipped, for: P60D }'])
  await applyOver(w, half, ['retention-lengthened:orders/contact'])
  await migrateRecords(w.deps)
  // They die together, and address was promised the shorter one.
  assert.equal((await dues('only'))['orders/address+contact'], NOON + 30 * DAY)
  // Taken apart, contact keeps the deadline that its key carries.
  await applyOver(w, half.replace('- classes: [contact, address]', SPLIT))
  await migrateRecords(w.deps)
  assert.equal((await dues('only'))['orders/contact'], NOON + 30 * DAY)
  const more = changed(['{ after: shipped, for: P30D }', '{ after: shipped, for: P90D }'])
  await applyOver(w, more, ['retention-lengthened:orders/contact', 'retention-lengthened:orders/address'])
  await migrateRecords(w.deps)
  assert.equal((await dues('only'))['orders/address+contact'], NOON + 90 * DAY)
})

test('what was destroyed does not come back and is still told as destroyed', async (t) => {
  const { w, caller, put, reveal, dues, grantAll } = await migrationScene(t)
  await put('a', PERSON, { purchased: NOON - DAY, shipped: NOON })
  await w.setTime(NOON + 31 * DAY)
  await w.db.app.across.tx((tx) => destroyDue(tx, NOON + 31 * DAY, 10))
  // vat moves to where everything is destroyed.
  await applyOver(w, changed(['vat: { class: tax }', 'vat: { class: contact }\n      other: { class: tax }']))
  await grantAll()
  await migrateRecords(w.deps)
  assert.deepEqual(Object.keys(await dues('only')), ['orders/order'])
  assert.deepEqual(await reveal('a', 'tax'), { sku: 'A1' })
  await assert.rejects(reveal('a', 'support'), (error) => isAzukariError(error, 'record_destroyed'))
  const { groups } = await readMetadata(w.deps, caller, 'orders', 'a')
  assert.ok(groups.some((g) => g.state === 'destroyed' && g.classes.includes('contact')))
})

test('a record of which something is due waits for the sweep: a clock that jumped makes no migration destroy', async (t) => {
  const { w, put, reveal, grantAll } = await migrationScene(t)
  await put('a', PERSON, { purchased: NOON - DAY, shipped: NOON })
  await applyOver(w, RESHAPED)
  await grantAll()
  w.clock.ms = NOON + 400 * DAY
  assert.deepEqual(await migrateRecords(w.deps), { version: 2, done: 0, total: 1, ended: false })
  w.clock.ms = NOON
  await migrateRecords(w.deps)
  assert.equal((await reveal('a', 'fulfilment')).name, PERSON.name)
})
