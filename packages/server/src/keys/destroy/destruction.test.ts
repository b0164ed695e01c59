import assert from 'node:assert/strict'
import { chmod, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { endedBucketsCheck, fileModeCheck, noPlaintextCheck, oldEpochsGoneCheck } from '../checks.ts'
import { DAY_MS, dayOf, endOfBucket, lawDay } from '../days.ts'
import { rotateEpoch } from '../renew/rotate-epoch.ts'
import { createFileRoot } from '../root/file-root.ts'
import type { RootProvider } from '../root/provider.ts'
import { keyDirectory, keysWorld, NOON } from '../test-support/keys-world.ts'
import { destroyBucket, dropDays, endedBuckets, prepareDays } from './destroy-bucket.ts'
import { destroyDue, overdue } from './destroy-due.ts'
import { clearTenant, destroyTenant } from './destroy-tenant.ts'

const midnight = (dayOf(NOON) + 1) * DAY_MS

async function made(t: TestContext) {
  const world = await keysWorld(t)
  const { tenant } = await world.tenant('shop')
  return { world, tenant, keyring: world.keyring, db: world.db }
}

const parts = async (world: Awaited<ReturnType<typeof keysWorld>>) =>
  (
    await world.db.owner.read.query<{ name: string }>({
      text: `SELECT relname AS name FROM pg_class WHERE relname ~ '^record_key_s[0-9]+$' AND relkind = 'r' ORDER BY 1`,
    })
  ).map((r) => r.name)

test('what is due goes, longest overdue first, in batches; what is not due, held or without deadline stays', async (t) => {
  const { world, tenant, keyring, db } = await made(t)
  const today = await keyring.dayBucket(tenant, NOON)
  const due = [
    await world.record(today, NOON - 2),
    await world.record(today, NOON),
    await world.record(today, NOON - 1),
  ]
  const law = await world.record(await keyring.lawBucket(tenant, NOON), NOON - 5)
  const stay = [
    await world.record(today, NOON + 1),
    await world.record(await keyring.openBucket(tenant), null),
    await world.record(await keyring.heldBucket(tenant), null),
    await world.record(await keyring.dayBucket(tenant, midnight), midnight),
  ]
  assert.deepEqual(await overdue(db.app.across.read, NOON), { count: 4, oldestMs: NOON - 5 })
  const first = await db.app.across.tx((tx) => destroyDue(tx, NOON, 3))
  assert.deepEqual(first.map((d) => d.dueMs).sort(), [NOON - 5, NOON - 2, NOON - 1])
  const second = await db.app.across.tx((tx) => destroyDue(tx, NOON, 3))
  assert.deepEqual(second, [{ tenant, record: due[1]?.record, group: 1, bucket: today.bucket, dueMs: NOON }])
  assert.deepEqual(await db.app.across.tx((tx) => destroyDue(tx, NOON, 3)), [])
  for (const gone of [...due, law]) assert.equal(await world.read(gone), undefined)
  for (const one of stay) assert.deepEqual(await world.read(one), one.key)
})

test('two sweeps at once destroy each key once, and leave aside what is being changed', async (t) => {
  const { world, tenant, keyring, db } = await made(t)
  const today = await keyring.dayBucket(tenant, NOON)
  for (let i = 0; i < 20; i++) await world.record(today, NOON - i)
  const [a, b] = await Promise.all([1, 2].map(() => db.app.across.tx((tx) => destroyDue(tx, NOON, 15))))
  assert.equal(
    (a?.length ?? 0) + (b?.length ?? 0) + (await db.app.across.tx((tx) => destroyDue(tx, NOON, 50))).length,
    20,
  )
})

test('a day’s bucket is destroyed when the day has ended and not before; its key and seed are gone, its record keys with them', async (t) => {
  const { world, tenant, keyring, db } = await made(t)
  const today = await keyring.dayBucket(tenant, NOON)
  const stored = await world.record(today, midnight - 1)
  const tomorrow = await world.record(await keyring.dayBucket(tenant, midnight), midnight)
  const destroy = (now: number) => db.app.across.tx((tx) => destroyBucket(keyring, tx, today.bucket, now))
  await assert.rejects(destroy(midnight - 1), { code: 'day_not_over' })
  assert.deepEqual(await endedBuckets(db.app.across.read, midnight - 1, 10), [])
  world.clock.ms = midnight
  assert.deepEqual(
    (await endedBuckets(db.app.across.read, midnight, 10)).map((b) => b.bucket),
    [today.bucket],
  )
  assert.match((await destroy(midnight)).key, /^[0-9a-f]{64}$/)
  await assert.rejects(world.read(stored), { code: 'key_gone' })
  assert.deepEqual(await world.read(tomorrow), tomorrow.key)
  for (const ring of [keyring, world.another()]) {
    await assert.rejects(async () => await ring.bucket(today.bucket, today.version), { code: 'key_gone' })
  }
  const [row] = await db.owner.read.query({
    text: `SELECT (SELECT count(*) FROM keys.bucket_key WHERE bucket = ${today.bucket}) AS keys, seed, state FROM keys.bucket WHERE bucket = ${today.bucket}`,
  })
  assert.deepEqual(row, { keys: 0, seed: null, state: 'destroyed' })
  await assert.rejects(destroy(midnight), { code: 'key_gone' })
  await assert.rejects(world.record(today, midnight - 1), { code: 'database_error' })
  assert.equal((await keyring.dayBucket(tenant, NOON)).day, dayOf(midnight))
})

test('standing buckets never end; a month of law ends with the month', async (t) => {
  const { world, tenant, keyring, db } = await made(t)
  const month = Date.UTC(2026, 11, 1)
  const law = await keyring.lawBucket(tenant, NOON)
  await world.record(law, month - 1)
  await assert.rejects(world.record(law, month), { code: 'database_error' })
  assert.deepEqual(
    [lawDay(month - 1), lawDay(month), endOfBucket(lawDay(NOON))],
    [law.day, law.day - 1, month],
  )
  for (const bucket of [await keyring.openBucket(tenant), await keyring.heldBucket(tenant)]) {
    await assert.rejects(
      db.app.across.tx((tx) => destroyBucket(keyring, tx, bucket.bucket, NOON * 2)),
      { code: 'day_not_over' },
    )
  }
  assert.deepEqual(await endedBuckets(db.app.across.read, month - 1, 10), [])
  assert.deepEqual(
    (await endedBuckets(db.app.across.read, month, 10)).map((b) => b.bucket),
    [law.bucket],
  )
  await db.app.across.tx((tx) => destroyBucket(keyring, tx, law.bucket, month))
})

test('partitions are made ahead, by several at once, and dropped when every bucket in them is dead', async (t) => {
  const { world, tenant, keyring, db } = await made(t)
  const made_ = await Promise.all([1, 2, 3].map(() => prepareDays(db.app, NOON, 100)))
  assert.equal(
    made_.reduce((a, b) => a + b),
    4,
  )
  assert.equal((await parts(world)).length, 4)
  const other = await world.tenant('other')
  const buckets = [
    await keyring.dayBucket(tenant, NOON),
    await keyring.dayBucket(other.tenant, NOON),
    await keyring.dayBucket(tenant, NOON + 28 * DAY_MS),
  ]
  const kept = await world.record(buckets[2] as (typeof buckets)[number], NOON + 28 * DAY_MS)
  const later = NOON + 28 * DAY_MS
  world.clock.ms = later
  assert.equal(await dropDays(db.app, later), 0, 'two buckets are alive')
  await db.app.across.tx((tx) => destroyBucket(keyring, tx, buckets[0]?.bucket ?? 0, later))
  assert.equal(await dropDays(db.app, later), 0, 'one bucket is alive')
  await db.app.across.tx((tx) => destroyBucket(keyring, tx, buckets[1]?.bucket ?? 0, later))
  await db.app.across.tx(async (tx) => {
    await tx.query({ text: 'SELECT count(*) FROM keys.record_key' })
    assert.equal(await dropDays(db.app, later), 0, 'the table is in use: another time')
  })
  assert.equal(await dropDays(db.app, later), 1)
  assert.equal((await parts(world)).length, 3)
  assert.deepEqual(await world.read(kept), kept.key)
})

test('a destroyed tenant: nothing of it opens, its name stays taken, its neighbour is untouched', async (t) => {
  const { world, tenant, keyring, db } = await made(t)
  const stored = await world.record(await keyring.dayBucket(tenant, midnight), midnight)
  const neighbour = await world.tenant('neighbour')
  const other = await world.record(await keyring.dayBucket(neighbour.tenant, midnight), midnight)
  const held = await world.record(await keyring.heldBucket(tenant), null)
  const destroy = () => db.app.across.tx((tx) => destroyTenant(keyring, tx, tenant))
  await assert.rejects(destroy(), { code: 'tenant_retained' })
  assert.deepEqual(await world.read(stored), stored.key)
  await db.app.across.read.query({ text: 'DELETE FROM keys.record_key WHERE record = $1' }, [held.record])
  await destroy()
  await assert.rejects(world.read(stored), { code: 'key_gone' })
  await assert.rejects(async () => await keyring.tenant(tenant), { code: 'tenant_unknown' })
  await assert.rejects(async () => await keyring.dayBucket(tenant, midnight), { code: 'key_gone' })
  await assert.rejects(async () => await keyring.dayBucket(tenant, midnight * 1.01), {
    code: 'tenant_unknown',
  })
  await assert.rejects(destroy(), { code: 'tenant_unknown' })
  await assert.rejects(world.tenant('shop'), { code: 'tenant_taken' })
  assert.deepEqual(await world.read(other), other.key)
  assert.equal(await clearTenant(db.app, neighbour.tenant, 10), 0)
  assert.equal(await clearTenant(db.app, tenant, 10), 1)
  assert.equal(await clearTenant(db.app, tenant, 10), 0)
})

test('a hold being placed while a tenant is closed: the closing waits, and then refuses', async (t) => {
  const { world, tenant, keyring, db } = await made(t)
  const held = await keyring.heldBucket(tenant)
  let closing: Promise<void> | undefined
  await db.app.across.tx(async (tx) => {
    await world.record(held, null, tx)
    closing = db.app.across.tx((other) => destroyTenant(keyring, other, tenant))
    closing.catch(() => {})
    await new Promise((resolve) => setTimeout(resolve, 150))
  })
  await assert.rejects(closing as Promise<void>, { code: 'tenant_retained' })
})

test('checks look for themselves', async (t) => {
  const { world, tenant, keyring, db } = await made(t)
  const context = { read: db.app.across.read, clock: world.clock }
  const state = async (check: { measure: (c: typeof context) => Promise<{ state: string }> }) =>
    (await check.measure(context)).state

  await t.test('keys.file-mode', async () => {
    const directory = await keyDirectory(t)
    await createFileRoot({ directory, environment: 'test' })
    assert.equal(await state(fileModeCheck(directory)), 'satisfied')
    await chmod(join(directory, 'root.key'), 0o640)
    assert.equal(await state(fileModeCheck(directory)), 'violated')
    await chmod(join(directory, 'root.key'), 0o600)
    await symlink('/dev/null', join(directory, 'epochs', 'x.key'))
    assert.equal(await state(fileModeCheck(directory)), 'violated')
    assert.equal(await state(fileModeCheck(join(directory, 'nowhere'))), 'unknown')
  })

  await t.test('keys.old-epochs-gone', async () => {
    await rotateEpoch(keyring)
    assert.equal(await state(oldEpochsGoneCheck(world.provider)), 'satisfied')
    const lying = (answer: string) =>
      ({ ...world.provider, stateOfEpoch: async () => answer }) as unknown as RootProvider
    assert.equal(await state(oldEpochsGoneCheck(lying('usable'))), 'violated')
    world.clock.ms += 1
    assert.equal(await state(oldEpochsGoneCheck(lying('destroying'))), 'violated')
    world.clock.ms = NOON
    const broken = {
      ...world.provider,
      stateOfEpoch: () => Promise.reject(new Error()),
    } as unknown as RootProvider
    assert.equal(await state(oldEpochsGoneCheck(broken)), 'unknown')
    const { read } = db.owner
    await read.query({
      text: `INSERT INTO keys.epoch (id, provider, ref, state, created_at_ms, retired_at_ms)
             VALUES (decode(repeat('ab', 16), 'hex'), 'file', 'x', 'retiring', 0, ${NOON - 2 * DAY_MS})`,
    })
    assert.equal(await state(oldEpochsGoneCheck(world.provider)), 'violated')
  })

  await t.test('keys.ended-buckets-gone', async () => {
    await keyring.dayBucket(tenant, NOON)
    assert.equal(await state(endedBucketsCheck), 'satisfied')
    world.clock.ms = midnight + 3_600_000
    assert.equal(await state(endedBucketsCheck), 'violated')
    world.clock.ms = NOON
  })

  await t.test('keys.no-plaintext-key-material', async () => {
    const stored = await world.record(await keyring.openBucket(tenant), null)
    await world.record(await keyring.openBucket(tenant), null)
    assert.equal(await state(noPlaintextCheck), 'satisfied')
    const put = (wrapped: string) =>
      db.owner.read.query({ text: `UPDATE keys.record_key SET wrapped = ${wrapped} WHERE record = $1` }, [
        stored.record,
      ])
    await put(`decode(repeat('00', 28), 'hex') || substring(wrapped FROM 29)`)
    assert.equal(await state(noPlaintextCheck), 'violated')
    await put(`(SELECT wrapped FROM keys.bucket_key LIMIT 1)`)
    assert.equal(await state(noPlaintextCheck), 'violated')
  })
})
