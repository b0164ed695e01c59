import assert from 'node:assert/strict'
import test from 'node:test'
import { applyOver, changed, migrationScene, PERSON, watched } from '../../../test/migration-scene.ts'
import { DAY, NOON } from '../../../test/world.ts'
import { destroyDue, rotateBucketKey } from '../../keys/index.ts'
import { isAzukariError } from '../../platform/errors.ts'
import { recordsMigrated } from '../checks.ts'
import { readMetadata } from '../records/read-metadata.ts'
import { addEvent } from '../records/record-events.ts'
import { searchRecords } from '../search/search-records.ts'
import { migrateRecords } from './migrate-records.ts'

/** gift is dropped, phone moves to tax, line1 becomes searchable, name no longer is, note is new. */
const RESHAPED = changed(
  ["      gift: { class: contact, mask: { text: '[gift]' } }\n", ''],
  ['phone: { class: contact, normalise: phone', 'phone: { class: tax, normalise: phone'],
  ['line1: { class: address }', 'line1: { class: address, search: exact }\n      note: { class: address }'],
  ['name: { class: contact, search: exact, max_bytes: 200 }', 'name: { class: contact, max_bytes: 200 }'],
)
const LONGER = changed(['{ after: shipped, for: P30D }', '{ after: shipped, for: P60D }'])
/** A rule of its own for address, as it was at first; what follows is contact's. */
const SPLIT = `- { classes: [address], destroy: { earliest: [{ after: shipped, for: P30D }, { after: cancelled, for: P7D }] }, else: { after: created, for: P90D } }
      - classes: [contact]`
const SHORTER = changed(['{ after: shipped, for: P30D }', '{ after: shipped, for: P5D }'])

test('stored records follow the policy: dropped, moved, searchable and no longer searchable fields', async (t) => {
  const { w, caller, put, reveal, grantAll } = await migrationScene(t)
  await put('a')
  const before = await readMetadata(w.deps, caller, 'orders', 'a')
  await applyOver(w, RESHAPED)
  await grantAll()

  assert.equal((await recordsMigrated.measure({ read: w.db.app.read, clock: w.clock })).state, 'violated')
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
  const measured = await recordsMigrated.measure({ read: w.db.app.read, clock: w.clock })
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
  assert.equal((await recordsMigrated.measure({ read: w.db.app.read, clock: w.clock })).state, 'satisfied')
})

test('a shorter period moves the clock of stored records, and one that is then past is the sweep’s to destroy', async (t) => {
  const { w, put, dues } = await migrationScene(t)
  await put('a', PERSON, { purchased: NOON - 10 * DAY, shipped: NOON - 6 * DAY })
  assert.equal((await dues('only'))['orders/address+contact'], NOON + 24 * DAY)
  await applyOver(w, SHORTER)
  await migrateRecords(w.deps)
  assert.equal((await dues('only'))['orders/address+contact'], NOON - 1 * DAY)
  const gone = await w.db.app.tx((tx) => destroyDue(tx, NOON, 10))
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
  await w.db.app.tx((tx) => destroyDue(tx, NOON + 31 * DAY, 10))
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

test('a crash before any statement leaves each batch whole, and the next call goes on', async (t) => {
  const { w, put, reveal, grantAll } = await migrationScene(t)
  const ids = Array.from({ length: 7 }, (_, i) => `order ${i}`)
  for (const id of ids) await put(id)
  await applyOver(w, RESHAPED)
  await grantAll()
  let crashes = 0
  for (let at = 2; ; at++) {
    let statements = 0
    const { deps } = w.process({
      database: watched(w.db.app, () => {
        if (++statements === at) throw new Error('crash')
      }),
    })
    const outcome = await migrateRecords(deps, { batch: 2 }).catch(() => 'crashed' as const)
    const [row] = await w.db.owner.read.query<{ n: number }>({
      text: 'SELECT count(*) AS n FROM vault.record WHERE schema = 2',
    })
    const [kept] = await w.db.owner.read.query<{ done: number }>({
      text: 'SELECT done FROM vault.migration WHERE version = 2',
    })
    assert.equal(kept?.done ?? 0, row?.n)
    for (const id of ids) assert.equal((await reveal(id, 'tax')).phone, PERSON.phone)
    if (outcome !== 'crashed') break
    crashes++
  }
  assert.ok(crashes > 10, `${crashes} crashes`)
  assert.equal(await w.count('vault.record', 'schema < 2'), 0)
  const migrated = await w.entries('records.migrated')
  assert.equal(
    migrated.reduce((n, e) => n + Number((e.unmapped.detail as { records: number }).records), 0),
    7,
  )
})

test('stopped by who watches, it goes on where it was', async (t) => {
  const { w, put } = await migrationScene(t)
  for (let i = 0; i < 5; i++) await put(`order ${i}`)
  await applyOver(w, RESHAPED)
  const seen: number[] = []
  const stop = new AbortController()
  const first = await migrateRecords(w.deps, {
    batch: 2,
    signal: stop.signal,
    onProgress: ({ done }) => {
      seen.push(done)
      stop.abort()
    },
  })
  assert.deepEqual([first, seen], [{ version: 2, done: 2, total: 5, ended: false }, [2]])
  assert.deepEqual(await migrateRecords(w.process().deps, { batch: 2 }), {
    version: 2,
    done: 5,
    total: 5,
    ended: true,
  })
})

test('a merge that read a record before its migration loses nothing', async (t) => {
  const { w, caller, put, reveal, grantAll } = await migrationScene(t)
  await put('a')
  await applyOver(w, RESHAPED)
  await grantAll()
  let migrated = false
  const { putter } = w.process({
    database: watched(w.db.app, async (q) => {
      // The state has been read; its keys have not.
      if (q.name !== 'vault-hold-keys' || migrated) return
      migrated = true
      await migrateRecords(w.deps)
    }),
  })
  const done = await putter.put(caller, {
    collection: 'orders',
    id: 'a',
    fields: { sku: 'B2' },
    mode: 'merge',
  })
  assert.deepEqual([migrated, done.version], [true, 2])
  assert.equal((await reveal('a', 'fulfilment')).name, PERSON.name)
})

test('writers, renewals of bucket keys and two migrations at once: nothing is lost, and nobody waits in a ring', async (t) => {
  const { w, caller, put, reveal, grantAll } = await migrationScene(t)
  const ids = Array.from({ length: 30 }, (_, i) => `order ${i}`)
  for (const id of ids) await put(id)
  await applyOver(w, RESHAPED)
  await grantAll()
  const writers = [w, w.process()].map(async ({ putter }, n) => {
    for (const id of n === 0 ? ids : ids.toReversed()) {
      await putter.put(caller, {
        collection: 'orders',
        id,
        fields: { [n === 0 ? 'sku' : 'vat']: `new ${id}` },
        mode: 'merge',
      })
    }
  })
  const migrations = [w, w.process()].map(({ deps }) => migrateRecords(deps, { batch: 4 }))
  const buckets = await w.db.owner.read.query<{ bucket: number }>({ text: 'SELECT bucket FROM keys.bucket' })
  const renewals = buckets.map(({ bucket }) => rotateBucketKey(w.keyring, bucket))
  await Promise.all([...writers, ...migrations, ...renewals])
  await migrateRecords(w.deps)
  assert.equal(await w.count('vault.record', 'schema < 2'), 0)
  for (const id of ids) {
    const fields = { ...(await reveal(id, 'fulfilment')), ...(await reveal(id, 'tax')) }
    const { gift: _, ...left } = PERSON
    assert.deepEqual(fields, { ...left, sku: `new ${id}`, vat: `new ${id}` })
  }
})

test('a record whose row somebody holds is left to the next pass', async (t) => {
  const { w, put } = await migrationScene(t)
  await put('a')
  await put('b')
  await applyOver(w, RESHAPED)
  await w.db.owner.tx(async (tx) => {
    await tx.query({ text: 'SELECT FROM vault.record ORDER BY id LIMIT 1 FOR UPDATE' })
    assert.deepEqual(await migrateRecords(w.deps), { version: 2, done: 1, total: 2, ended: false })
  })
  assert.deepEqual(await migrateRecords(w.deps), { version: 2, done: 2, total: 2, ended: true })
})

test('a key that a sweep has in hand is not taken for destroyed', async (t) => {
  const { w, put, reveal, grantAll } = await migrationScene(t)
  await put('a')
  await applyOver(w, RESHAPED)
  await grantAll()
  await w.db.owner.tx(async (tx) => {
    await tx.query({ text: 'SELECT FROM keys.record_key LIMIT 1 FOR UPDATE' })
    assert.deepEqual(await migrateRecords(w.deps), { version: 2, done: 0, total: 1, ended: false })
  })
  await migrateRecords(w.deps)
  assert.equal((await reveal('a', 'fulfilment')).name, PERSON.name)
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
  const { state, figures } = await recordsMigrated.measure({ read: w.db.app.read, clock: w.clock })
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
