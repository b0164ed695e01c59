import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DAY_MS } from '../days.ts'
import { isBucketNotCurrent } from '../keyring/bucket-not-current.ts'
import { type StoredKey, storeKey } from '../test-support/keys-world.ts'
import { allOpen, DUE, filled, killAfter, killed, one, traffic } from '../test-support/renewals.ts'
import { rotateBucketKey } from './rotate-bucket-key.ts'
import { rotateTenantKey } from './rotate-tenant-key.ts'

test('a bucket key is renewed under traffic: all record keys open, the old key is gone, tags stay', async (t) => {
  const { world, tenant, stored } = await filled(t)
  const { bucket } = await world.keyring.openBucket(tenant)
  const tag = Buffer.from(world.keyring.searchKey(await world.keyring.openBucket(tenant), 1))
  const users = [traffic(world, tenant), traffic(world, tenant), traffic(world, tenant)]
  const seen: number[] = []
  const enough = () => users.every((u) => u.stored.length >= 8)
  let rounds = 0
  while (rounds < 3 || (!enough() && rounds < 100)) {
    await rotateBucketKey(world.keyring, bucket, { batch: 3, onProgress: (p) => void seen.push(p.done) })
    rounds++
  }
  const written = (await Promise.all(users.map((u) => u.stop()))).flat()
  assert.ok(enough() && seen.length > 5, `${written.length} written, ${seen.length} batches`)
  await allOpen(world, [...stored, ...written])
  const versions = await one<{ versions: number[] }>(
    world,
    `SELECT array_agg(version) AS versions FROM keys.bucket_key WHERE bucket = ${bucket}`,
  )
  assert.deepEqual(versions, { versions: [rounds + 1] })
  const after = world.another()
  assert.deepEqual(after.searchKey(await after.openBucket(tenant), 1), tag)
  await assert.rejects(async () => await after.bucket(bucket, 1), { code: 'key_gone' })
})

test('a writer that began before a renewal and commits after it loses nothing', async (t) => {
  const { world, tenant } = await filled(t)
  const slow = world.another()
  const bucket = await slow.openBucket(tenant)
  let late: StoredKey | undefined
  let renewal: Promise<unknown> | undefined
  await world.db.app.across.tx(async (tx) => {
    late = await storeKey(slow, tx, bucket, null)
    renewal = rotateBucketKey(world.keyring, bucket.bucket)
    const done = await Promise.race([
      renewal.then(() => true),
      new Promise((resolve) => setTimeout(resolve, 300, false)),
    ])
    assert.equal(done, false, 'the renewal waits for it')
  })
  await renewal
  await allOpen(world, [late as StoredKey])
})

test('a writer with an old handle is told, and nothing is stored', async (t) => {
  const { world, tenant } = await filled(t)
  const slow = world.another()
  const old = await slow.openBucket(tenant)
  await rotateBucketKey(world.keyring, old.bucket)
  await assert.rejects(storeKey(slow, world.db.app.across.read, old, null), isBucketNotCurrent)
  slow.forgetPlaces()
  const key = await storeKey(slow, world.db.app.across.read, await slow.openBucket(tenant), null)
  await allOpen(world, [key])
})

for (const n of [1, 2, 3]) {
  test(`a renewal of a bucket killed after batch ${n} goes on where it stopped`, async (t) => {
    const { world, tenant, stored } = await filled(t)
    const { bucket } = await world.keyring.openBucket(tenant)
    await assert.rejects(rotateBucketKey(world.keyring, bucket, killAfter(n)), killed)
    await allOpen(world, stored)
    const progress = await rotateBucketKey(world.another(), bucket, { batch: 2 })
    assert.deepEqual(progress, { done: 5, total: 5 })
    await allOpen(world, stored)
    assert.deepEqual(await one(world, `SELECT version FROM keys.bucket_key WHERE bucket = ${bucket}`), {
      version: 2,
    })
    assert.deepEqual(
      await one(world, 'SELECT count(*) AS n FROM keys.rotation WHERE finished_at_ms IS NULL'),
      { n: 0 },
    )
  })
}

test('a tenant key is renewed under traffic; killed anywhere, it goes on', async (t) => {
  const { world, tenant, stored } = await filled(t)
  const user = traffic(world, tenant)
  for (const n of [1, 2, 4, 6]) {
    await assert.rejects(rotateTenantKey(world.another(), tenant, killAfter(n)), killed)
    await allOpen(world, stored)
    // New buckets are made all the while, under the newest key.
    const due = DUE + (10 + n) * DAY_MS
    const ring = world.another()
    stored.push(await storeKey(ring, world.db.app.across.read, await ring.dayBucket(tenant, due), due))
    await rotateTenantKey(world.another(), tenant, { batch: 2 })
  }
  const written = await user.stop()
  await allOpen(world, [...stored, ...written])
  const left = `SELECT count(*) AS n, min(version) AS version FROM keys.tenant_key WHERE tenant = ${tenant}`
  assert.deepEqual(await one(world, left), { n: 1, version: 5 })
  await assert.rejects(async () => await world.another().deps.tenantKey(tenant, 1), { code: 'key_gone' })
})
