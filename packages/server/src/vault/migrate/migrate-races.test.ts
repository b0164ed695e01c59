import assert from 'node:assert/strict'
import test from 'node:test'
import { applyOver, migrationScene, PERSON, RESHAPED, watched } from '../../../test/migration-scene.ts'
import { rotateBucketKey } from '../../keys/index.ts'
import { migrateRecords } from './migrate-records.ts'

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
