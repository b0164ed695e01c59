import assert from 'node:assert/strict'
import { test } from 'node:test'
import { open } from '../crypto/aead.ts'
import { currentEpoch } from '../epochs.ts'
import { bucketKeyAad } from '../keyring/wraps.ts'
import { createLogSigner, openLogSigner } from '../log-signer.ts'
import { type KeysWorld, NOON } from '../test-support/keys-world.ts'
import { allOpen, filled, killAfter, killed, traffic } from '../test-support/renewals.ts'
import { rotateEpoch } from './rotate-epoch.ts'

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
  await world.db.app.across.read.query({ text: 'DELETE FROM keys.record_key WHERE record = $1' }, [
    erased.record,
  ])
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
  // The tenant key of today does not open a bucket key of then, whatever it is told.
  const [bucketThen] = await read.query<{ wrapped: Buffer }>({
    text: `SELECT wrapped FROM public.kept_bucket_key WHERE bucket = ${bucket.bucket}`,
  })
  const then = { environment: 'test', tenant, tenantVersion: 1, bucket: bucket.bucket, day: -1, version: 1 }
  const today = await world.another().deps.tenantKey(tenant, 2)
  assert.throws(() => open(today.key.now, bucketThen?.wrapped as Buffer, bucketKeyAad(then)), {
    code: 'ciphertext_invalid',
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
  for (; kills < 200; ) {
    try {
      await rotateEpoch(world.another(), { ...killAfter(1), buckets: 'all' })
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

test('an epoch that something still needs is not destroyed', async (t) => {
  const { world } = await filled(t)
  const { read } = world.db.owner
  const old = await currentEpoch(read)
  // As if a writer had got past the lock on the epoch: a secret under the old one appears after the secrets' turn.
  const late = async () => {
    const left = await read.query({ text: 'SELECT FROM keys.secret WHERE epoch = $1' }, [old.id])
    if (left.length > 0) return
    await read.query(
      {
        text: `INSERT INTO keys.secret (tenant, name, epoch, wrapped, created_at_ms) VALUES (0, 'late', $1, $2, 0)`,
      },
      [old.id, Buffer.alloc(60, 1)],
    )
  }
  await assert.rejects(rotateEpoch(world.keyring, { onProgress: late }), { code: 'keys_busy' })
  assert.equal(await world.provider.stateOfEpoch(old), 'usable')
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
  const rows = await deps.database.across.read.query<{ state: string }>({
    text: 'SELECT state FROM keys.epoch ORDER BY state',
  })
  assert.deepEqual(
    rows.map((r) => r.state),
    ['current', 'destroyed', 'destroyed'],
  )
  await allOpen(world, stored)
})
