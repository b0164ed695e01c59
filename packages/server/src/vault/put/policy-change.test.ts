import assert from 'node:assert/strict'
import test from 'node:test'
import { SMALL } from '../../../test/small-policy.ts'
import { DAY, everything, NOON } from '../../../test/world.ts'
import { rotateBucketKey } from '../../keys/index.ts'
import { readMetadata } from '../records/read-metadata.ts'
import { searchRecords } from '../search/search-records.ts'
import { iso, shop } from '../test-support/test-shop.ts'

/** `name` becomes an address, `line1` a contact: other classes, and with another rule for one of them other groups. */
const MOVED = SMALL.replace(
  'name: { class: contact, search: exact, max_bytes: 200 }',
  'name: { class: address, search: exact, max_bytes: 200 }',
)
  .replace('line1: { class: address }', 'line1: { class: contact }')
  .replace(
    '      - classes: [contact, address]\n',
    '      - { classes: [address], destroy: { after: shipped, for: P30D }, else: { after: created, for: P60D } }\n      - classes: [contact]\n',
  )

test('cells written under an older version are read by the names in them', async (t) => {
  const { w, put, reveal } = await shop(t)
  await put('1', { name: 'Hanako', line1: 'Chiyoda', sku: 'x' })
  await w.apply(MOVED)
  assert.notEqual(MOVED, SMALL)
  const by = await w.service(everything((await w.policy.reload()).model, 'orders'))
  const got = await reveal('1', { by, fields: ['name', 'line1', 'sku', 'email'] })
  assert.deepEqual([got.fields, got.gone], [{ name: 'Hanako', line1: 'Chiyoda', sku: 'x' }, []])
  const only = await reveal('1', { by, fields: ['line1'] })
  assert.deepEqual(only.fields, { line1: 'Chiyoda' })
  const question = { collection: 'orders', field: 'name', equals: 'hanako', purpose: 'fulfilment' }
  assert.deepEqual((await searchRecords(w.deps, by, question)).ids, ['1'])
  const { groups } = await readMetadata(w.deps, by, 'orders', '1')
  assert.deepEqual(
    groups.map((g) => [g.classes.toSorted(), g.state]),
    [
      [['address', 'contact'], 'readable'],
      [['order'], 'readable'],
    ],
  )
  await put('1', { sku: 'y' }, { by, mode: 'merge' })
  assert.deepEqual((await reveal('1', { by })).fields, { name: 'Hanako', line1: 'Chiyoda', sku: 'y' })
  assert.deepEqual((await searchRecords(w.deps, by, question)).ids, ['1'])
})

test('what ended under the old version is gone under the new one', async (t) => {
  const { w, put, reveal } = await shop(t)
  await put(
    '1',
    { name: 'Hanako', line1: 'Chiyoda', sku: 'x' },
    { events: [{ event: 'shipped', at: iso(NOON) }] },
  )
  await w.apply(MOVED)
  const by = await w.service(everything((await w.policy.reload()).model, 'orders'))
  await w.setTime(NOON + 30 * DAY)
  const { fields, gone } = await reveal('1', { by, fields: ['name', 'line1', 'sku'] })
  assert.deepEqual([fields, gone], [{ sku: 'x' }, ['name', 'line1']])
})

test('a bucket key renewed elsewhere is noticed: what is put meanwhile is sealed under the new one', async (t) => {
  const { w, put, reveal, caller } = await shop(t)
  const on = w.process()
  await put('0', { name: 'A' }, { on })
  const renew = async () => {
    const rows = await w.db.owner.read.query<{ bucket: number }>(
      { text: `SELECT bucket FROM keys.bucket WHERE tenant = $1 AND state = 'live'` },
      [caller.tenant],
    )
    for (const { bucket } of rows) await rotateBucketKey(w.keyring, bucket)
  }
  await renew()
  const done = await Promise.all(['1', '2', '3'].map((id) => put(id, { name: id }, { on })))
  assert.ok(done.every((d) => d.created))
  await put('0', { sku: 'x' }, { on, mode: 'merge' })
  // Renewed, and what this process held of the old one is over as well.
  await renew()
  await w.setTime(NOON + DAY / 24)
  await put('4', { name: '4' }, { on })
  assert.deepEqual((await reveal('0', { on })).fields, { name: 'A', sku: 'x' })
  for (const id of ['1', '2', '3', '4']) assert.deepEqual((await reveal(id, { on })).fields, { name: id })
})

test('a group whose key row is missing is gone; the others are read and changed', async (t) => {
  const { w, put, reveal } = await shop(t)
  await put('1', { name: 'Hanako', vat: 'T', sku: 'x' })
  const text = `DELETE FROM keys.record_key WHERE grp = (SELECT number FROM policy.number WHERE kind = 'group' AND name = 'orders/address+contact')`
  await w.db.owner.read.query({ text })
  const got = await reveal('1', { fields: ['name', 'sku'] })
  assert.deepEqual([got.fields, got.gone], [{ sku: 'x' }, ['name']])
  await put('1', { sku: 'y' }, { mode: 'merge' })
  await assert.rejects(put('1', { name: 'B' }, { mode: 'merge' }), { code: 'already_destroyed' })
  assert.deepEqual((await reveal('1', { purpose: 'tax' })).fields, { vat: 'T', sku: 'y' })
})
