import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { DAY_MS } from '../days.ts'
import { KeyCache } from '../keyring/key-cache.ts'
import { keysWorld, NOON, testClock } from '../test-support/keys-world.ts'
import { startKmsServer } from '../test-support/kms-server.ts'
import { AwsKmsProvider } from './aws-kms-provider.ts'

const DUE = NOON + 30 * DAY_MS
const LIFETIME = 5 * 60_000
const unavailable = { code: 'key_provider_unavailable' }

async function made(t: TestContext) {
  const kms = await startKmsServer()
  const { endpoint, region, credentials } = kms
  const provider = new AwsKmsProvider({ endpoint, region, credentials, timeoutMs: 500, attempts: 1 })
  t.after(() => {
    provider.close()
    return kms.close()
  })
  const world = await keysWorld(t, provider)
  const { tenant } = await world.tenant('shop')
  const bucket = await world.keyring.dayBucket(tenant, DUE)
  const stored = await world.record(bucket, DUE)
  const decrypts = () => kms.calls.filter((c) => c.operation === 'Decrypt').length
  return { kms, world, tenant, stored, decrypts, opened: world.clock.now() }
}

test('a provider that is gone: keys in hand serve until their time is over, then nothing opens, and it heals by itself', async (t) => {
  const { kms, world, stored, tenant, opened } = await made(t)
  kms.mode = 'down'
  world.clock.ms = opened + LIFETIME - 1
  assert.deepEqual(await world.read(stored), stored.key)
  world.clock.ms = opened + LIFETIME
  await assert.rejects(world.read(stored), unavailable)
  await assert.rejects(async () => await world.keyring.tenant(tenant), unavailable)
  world.clock.ms += 60_000
  await assert.rejects(world.read(stored), unavailable)
  kms.mode = 'well'
  world.clock.ms += 6_000
  assert.deepEqual(await world.read(stored), stored.key)
})

test('while it is gone, many requests make few calls', async (t) => {
  const { kms, world, stored, decrypts, opened } = await made(t)
  kms.mode = 'down'
  world.clock.ms = opened + LIFETIME
  const before = decrypts()
  for (let round = 0; round < 20; round++) {
    const all = await Promise.allSettled(Array.from({ length: 10 }, () => world.read(stored)))
    for (const one of all)
      assert.equal(one.status === 'rejected' && one.reason.code, 'key_provider_unavailable')
    world.clock.ms += 100
  }
  assert.ok(decrypts() - before <= 6, `${decrypts() - before} calls in two seconds`)
  assert.ok(decrypts() - before >= 2, 'it is tried again')
})

test('a cold start asks the provider once a tenant, however many requests there are', async (t) => {
  const { world, stored, decrypts } = await made(t)
  const cold = world.another()
  const before = decrypts()
  const keys = await Promise.all(Array.from({ length: 50 }, () => world.read(stored, cold)))
  for (const key of keys) assert.deepEqual(key, stored.key)
  assert.equal(decrypts() - before, 1)
})

test('keys are renewed before their time is over, so that a short absence is not noticed', async (t) => {
  const { kms, world, stored, decrypts, opened } = await made(t)
  const before = decrypts()
  for (const part of [0.6, 0.7, 0.8, 0.9]) {
    world.clock.ms = opened + LIFETIME * part
    await world.read(stored)
    await sleep(50)
  }
  assert.equal(decrypts() - before, 1)
  kms.mode = 'down'
  world.clock.ms = opened + LIFETIME * 1.3
  assert.deepEqual(await world.read(stored), stored.key)
})

test('a slow provider holds nobody longer than its time-out', async (t) => {
  const { kms, world, stored, opened } = await made(t)
  kms.mode = 'slow'
  world.clock.ms = opened + LIFETIME
  await assert.rejects(world.read(stored), unavailable)
})

test('keys that leave the cache are wiped: after a grace, by number, and at the end; a clock set back does not keep them', () => {
  const clock = testClock()
  const cache = new KeyCache<{ expiresAt: number; bytes: Buffer; wipe(): void }>({ clock, max: 2 })
  const make = () => {
    const bytes = Buffer.alloc(32, 1)
    return { expiresAt: clock.ms + 1000, bytes, wipe: () => void bytes.fill(0) }
  }
  const wiped = (v: { bytes: Buffer }) => v.bytes.every((b) => b === 0)
  const [a, b, c] = [make(), make(), make()]
  cache.put('a', a)
  cache.put('b', b)
  assert.equal(cache.peek('a'), a)
  cache.put('c', c)
  assert.equal(cache.size, 2)
  assert.equal(cache.peek('b'), undefined, 'the least recently used one goes')
  cache.sweep()
  assert.equal(wiped(b), false, 'whoever has it in hand may finish')
  clock.ms += 30_000
  cache.sweep()
  assert.ok(wiped(b))
  assert.equal(cache.peek('a'), undefined)
  clock.ms -= 3_600_000
  cache.sweep()
  assert.ok(wiped(a) && wiped(c))
  const d = make()
  cache.put('d', d)
  clock.ms -= 10
  assert.equal(cache.peek('d'), undefined, 'a clock set back does not prolong a key')
  cache.put('e', make())
  cache.clear()
  assert.ok(wiped(d))
})

test('a key held too long is an error, never a key of zeros', async (t) => {
  const { world, tenant } = await made(t)
  const bucket = await world.keyring.dayBucket(tenant, DUE)
  world.keyring.close()
  await assert.rejects(world.record(bucket, DUE), { code: 'held_key_expired' })
  assert.throws(() => world.keyring.searchKey(bucket, 1), { code: 'held_key_expired' })
})
