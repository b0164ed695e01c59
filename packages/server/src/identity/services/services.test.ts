import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabase } from '../../../test/database.ts'
import { createKey } from '../keys/create-key.ts'
import { listKeys } from '../keys/list-keys.ts'
import { identityScene } from '../test-support/test-scene.ts'
import { createService } from './create-service.ts'
import { disableService } from './disable-service.ts'
import { listServices } from './list-services.ts'

const setUp = async (t: Parameters<typeof testDatabase>[0]) => {
  const db = await testDatabase(t)
  return { db, ...(await identityScene(db.app, db.owner)) }
}

test('a service is made with its entry, and the tenant’s authority moves on', async (t) => {
  const { db, deps, by, clock, entries, generation } = await setUp(t)
  const before = await generation()
  const made = await createService(deps, by, { name: 'label printer' })
  assert.equal(await generation(), before + 1)
  const entry = (await entries()).find((e) => e.unmapped.event === 'service.created')
  assert.deepEqual(entry?.unmapped.detail, { service: made.id, owner: 'operator' })
  assert.equal(entry?.actor.user.uid, 'operator')
  assert.equal(entry?.metadata.tenant_uid, by.tenantId)
  assert.deepEqual(Object.keys(entry?.unmapped.commitments ?? {}), ['name'])
  assert.ok(!JSON.stringify(entry).includes('label printer'))
  assert.deepEqual(await listServices(db.app.across.read, by.tenant, clock.now()), [
    {
      id: made.id,
      name: 'label printer',
      owner: 'operator',
      createdMs: clock.now(),
      disabledMs: undefined,
      liveKeys: 0,
      lastUsedMs: undefined,
    },
  ])
})

test('a name that counts as the same is taken, even by a disabled service; another tenant may use it', async (t) => {
  const { deps, by, elsewhere, entries } = await setUp(t)
  const { id } = await createService(deps, by, { name: 'Label Printer' })
  await disableService(deps, by, id)
  const again = createService(deps, by, { name: 'label-printer' })
  await assert.rejects(again, { code: 'service_name_taken' })
  await createService(deps, elsewhere, { name: 'label-printer' })
  const made = (await entries()).filter((e) => e.unmapped.event === 'service.created')
  assert.equal(made.length, 2)
})

test('a refused name leaves neither service nor entry', async (t) => {
  const { db, deps, by, clock, entries, generation } = await setUp(t)
  for (const name of ['admin', '管理者', 'a\u202eb', 'taro@example.com']) {
    await assert.rejects(createService(deps, by, { name }), { status: 422 })
  }
  assert.deepEqual(await listServices(db.app.across.read, by.tenant, clock.now()), [])
  assert.deepEqual(await entries(), [])
  assert.equal(await generation(), 0)
})

test('disabling ends a service and all its keys, once, with one entry', async (t) => {
  const { db, deps, by, clock, service, entries, generation } = await setUp(t)
  const { id, keyId } = await service('label printer')
  await createKey(deps, by, { service: id })
  clock.ms += 1000
  const before = await generation()
  const done = await disableService(deps, by, id)
  assert.deepEqual(done, { id, disabledMs: clock.now(), keysRevoked: 2 })
  assert.equal(await generation(), before + 1)
  clock.ms += 1000
  assert.deepEqual(await disableService(deps, by, id), { ...done, keysRevoked: 0 })
  assert.equal(await generation(), before + 1)
  const keys = await listKeys(db.app.across.read, by.tenant, clock.now(), { service: id })
  assert.deepEqual(
    keys.map((key) => key.state),
    ['revoked', 'revoked'],
  )
  assert.ok(keys.some((key) => key.id === keyId))
  assert.equal((await entries()).filter((e) => e.unmapped.event === 'service.disabled').length, 1)
  await assert.rejects(createKey(deps, by, { service: id }), { code: 'service_disabled' })
})

test('another tenant’s services do not exist', async (t) => {
  const { db, deps, elsewhere, clock, service } = await setUp(t)
  const { id, keyId } = await service('label printer')
  await assert.rejects(disableService(deps, elsewhere, id), { code: 'service_not_found' })
  await assert.rejects(createKey(deps, elsewhere, { service: id }), { code: 'service_not_found' })
  assert.deepEqual(await listServices(db.app.across.read, elsewhere.tenant, clock.now()), [])
  assert.deepEqual(await listKeys(db.app.across.read, elsewhere.tenant, clock.now(), { service: id }), [])
  assert.ok(keyId)
})

test('pages follow each other without loss', async (t) => {
  const { db, deps, by, clock } = await setUp(t)
  for (let i = 0; i < 5; i++) {
    clock.ms += 1
    await createService(deps, by, { name: `label printer ${i}` })
  }
  const first = await listServices(db.app.across.read, by.tenant, clock.now(), { limit: 3 })
  const rest = await listServices(db.app.across.read, by.tenant, clock.now(), {
    after: first.at(-1)?.id,
    limit: 3,
  })
  const names = [...first, ...rest].map((s) => s.name)
  assert.deepEqual(
    names,
    [0, 1, 2, 3, 4].map((i) => `label printer ${i}`),
  )
})

test('the application’s role cannot take a service away, rename it or bring it back by another door', async (t) => {
  const { db, by, service } = await setUp(t)
  await service('label printer')
  for (const text of [
    'DELETE FROM identity.service',
    "UPDATE identity.service SET name = 'other'",
    'TRUNCATE identity.key',
  ]) {
    await assert.rejects(db.app.across.read.query({ text }), { code: 'database_error' })
  }
  assert.ok(by)
})
