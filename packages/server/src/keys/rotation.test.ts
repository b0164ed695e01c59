import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { isBucketNotCurrent } from './bucket-not-current.ts'
import { DAY_MS } from './days.ts'
import type { Keyring } from './keyring.ts'
import { createLogSigner, openLogSigner } from './log-signer.ts'
import { moveRecordKeys } from './move-record-keys.ts'
import { rotateBucketKey } from './rotate-bucket-key.ts'
import { rotateEpoch } from './rotate-epoch.ts'
import { rotateTenantKey } from './rotate-tenant-key.ts'
import { type KeysWorld, keysWorld, NOON, type StoredKey, storeKey } from './test-support/keys-world.ts'

const DUE = NOON + 30 * DAY_MS
const killed = new Error('killed')

async function filled(t: TestContext) {
  const world = await keysWorld(t)
  const { tenant } = await world.tenant('shop')
  const stored: StoredKey[] = []
  for (let i = 0; i < 5; i++) {
    const due = DUE + i * DAY_MS
    stored.push(await world.record(await world.keyring.dayBucket(tenant, due), due))
    stored.push(await world.record(await world.keyring.openBucket(tenant), null))
  }
  return { world, tenant, stored }
}

async function allOpen(world: KeysWorld, stored: readonly StoredKey[], through?: Keyring) {
  const ring = through ?? world.another()
  for (const one of stored) assert.deepEqual(await world.read(one, ring), one.key)
}

const one = async <T extends object>(world: KeysWorld, text: string) =>
  (await world.db.owner.read.query<T>({ text }))[0]

/** Stops a renewal after its n-th batch, as a kill would. */
function killAfter(n: number) {
  let batches = 0
  return {
    batch: 2,
    onProgress: () => {
      if (++batches === n) throw killed
    },
  }
}

/** Puts and reads in another process until told to stop; what it stored must all be there afterwards. */
function traffic(world: KeysWorld, tenant: number) {
  const ring = world.another()
  const stored: StoredKey[] = []
  let stopped = false
  const put = async () => {
    for (;;) {
      try {
        return await storeKey(ring, world.db.app.read, await ring.openBucket(tenant), null)
      } catch (error) {
        if (!isBucketNotCurrent(error)) throw error
        ring.forgetPlaces()
      }
    }
  }
  const read = async (key: StoredKey) => {
    for (;;) {
      try {
        return assert.deepEqual(await world.read(key, ring), key.key)
      } catch (error) {
        // The row was read just before its key was replaced: a reveal reads it again.
        if (!(error instanceof Error && 'code' in error && error.code === 'key_gone')) throw error
      }
    }
  }
  const running = (async () => {
    while (!stopped) {
      stored.push(await put())
      await read(stored[Math.floor(stored.length / 2)] as StoredKey)
    }
  })()
  return {
    async stop() {
      stopped = true
      await running
      return stored
    },
  }
}

test('a bucket key is renewed under traffic: all record keys open, the old key is gone, tags stay', async (t) => {
  const { world, tenant, stored } = await filled(t)
  const { bucket } = await world.keyring.openBucket(tenant)
  const tag = Buffer.from(world.keyring.searchKey(await world.keyring.openBucket(tenant), 1))
  const users = [traffic(world, tenant), traffic(world, tenant), traffic(world, tenant)]
  const seen: number[] = []
  for (let round = 0; round < 5; round++) {
    await rotateBucketKey(world.keyring, bucket, { batch: 3, onProgress: (p) => void seen.push(p.done) })
  }
  const written = (await Promise.all(users.map((u) => u.stop()))).flat()
  assert.ok(written.length > 20 && seen.length > 5)
  await allOpen(world, [...stored, ...written])
  const versions = await one<{ versions: number[] }>(
    world,
    `SELECT array_agg(version) AS versions FROM keys.bucket_key WHERE bucket = ${bucket}`,
  )
  assert.deepEqual(versions, { versions: [6] })
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
  await world.db.app.tx(async (tx) => {
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
  await assert.rejects(storeKey(slow, world.db.app.read, old, null), isBucketNotCurrent)
  slow.forgetPlaces()
  const key = await storeKey(slow, world.db.app.read, await slow.openBucket(tenant), null)
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
    stored.push(await storeKey(ring, world.db.app.read, await ring.dayBucket(tenant, due), due))
    await rotateTenantKey(world.another(), tenant, { batch: 2 })
  }
  const written = await user.stop()
  await allOpen(world, [...stored, ...written])
  const left = `SELECT count(*) AS n, min(version) AS version FROM keys.tenant_key WHERE tenant = ${tenant}`
  assert.deepEqual(await one(world, left), { n: 1, version: 5 })
  await assert.rejects(async () => await world.another().deps.tenantKey(tenant, 1), { code: 'key_gone' })
})

/** What a stranger has who kept a copy of the keystore's tables from before. */
async function backup(world: KeysWorld) {
  const { read } = world.db.owner
  const copies: string[] = []
  for (const table of ['tenant_key', 'bucket_key', 'bucket', 'record_key']) {
    await read.query({ text: `CREATE TABLE public.kept_${table} AS SELECT * FROM keys.${table}` })
    copies.push(table)
  }
  return copies
}

test('a new epoch: everything opens, the old epoch is gone with the provider, a copy from before opens nothing', async (t) => {
  const { world, tenant, stored } = await filled(t)
  await createLogSigner(world.keyring)
  const { publicKey } = await openLogSigner(world.keyring, 'log.example')
  const other = await world.tenant('second')
  const bucket = await world.keyring.openBucket(tenant)
  const erased = await world.record(bucket, null)
  await backup(world)
  await world.db.app.read.query({ text: 'DELETE FROM keys.record_key WHERE record = $1' }, [erased.record])
  const user = traffic(world, tenant)
  const rotated = await rotateEpoch(world.keyring)
  const written = await user.stop()
  assert.equal(rotated.done, rotated.total)
  assert.equal(rotated.destroyedBy, NOON)
  await allOpen(world, [...stored, ...written])
  await world.another().tenant(other.tenant)
  assert.deepEqual((await openLogSigner(world.another(), 'log.example')).publicKey, publicKey)
  const states = await world.db.owner.read.query<{ state: string; id: Buffer; ref: string }>({
    text: 'SELECT state, id, ref FROM keys.epoch ORDER BY created_at_ms, id',
  })
  assert.deepEqual(states.map((s) => s.state).sort(), ['current', 'destroyed'])
  const old = states.find((s) => s.state === 'destroyed') as (typeof states)[number]
  assert.equal(await world.provider.stateOfEpoch(old), 'gone')
  // The copy's rows are put back beside the live ones: neither its tenant keys nor its bucket keys open any more.
  const { read } = world.db.owner
  for (const text of [
    `INSERT INTO keys.tenant_key SELECT tenant, version, epoch, wrapped, 'retiring', created_at_ms FROM public.kept_tenant_key`,
    `INSERT INTO keys.bucket_key SELECT * FROM public.kept_bucket_key WHERE bucket = ${bucket.bucket}`,
  ]) {
    await read.query({ text })
  }
  await assert.rejects(async () => await world.another().deps.tenantKey(tenant, 1), {
    code: 'key_provider_refused',
  })
  await assert.rejects(async () => await world.another().bucket(bucket.bucket, 1), {
    code: 'key_provider_refused',
  })
  // Nor does the erased record's wrapped key open with any bucket key that is left.
  const [kept] = await read.query<{ wrapped: Buffer }>(
    { text: 'SELECT wrapped FROM public.kept_record_key WHERE record = $1' },
    [erased.record],
  )
  const place = { record: erased.record, group: 1, dueMs: null }
  const now = await world.another().openBucket(tenant)
  assert.throws(() => world.keyring.unwrapRecordKey(now, place, kept?.wrapped as Buffer), {
    code: 'ciphertext_invalid',
  })
})

test('a new epoch killed at every step is finished by the next call', async (t) => {
  const { world, tenant, stored } = await filled(t)
  await world.tenant('second')
  await createLogSigner(world.keyring)
  let kills = 0
  for (let n = 1; ; n++) {
    try {
      await rotateEpoch(world.another(), { ...killAfter(n), buckets: 'all' })
      break
    } catch (error) {
      assert.equal(error, killed)
      kills++
      await allOpen(world, stored)
      await openLogSigner(world.another(), 'log.example')
    }
  }
  assert.ok(kills > 5, `${kills} kills`)
  await allOpen(world, stored)
  const { read } = world.db.owner
  const rows = await read.query({
    text: `SELECT FROM keys.epoch WHERE state NOT IN ('current', 'destroyed')`,
  })
  assert.equal(rows.length, 0)
  const versions = await read.query<{ n: number }>({
    text: `SELECT count(*) AS n FROM keys.tenant_key GROUP BY tenant`,
  })
  assert.deepEqual(
    versions.map((v) => v.n),
    [1, 1],
  )
  assert.equal((await world.another().liveBuckets(tenant)).length, 6)
})

test('the provider failing while an epoch ends leaves it retiring; the next call ends it', async (t) => {
  const { world, stored } = await filled(t)
  let fail = true
  const provider = new Proxy(world.provider, {
    get(target, name) {
      const value = Reflect.get(target, name)
      if (typeof value !== 'function') return value
      return async (...args: unknown[]) => {
        const result = await value.apply(target, args)
        // Failed, but persisted: the provider did it and its answer was lost.
        if (fail && (name === 'destroyEpoch' || name === 'createEpoch'))
          throw new Error(`${String(name)} lost`)
        return result
      }
    },
  })
  await assert.rejects(rotateEpoch(world.another({ provider })), /createEpoch lost/)
  await allOpen(world, stored)
  fail = false
  await rotateEpoch(world.another({ provider }))
  fail = true
  const [ring] = [world.another({ provider })]
  const { deps } = ring
  await assert.rejects(rotateEpoch(ring), /createEpoch lost/)
  fail = false
  const creating = new Proxy(provider, {
    get: (target, name) => {
      fail = name === 'destroyEpoch'
      return Reflect.get(target, name)
    },
  })
  await assert.rejects(rotateEpoch(world.another({ provider: creating })), /destroyEpoch lost/)
  fail = false
  await rotateEpoch(world.another({ provider }))
  const rows = await deps.database.read.query<{ state: string }>({
    text: 'SELECT state FROM keys.epoch ORDER BY state',
  })
  assert.deepEqual(
    rows.map((r) => r.state),
    ['current', 'destroyed', 'destroyed'],
  )
  await allOpen(world, stored)
})

test('a record key moves between buckets and partitions with its deadline; cells would not notice', async (t) => {
  const { world, tenant } = await filled(t)
  const { keyring, db } = world
  const from = await keyring.openBucket(tenant)
  const stored = await world.record(from, null)
  const steps = [
    { to: await keyring.dayBucket(tenant, DUE), dueMs: DUE },
    { to: await keyring.dayBucket(tenant, DUE), dueMs: DUE - 1 },
    { to: await keyring.dayBucket(tenant, DUE + 40 * DAY_MS), dueMs: DUE + 40 * DAY_MS },
    { to: await keyring.heldBucket(tenant), dueMs: null },
    { to: await keyring.lawBucket(tenant, DUE), dueMs: DUE },
    { to: from, dueMs: null },
  ]
  let day = from.day
  for (const step of steps) {
    const move = { record: stored.record, group: 1, day, ...step }
    const moved = await db.app.tx((tx) => moveRecordKeys(keyring, tx, tenant, [move]))
    assert.deepEqual(moved, [{ record: stored.record, group: 1, day: step.to.day }])
    assert.deepEqual(await world.read(stored, world.another()), stored.key)
    day = step.to.day
  }
  const away = { record: stored.record, group: 9, day, to: from, dueMs: null }
  assert.deepEqual(await db.app.tx((tx) => moveRecordKeys(keyring, tx, tenant, [away])), [])
  // Putting a deadline off in the row alone makes the key unusable.
  await db.owner.read.query({ text: 'UPDATE keys.record_key SET due_ms = $2 WHERE record = $1' }, [
    stored.record,
    DUE,
  ])
  await assert.rejects(world.read(stored), { code: 'ciphertext_invalid' })
})

test('moving into a bucket that was renewed meanwhile is refused as a whole', async (t) => {
  const { world, tenant } = await filled(t)
  const slow = world.another()
  const to = await slow.openBucket(tenant)
  const stored = await world.record(await world.keyring.dayBucket(tenant, DUE), DUE)
  await rotateBucketKey(world.keyring, to.bucket)
  const day = (await world.keyring.dayBucket(tenant, DUE)).day
  const move = { record: stored.record, group: 1, day, to, dueMs: null }
  await assert.rejects(
    world.db.app.tx((tx) => moveRecordKeys(slow, tx, tenant, [move])),
    isBucketNotCurrent,
  )
  await allOpen(world, [stored])
})
