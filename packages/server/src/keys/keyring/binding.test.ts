import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { newId } from '../../platform/ids.ts'
import { newKey } from '../crypto/random.ts'
import { DAY_MS } from '../days.ts'
import { keysWorld, NOON } from '../test-support/keys-world.ts'
import { BucketHandle } from './held-keys.ts'

const DUE = NOON + 30 * DAY_MS
const invalid = { code: 'ciphertext_invalid' }

test('wrapped record keys cannot be exchanged between records, groups, deadlines, buckets, tenants or environments', async (t) => {
  const world = await keysWorld(t)
  const [a, b] = [await world.tenant('a'), await world.tenant('b')]
  const bucket = await world.keyring.dayBucket(a.tenant, DUE)
  const place = fc.record({
    record: fc.uint8Array({ minLength: 16, maxLength: 16 }),
    group: fc.nat(100),
    dueMs: fc.oneof(fc.constant(null), fc.nat(Number.MAX_SAFE_INTEGER - 1)),
  })
  fc.assert(
    fc.property(place, place, (p, q) => {
      const key = newKey()
      const wrapped = world.keyring.wrapRecordKey(bucket, p, key)
      assert.equal(wrapped.length, 60)
      assert.deepEqual(world.keyring.unwrapRecordKey(bucket, p, wrapped), key)
      for (const other of [
        { ...p, record: q.record },
        { ...p, group: p.group + 1 },
        { ...p, dueMs: p.dueMs === null ? 0 : null },
        { ...p, dueMs: (p.dueMs ?? 0) + 1 },
      ]) {
        if (JSON.stringify(other) === JSON.stringify(p)) continue
        assert.throws(() => world.keyring.unwrapRecordKey(bucket, other, wrapped), invalid)
      }
    }),
    { numRuns: 50 },
  )
  const p = { record: newId(), group: 1, dueMs: DUE }
  const wrapped = world.keyring.wrapRecordKey(bucket, p, newKey())
  for (const other of [
    await world.keyring.dayBucket(b.tenant, DUE),
    await world.keyring.dayBucket(a.tenant, DUE + DAY_MS),
  ]) {
    assert.throws(() => world.keyring.unwrapRecordKey(other, p, wrapped), invalid)
  }
  // The same key bytes under another name are not the same key: the binding does not rest on keys being different alone.
  const { tenant, day, version } = bucket
  for (const [row, environment] of [
    [{ bucket: bucket.bucket, tenant, day, version }, 'other'],
    [{ bucket: bucket.bucket + 1, tenant, day, version }, 'test'],
    [{ bucket: bucket.bucket, tenant: b.tenant, day, version }, 'test'],
    [{ bucket: bucket.bucket, tenant, day: day + 1, version }, 'test'],
    [{ bucket: bucket.bucket, tenant, day, version: 2 }, 'test'],
  ] as const) {
    const twin = new BucketHandle(row, Buffer.from(bucket.key.now), newKey(), environment, DUE)
    assert.throws(() => world.keyring.unwrapRecordKey(twin, p, wrapped), invalid)
  }
})

test('stored keys cannot be exchanged between rows', async (t) => {
  const world = await keysWorld(t)
  const [a, b] = [await world.tenant('a'), await world.tenant('b')]
  await world.keyring.dayBucket(a.tenant, DUE)
  await world.keyring.dayBucket(a.tenant, DUE + DAY_MS)
  await world.keyring.dayBucket(a.tenant, DUE + 2 * DAY_MS)
  await world.keyring.dayBucket(b.tenant, DUE)
  const swap = async (table: string, column: string, where: string, of: string) => {
    const { read } = world.db.owner
    await read.query({
      text: `UPDATE ${table} x SET ${column} = y.${column} FROM ${table} y WHERE ${where} AND ${of}`,
    })
  }
  const fresh = () => world.another()
  await t.test('bucket keys between days', async () => {
    await swap('keys.bucket_key', 'wrapped', 'x.bucket = 1', 'y.bucket = 2')
    await assert.rejects(async () => await fresh().bucket(1, 1), invalid)
  })
  await t.test('seeds between days', async () => {
    await swap('keys.bucket', 'seed', 'x.bucket = 3', 'y.bucket = 2')
    await assert.rejects(async () => await fresh().bucket(3, 1), invalid)
  })
  await t.test('seeds between tenants', async () => {
    await swap('keys.bucket', 'seed', 'x.bucket = 2', 'y.bucket = 4')
    await assert.rejects(async () => await fresh().bucket(2, 1), invalid)
  })
  await t.test('tenant keys between tenants', async () => {
    await swap('keys.tenant_key', 'wrapped', `x.tenant = ${a.tenant}`, `y.tenant = ${b.tenant}`)
    await assert.rejects(async () => await fresh().deps.tenantKey(a.tenant, 1), invalid)
  })
  await t.test('tenant keys between versions', async () => {
    await world.db.owner.read.query({
      text: `INSERT INTO keys.tenant_key SELECT tenant, 2, epoch, wrapped, 'retiring', 0 FROM keys.tenant_key WHERE tenant = ${b.tenant}`,
    })
    await assert.rejects(async () => await fresh().deps.tenantKey(b.tenant, 2), invalid)
  })
  await t.test('another environment opens nothing', async () => {
    await assert.rejects(async () => await world.another({ environment: 'b' }).tenant(b.tenant), invalid)
  })
})

test('search and digest keys: by tenant, bucket, field and index version, the same in every process', async (t) => {
  const world = await keysWorld(t)
  const [a, b] = [await world.tenant('a'), await world.tenant('b')]
  const first = await world.keyring.dayBucket(a.tenant, DUE)
  const keys = [
    world.keyring.searchKey(first, 1),
    world.keyring.searchKey(first, 2),
    world.keyring.searchKey(first, -1),
    world.keyring.searchKey(first, 1, 2),
    world.keyring.searchKey(await world.keyring.dayBucket(a.tenant, DUE + DAY_MS), 1),
    (await world.keyring.tenant(a.tenant)).lookupKey,
    (await world.keyring.tenant(a.tenant)).digestKey('suppression'),
    (await world.keyring.tenant(b.tenant)).lookupKey,
    (await world.keyring.tenant(0)).lookupKey,
  ]
  assert.equal(new Set(keys.map((k) => k.toString('hex'))).size, keys.length)
  const other = world.another()
  assert.deepEqual(other.searchKey(await other.bucket(first.bucket, 1), 1), keys[0])
  assert.deepEqual((await other.tenant(a.tenant)).lookupKey, keys[5])
  assert.deepEqual((await other.tenant(0)).lookupKey, keys[8])
})

test('sealing for a tenant: bound to tenant, purpose and associated data', async (t) => {
  const world = await keysWorld(t)
  const [a, b] = [await world.tenant('a'), await world.tenant('b')]
  const [text, aad] = [Buffer.from('opening'), Buffer.from('entry 1')]
  for (const tenant of [a.tenant, 0]) {
    const sealed = await world.keyring.seal(tenant, 'openings', text, aad)
    assert.deepEqual(await world.another().unseal(tenant, 'openings', sealed, aad), text)
    await assert.rejects(world.keyring.unseal(b.tenant, 'openings', sealed, aad), invalid)
    await assert.rejects(world.keyring.unseal(tenant, 'other', sealed, aad), invalid)
    await assert.rejects(world.keyring.unseal(tenant, 'openings', sealed, text), invalid)
  }
})
