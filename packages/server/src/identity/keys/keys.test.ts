import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabase } from '../../../test/database.ts'
import { disableService } from '../services/disable-service.ts'
import { DAY_MS, identityScene, LONGEST_MS } from '../test-support/test-scene.ts'
import { createKey } from './create-key.ts'
import { listKeys } from './list-keys.ts'
import { revokeKey } from './revoke-key.ts'
import { rotateKey } from './rotate-key.ts'

const setUp = async (t: Parameters<typeof testDatabase>[0]) => {
  const db = await testDatabase(t)
  return { db, ...(await identityScene(db.app, db.owner)) }
}

test('a key is stored as its hash: the text is in no table and no entry', async (t) => {
  const { db, service, entries } = await setUp(t)
  const { id, key, keyId } = await service('label printer')
  const tables = ['identity.key', 'identity.service', 'identity.setup_link', 'audit.pending', 'audit.opening']
  for (const table of tables) {
    const rows = await db.owner.read.query<{ row: string }>({ text: `SELECT t::text AS row FROM ${table} t` })
    const text = rows.map(({ row }) => row).join('\n')
    const secret = key.slice(8)
    for (const form of [secret, Buffer.from(secret).toString('hex')]) assert.ok(!text.includes(form), table)
  }
  const made = (await entries()).find((e) => e.unmapped.event === 'key.created')
  assert.equal(made?.unmapped.detail?.key, keyId)
  assert.equal(made?.unmapped.detail?.service, id)
  assert.ok(!JSON.stringify(await entries()).includes(key.slice(4, 12)))
})

test('a key lives as long as the policy allows and no longer', async (t) => {
  const { deps, by, clock, service, generation } = await setUp(t)
  const { id } = await service('label printer')
  const now = clock.now()
  const before = await generation()
  assert.equal((await createKey(deps, by, { service: id })).expiresMs, now + LONGEST_MS)
  assert.equal((await createKey(deps, by, { service: id, expiresMs: now + 1 })).expiresMs, now + 1)
  assert.equal(await generation(), before + 2)
  for (const expiresMs of [
    now + LONGEST_MS + 1,
    now,
    now - 1,
    0,
    1.5 + now,
    Number.NaN,
    Number.POSITIVE_INFINITY,
  ]) {
    await assert.rejects(createKey(deps, by, { service: id, expiresMs }), { code: 'key_lifetime_invalid' })
  }
})

test('the application’s role cannot lengthen a key’s life, change its hash or take it away', async (t) => {
  const { db, service } = await setUp(t)
  await service('label printer')
  const tries = ['UPDATE identity.key SET expires_ms = expires_ms + 1', 'DELETE FROM identity.key']
  for (const text of [...tries, "UPDATE identity.key SET hash = decode(repeat('00', 32), 'hex')"]) {
    await assert.rejects(db.app.across.read.query({ text }), { code: 'database_error' })
  }
})

test('rotation: both keys open for the overlap, then only the new one', async (t) => {
  const { db, deps, by, clock, service, entries, authenticator, generation } = await setUp(t)
  const old = await service('label printer')
  clock.ms += 1
  const before = await generation()
  const made = await rotateKey(deps, by, { key: old.keyId, overlapMs: DAY_MS })
  assert.equal(await generation(), before + 1)
  assert.equal(made.oldEndsMs, clock.now() + DAY_MS)
  assert.equal(made.service, old.id)
  const door = authenticator()
  clock.ms += DAY_MS - 1
  await door.authenticate(old.key)
  await door.authenticate(made.key)
  clock.ms += 1
  await assert.rejects(async () => door.authenticate(old.key), { code: 'key_revoked' })
  await door.authenticate(made.key)
  const listed = await listKeys(db.app.across.read, by.tenant, clock.now(), { service: old.id })
  assert.deepEqual(
    listed.map((key) => [key.id, key.state, key.replaces]),
    [
      [old.keyId, 'revoked', undefined],
      [made.id, 'live', old.keyId],
    ],
  )
  const entry = (await entries()).find((e) => e.unmapped.event === 'key.rotated')
  assert.equal(entry?.unmapped.detail?.replaces, old.keyId)
})

test('an overlap never lengthens the old key’s life', async (t) => {
  const { deps, by, clock, service } = await setUp(t)
  const { id } = await service('label printer')
  const short = await createKey(deps, by, { service: id, expiresMs: clock.now() + 1000 })
  const made = await rotateKey(deps, by, { key: short.id, overlapMs: DAY_MS })
  assert.equal(made.oldEndsMs, short.expiresMs)
  for (const overlapMs of [-1, 31 * DAY_MS, 0.5, Number.NaN]) {
    await assert.rejects(rotateKey(deps, by, { key: made.id, overlapMs }), { code: 'key_lifetime_invalid' })
  }
})

test('of two rotations of one key at the same moment one wins', async (t) => {
  const { db, deps, by, clock, service } = await setUp(t)
  const { id, keyId } = await service('label printer')
  const done = await Promise.allSettled([1, 2, 3, 4].map(() => rotateKey(deps, by, { key: keyId })))
  assert.equal(done.filter((d) => d.status === 'fulfilled').length, 1)
  for (const d of done) if (d.status === 'rejected') assert.equal(d.reason.code, 'key_not_live')
  assert.equal((await listKeys(db.app.across.read, by.tenant, clock.now(), { service: id })).length, 2)
  await assert.rejects(rotateKey(deps, by, { key: keyId }), { code: 'key_not_live' })
})

test('revoking ends a key at once, also in the middle of an overlap, and only once', async (t) => {
  const { deps, by, clock, service, entries, generation, authenticator } = await setUp(t)
  const old = await service('label printer')
  const made = await rotateKey(deps, by, { key: old.keyId, overlapMs: DAY_MS })
  const before = await generation()
  const revoked = await revokeKey(deps, by, old.keyId)
  assert.equal(revoked.revokedMs, clock.now())
  assert.equal(await generation(), before + 1)
  clock.ms += 5
  assert.deepEqual(await revokeKey(deps, by, old.keyId), revoked)
  assert.equal(await generation(), before + 1)
  assert.equal((await entries()).filter((e) => e.unmapped.event === 'key.revoked').length, 1)
  const door = authenticator()
  await assert.rejects(async () => door.authenticate(old.key), { code: 'key_revoked' })
  await door.authenticate(made.key)
  await revokeKey(deps, by, made.id)
  await assert.rejects(rotateKey(deps, by, { key: made.id }), { code: 'key_not_live' })
})

test('a key made while its service is being disabled does not survive it', async (t) => {
  const { db, deps, by, clock, service } = await setUp(t)
  for (let i = 0; i < 8; i++) {
    const { id } = await service(`label printer ${i}`)
    await Promise.allSettled([createKey(deps, by, { service: id }), disableService(deps, by, id)])
    for (const key of await listKeys(db.app.across.read, by.tenant, clock.now(), { service: id })) {
      assert.equal(key.state, 'revoked')
      assert.notEqual(key.revokedMs, undefined)
    }
  }
})

test('another tenant’s keys do not exist', async (t) => {
  const { deps, elsewhere, service } = await setUp(t)
  const { keyId } = await service('label printer')
  await assert.rejects(revokeKey(deps, elsewhere, keyId), { code: 'key_not_found' })
  await assert.rejects(rotateKey(deps, elsewhere, { key: keyId }), { code: 'key_not_found' })
  await assert.rejects(revokeKey(deps, elsewhere, 'key_zz'), { code: 'malformed_id' })
})
