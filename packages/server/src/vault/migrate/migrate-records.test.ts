import assert from 'node:assert/strict'
import test from 'node:test'
import { applyOver, changed, migrationScene, PERSON, RESHAPED } from '../../../test/migration-scene.ts'
import { isAzukariError } from '../../platform/errors.ts'
import { recordsMigrated } from '../checks.ts'
import { readMetadata } from '../records/read-metadata.ts'
import { searchRecords } from '../search/search-records.ts'
import { migrateRecords } from './migrate-records.ts'

test('stored records follow the policy: dropped, moved, searchable and no longer searchable fields', async (t) => {
  const { w, caller, put, reveal, grantAll } = await migrationScene(t)
  await put('a')
  const before = await readMetadata(w.deps, caller, 'orders', 'a')
  await applyOver(w, RESHAPED)
  await grantAll()

  assert.equal(
    (await recordsMigrated.measure({ read: w.db.app.across.read, clock: w.clock })).state,
    'violated',
  )
  // Not migrated yet, and readable all the same.
  assert.equal((await reveal('a', 'tax')).phone, PERSON.phone)

  assert.deepEqual(await migrateRecords(w.deps), { version: 2, done: 1, total: 1, ended: true })
  const { gift: _, ...left } = PERSON
  assert.deepEqual({ ...(await reveal('a', 'fulfilment')), ...(await reveal('a', 'tax')) }, left)
  const find = async (field: string, equals: string) =>
    (await searchRecords(w.deps, caller, { collection: 'orders', field, equals, purpose: 'fulfilment' })).ids
  assert.deepEqual(await find('line1', '1-2-3'), ['a'])
  const name = (await w.policy.load()).numbers.field['orders/name']
  assert.equal(await w.count('vault.tag', `field = ${name}`), 0)

  const after = await readMetadata(w.deps, caller, 'orders', 'a')
  assert.deepEqual(
    [after.version, after.updatedMs, after.createdMs],
    [before.version, before.updatedMs, before.createdMs],
  )
  const measured = await recordsMigrated.measure({ read: w.db.app.across.read, clock: w.clock })
  assert.deepEqual([measured.state, measured.figures], ['satisfied', { behind: 0, total: 1, version: 2 }])
  const [entry] = await w.entries('records.migrated')
  assert.deepEqual(entry?.unmapped.detail, { policy: 2, records: 1 })
  assert.equal(await migrateRecords(w.deps), undefined)
})

test('the bytes of a dropped field are gone: its old key opens nothing, a field of its name begins empty', async (t) => {
  const { w, put, reveal, grantAll } = await migrationScene(t)
  await put('a')
  await applyOver(w, RESHAPED)
  await migrateRecords(w.deps)
  await applyOver(w, changed())
  await migrateRecords(w.deps)
  await grantAll()
  assert.equal((await reveal('a', 'fulfilment')).gift, undefined)
  assert.equal((await reveal('a', 'fulfilment')).phone, PERSON.phone)
})

test('a version that changes nothing about how records are sealed leaves them alone', async (t) => {
  const { w, put } = await migrationScene(t)
  await put('a')
  await applyOver(w, changed(['{ after: closed, for: P7D }, else', '{ after: closed, for: P6D }, else']))
  assert.equal(await migrateRecords(w.deps), undefined)
  assert.equal(
    (await recordsMigrated.measure({ read: w.db.app.across.read, clock: w.clock })).state,
    'satisfied',
  )
})

test('an altered cell stops nothing but itself, and shows', async (t) => {
  const { w, put } = await migrationScene(t)
  await put('a')
  await put('b')
  await applyOver(w, RESHAPED)
  await w.db.owner.read.query({
    text: `UPDATE vault.record SET cells = set_byte(cells, 40, get_byte(cells, 40) # 1) WHERE id = (SELECT min(id::text)::bytea FROM vault.record)`,
  })
  assert.deepEqual(await migrateRecords(w.deps), { version: 2, done: 1, total: 2, ended: false })
  const { state, figures } = await recordsMigrated.measure({ read: w.db.app.across.read, clock: w.clock })
  assert.deepEqual([state, figures.behind], ['violated', 1])
})

test('another process notices an applied version by its next statement', async (t) => {
  const { w, caller, put } = await migrationScene(t)
  await put('a')
  const other = w.process()
  const ask = { collection: 'orders', id: 'a', purpose: 'support', fields: ['gift'] }
  assert.deepEqual((await other.revealer.reveal(caller, ask)).fields, { gift: PERSON.gift })
  await applyOver(w, RESHAPED)
  assert.equal(other.policy.peek?.version, 1)
  await assert.rejects(other.revealer.reveal(caller, ask), (error) => isAzukariError(error, 'fields_invalid'))
  assert.equal(other.policy.peek?.version, 2)
  const fields = { gift: 'late' }
  await assert.rejects(
    w.putter.put(caller, { collection: 'orders', id: 'b', fields, mode: 'replace' }),
    (error) => isAzukariError(error, 'fields_invalid'),
  )
})
