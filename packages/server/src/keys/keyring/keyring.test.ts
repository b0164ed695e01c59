import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ed25519Signer, verifyEd25519 } from '../crypto/ed25519.ts'
import { newKey } from '../crypto/random.ts'
import { DAY_MS, dayOf, lawDay } from '../days.ts'
import { initialiseKeys } from '../initialise-keys.ts'
import { createLogSigner, openLogSigner } from '../log-signer.ts'
import { keysWorld, NOON, storeKey } from '../test-support/keys-world.ts'
import { BucketHandle } from './held-keys.ts'

const DUE = NOON + 30 * DAY_MS

test('a record key stored through one process opens in another', async (t) => {
  const world = await keysWorld(t)
  const { tenant } = await world.tenant('shop')
  const other = world.another()
  for (const [bucket, due] of [
    [await world.keyring.dayBucket(tenant, DUE), DUE],
    [await world.keyring.lawBucket(tenant, DUE), DUE],
    [await world.keyring.openBucket(tenant), null],
    [await world.keyring.heldBucket(tenant), null],
  ] as const) {
    const stored = await world.record(bucket, due)
    assert.deepEqual(await world.read(stored, other), stored.key, bucket.kind)
  }
})

test('buckets: one a tenant and day, however many ask at once in however many processes', async (t) => {
  const world = await keysWorld(t)
  const { tenant } = await world.tenant('shop')
  const rings = [world.keyring, world.another(), world.another()]
  const asked = rings.flatMap((ring) => [
    ring.dayBucket(tenant, DUE),
    ring.dayBucket(tenant, DUE + 1),
    ring.dayBucket(tenant, DUE + DAY_MS),
  ])
  const got = await Promise.all(asked)
  const days = new Map(got.map((b) => [b.day, b.bucket]))
  assert.equal(days.size, 2)
  for (const bucket of got) assert.equal(days.get(bucket.day), bucket.bucket)
  assert.equal((await world.keyring.liveBuckets(tenant)).length, 2)
})

test('a bucket in hand is there at once, without a promise', async (t) => {
  const world = await keysWorld(t)
  const { tenant } = await world.tenant('shop')
  const first = await world.keyring.dayBucket(tenant, DUE)
  assert.equal(world.keyring.dayBucket(tenant, DUE), first)
  assert.ok(world.keyring.bucket(first.bucket, first.version) instanceof BucketHandle)
})

test('a deadline that has passed goes into today, and a day that is over gets no bucket', async (t) => {
  const world = await keysWorld(t)
  const { tenant } = await world.tenant('shop')
  assert.equal((await world.keyring.dayBucket(tenant, NOON - 40 * DAY_MS)).day, dayOf(NOON))
  assert.equal((await world.keyring.lawBucket(tenant, NOON - 400 * DAY_MS)).day, lawDay(NOON))
})

test('a tenant name is taken once; unknown tenants have no keys', async (t) => {
  const world = await keysWorld(t)
  await world.tenant('shop')
  await assert.rejects(world.tenant('shop'), { code: 'tenant_taken' })
  await assert.rejects(async () => await world.keyring.tenant(99), { code: 'tenant_unknown' })
  await assert.rejects(async () => await world.keyring.dayBucket(99, DUE), { code: 'tenant_unknown' })
})

test('a rolled-back tenant leaves nothing', async (t) => {
  const world = await keysWorld(t)
  const prepared = await world.keyring.prepareTenant({ slug: 'shop', zone: 'UTC' })
  const failed = world.db.app.across.tx(async (tx) => {
    await world.keyring.createTenant(tx, prepared)
    throw new Error('something else failed')
  })
  await assert.rejects(failed, /something else/)
  assert.deepEqual(prepared.key, Buffer.alloc(32))
  await world.tenant('shop')
})

test('secrets: stored once, opened by name; the log signer survives a restart', async (t) => {
  const world = await keysWorld(t)
  await assert.rejects(openLogSigner(world.keyring, 'log.example'), { code: 'secret_missing' })
  await createLogSigner(world.keyring)
  await assert.rejects(createLogSigner(world.keyring), { code: 'secret_exists' })
  const [one, two] = [
    await openLogSigner(world.keyring, 'log.example'),
    await openLogSigner(world.another(), 'log.example'),
  ]
  const message = Buffer.from('checkpoint')
  assert.deepEqual(one.publicKey, two.publicKey)
  assert.ok(verifyEd25519(one.publicKey, message, two.sign(message)))
  assert.notDeepEqual(one.publicKey, ed25519Signer(Buffer.alloc(32)).publicKey)
})

test('first keys are made once, by however many starts at once', async (t) => {
  const world = await keysWorld(t)
  for (let round = 0; round < 5; round++) {
    await world.db.owner.read.query({ text: 'TRUNCATE keys.epoch, keys.secret, keys.tenant_key CASCADE' })
    await Promise.all([1, 2, 3, 4, 5].map(() => initialiseKeys(world.another().deps)))
    const [row] = await world.db.owner.read.query<{ epochs: number; secrets: number }>({
      text: 'SELECT (SELECT count(*) FROM keys.epoch) AS epochs, (SELECT count(*) FROM keys.secret) AS secrets',
    })
    assert.deepEqual(row, { epochs: 1, secrets: 1 })
  }
  await world.tenant('shop')
})

test('every use of the root key is written down first, with opaque ids; without the log the provider is not called', async (t) => {
  const world = await keysWorld(t)
  const { tenant, id } = await world.tenant('shop')
  await world.another().tenant(tenant)
  const uses = world.uses.intents.map((u) => `${u.operation} ${u.level ?? ''} ${u.tenant ?? u.name ?? ''}`)
  const hex = id.toString('hex')
  assert.deepEqual(uses, [
    'create-epoch  ',
    'wrap secret seed',
    `wrap tenant-key ${hex}`,
    `unwrap tenant-key ${hex}`,
  ])
  assert.deepEqual(
    world.uses.ends.map((e) => [e.id, e.outcome]),
    world.uses.intents.map((u) => [u.id, 'success']),
  )
  assert.equal(JSON.stringify([world.uses.intents, world.uses.ends]).includes('shop'), false)
  world.uses.refuse = true
  let called = false
  const watched = new Proxy(world.provider, {
    get(target, name) {
      if (name === 'unwrap') called = true
      return Reflect.get(target, name)
    },
  })
  await assert.rejects(
    async () => await world.another({ provider: watched }).tenant(tenant),
    /log cannot be written/,
  )
  assert.equal(called, false)
})

test('the database refuses a record key that a live bucket’s current key did not wrap', async (t) => {
  const world = await keysWorld(t)
  const { tenant } = await world.tenant('shop')
  const { keyring, db } = world
  const real = await keyring.dayBucket(tenant, DUE)
  const stale = { code: 'database_error', extra: { sqlstate: 'AZK01', retryable: false } }
  for (const wrong of [
    { version: real.version + 1 },
    { bucket: real.bucket + 99 },
    { tenant: tenant + 1 },
    { day: real.day + 1 },
  ]) {
    const handle = new BucketHandle({ ...real, ...wrong }, newKey(), newKey(), 'test', DUE)
    await db.owner.read.query({ text: 'SELECT keys.make_days($1, $1)' }, [real.day + 1])
    await assert.rejects(storeKey(keyring, db.app.across.read, handle, DUE), stale)
  }
  // A deadline beyond the bucket's day would be destroyed too early.
  await assert.rejects(storeKey(keyring, db.app.across.read, real, DUE + DAY_MS), { code: 'database_error' })
  await assert.rejects(storeKey(keyring, db.app.across.read, real, null), { code: 'database_error' })
  await storeKey(keyring, db.app.across.read, real, DUE)
})

test('the application cannot alter the keystore’s tables, nor bring back what is marked destroyed', async (t) => {
  const world = await keysWorld(t)
  for (const text of [
    'DROP TABLE keys.record_key_open',
    'TRUNCATE keys.record_key',
    'DELETE FROM keys.bucket',
    'DELETE FROM keys.epoch',
    'UPDATE keys.tenant_key SET wrapped = wrapped',
    'UPDATE keys.bucket_key SET epoch = epoch',
    'SELECT keys.make_days(1, 79999)',
  ]) {
    await assert.rejects(world.db.app.across.read.query({ text }), { code: 'database_error' }, text)
  }
  for (const text of ['SELECT count(*) FROM keys.tenant', 'SELECT keys.drop_days(1)']) {
    await assert.rejects(world.db.sequencer.read.query({ text }), { code: 'database_error' }, text)
  }
})
