import assert from 'node:assert/strict'
import { test } from 'node:test'
import { around } from '../../../test/around.ts'
import { testDatabase } from '../../../test/database.ts'
import type { Database, Statements } from '../../platform/db.ts'
import { disableService } from '../services/disable-service.ts'
import { identityScene } from '../test-support/test-scene.ts'
import { createKey } from './create-key.ts'
import { listKeys } from './list-keys.ts'
import { revokeKey } from './revoke-key.ts'
import { newServiceKey } from './service-key.ts'

const setUp = async (t: Parameters<typeof testDatabase>[0]) => {
  const db = await testDatabase(t)
  return { db, ...(await identityScene(db.app, db.owner)) }
}

/** Counts the statements that a database is asked. */
function counting(database: Database): { database: Database; count(): number } {
  let count = 0
  const counted = (on: Statements): Statements => ({
    ...on,
    read: {
      query(q, values) {
        count++
        return on.read.query(q, values)
      },
    },
  })
  return { database: around(database, counted), count: () => count }
}

test('a key tells who calls: tenant, service and the key itself', async (t) => {
  const { by, elsewhere, service, authenticator, clock } = await setUp(t)
  const here = await service('label printer')
  const there = await service('label printer', elsewhere)
  const door = authenticator()
  const { caller, keyId, expiresMs } = await door.authenticate(here.key)
  assert.equal(caller.tenant, by.tenant)
  assert.equal(caller.tenantId, by.tenantId)
  assert.equal(caller.principalId, here.id)
  assert.equal(`svc_${caller.principal.toString('hex')}`, here.id)
  assert.equal(caller.kind, 'service')
  assert.equal(keyId, here.keyId)
  assert.ok(expiresMs > clock.now())
  assert.equal((await door.authenticate(there.key)).caller.tenant, elsewhere.tenant)
})

test('no key, no key’s form, a key nobody has', async (t) => {
  const { authenticator, service } = await setUp(t)
  const { key } = await service('label printer')
  const door = authenticator()
  const attempt = (text: string | undefined) => async () => door.authenticate(text)
  await assert.rejects(attempt(undefined), { code: 'key_missing', status: 401 })
  await assert.rejects(attempt(''), { code: 'key_malformed', status: 401 })
  await assert.rejects(attempt(key.slice(0, -1)), { code: 'key_malformed', status: 401 })
  await assert.rejects(attempt(newServiceKey().text), { code: 'key_unknown', status: 401 })
})

test('a key opens until its last millisecond, remembered or not', async (t) => {
  const { deps, by, clock, service, authenticator } = await setUp(t)
  const { id } = await service('label printer')
  const { key, expiresMs } = await createKey(deps, by, { service: id, expiresMs: clock.now() + 1000 })
  const door = authenticator()
  await door.authenticate(key)
  clock.ms = expiresMs - 1
  await door.authenticate(key)
  clock.ms = expiresMs
  for (const which of [door, authenticator()]) {
    await assert.rejects(async () => which.authenticate(key), { code: 'key_expired', status: 401 })
  }
})

test('a revoked key opens nothing at a server that never saw it, and nothing after recheck at one that did', async (t) => {
  const { deps, by, service, authenticator } = await setUp(t)
  const { key, keyId } = await service('label printer')
  const door = authenticator()
  const { caller, expiresMs } = await door.authenticate(key)
  assert.equal(await door.recheck(caller), expiresMs)
  await revokeKey(deps, by, keyId)
  await assert.rejects(async () => authenticator().authenticate(key), { code: 'key_revoked' })
  await assert.rejects(door.recheck(caller), { code: 'key_revoked' })
  await assert.rejects(async () => door.authenticate(key), { code: 'key_revoked' })
})

test('a disabled service’s keys open nothing, even one that was left live', async (t) => {
  const { db, deps, by, service, authenticator } = await setUp(t)
  const { id, key } = await service('label printer')
  const door = authenticator()
  const { caller } = await door.authenticate(key)
  await disableService(deps, by, id)
  await db.owner.read.query({ text: 'UPDATE identity.key SET revoked_ms = NULL, revoked_by = NULL' })
  await assert.rejects(door.recheck(caller), { code: 'key_revoked' })
  await assert.rejects(async () => authenticator().authenticate(key), { code: 'key_revoked' })
})

test('a destroyed tenant’s keys are nobody’s', async (t) => {
  const { db, by, service, authenticator } = await setUp(t)
  const { key } = await service('label printer')
  await db.owner.read.query(
    { text: "UPDATE keys.tenant SET state = 'destroyed', destroyed_at_ms = 1 WHERE tenant = $1" },
    [by.tenant],
  )
  await assert.rejects(async () => authenticator().authenticate(key), { code: 'key_unknown' })
})

test('a service caller that carries no credential is refused when asked again', async (t) => {
  const { by, service, authenticator } = await setUp(t)
  const { key } = await service('label printer')
  const door = authenticator()
  const { credential: _, ...bare } = (await door.authenticate(key)).caller
  await assert.rejects(door.recheck(bare), { code: 'key_missing' })
  assert.equal(await door.recheck(by), Number.POSITIVE_INFINITY)
})

test('look-ups are remembered for a while, shared while they run, and asked again after', async (t) => {
  const { db, service, authenticator } = await setUp(t)
  const { key } = await service('label printer')
  const counted = counting(db.app)
  let elapsed = 0
  const door = authenticator({ database: counted.database, ttlMs: 1000, elapsed: () => elapsed })
  await Promise.all([1, 2, 3, 4].map(() => door.authenticate(key)))
  assert.equal(counted.count(), 1)
  elapsed = 999
  await door.authenticate(key)
  assert.equal(counted.count(), 1)
  elapsed = 1000
  await door.authenticate(key)
  assert.equal(counted.count(), 2)
})

test('a flood of unknown keys takes few statements, bounded memory, and drives no good key out', async (t) => {
  const { db, service, authenticator } = await setUp(t)
  const { key } = await service('label printer')
  const counted = counting(db.app)
  const door = authenticator({ database: counted.database, remembered: 8 })
  await door.authenticate(key)
  const flood = Array.from({ length: 1000 }, () => newServiceKey().text)
  const answers = await Promise.allSettled(flood.map(async (text) => door.authenticate(text)))
  for (const answer of answers)
    assert.equal(answer.status === 'rejected' && answer.reason.code, 'key_unknown')
  const during = counted.count()
  assert.ok(during <= 12, `${during} statements`)
  await door.authenticate(key)
  await assert.rejects(async () => door.authenticate(flood.at(-1)), { code: 'key_unknown' })
  assert.equal(counted.count(), during)
  const more = Array.from({ length: 2200 }, () => newServiceKey().text)
  const codes = (await Promise.allSettled(more.map(async (text) => door.authenticate(text)))).map(
    (answer) => answer.status === 'rejected' && answer.reason.code,
  )
  assert.deepEqual([...new Set(codes)].sort(), ['key_unknown', 'overloaded'])
})

test('the day of last use is written down, to within ten minutes, without an entry', async (t) => {
  const { db, by, clock, service, authenticator, entries } = await setUp(t)
  const { key } = await service('label printer')
  const before = (await entries()).length
  const lastUsed = async () => (await listKeys(db.app.across.read, by.tenant, clock.now()))[0]?.lastUsedMs
  let elapsed = 0
  const door = authenticator({ elapsed: () => elapsed })
  const use = async () => {
    elapsed += 10_000
    await door.authenticate(key)
    await door.flushUses()
  }
  assert.equal(await lastUsed(), undefined)
  await use()
  const first = clock.now()
  assert.equal(await lastUsed(), first)
  clock.ms += 599_999
  await use()
  assert.equal(await lastUsed(), first)
  clock.ms += 1
  await use()
  assert.equal(await lastUsed(), first + 600_000)
  assert.equal((await entries()).length, before)
})
