import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabase } from '../../../test/database.ts'
import { createKey, disableService, revokeKey, rotateKey } from '../../identity/index.ts'
import { createGrant } from '../grants/create-grant.ts'
import { revokeGrant } from '../grants/revoke-grant.ts'
import { accessScene } from '../test-support/test-scene.ts'

const setUp = async (t: Parameters<typeof testDatabase>[0]) => {
  const db = await testDatabase(t)
  const scene = await accessScene(db.app, db.owner)
  const printer = await scene.service('label printer')
  const grant = await createGrant(scene.deps, scene.by, {
    principal: printer.id,
    action: 'reveal',
    collection: 'orders',
    fields: ['name'],
    purpose: 'fulfilment',
  })
  const question = {
    collection: 'orders',
    action: 'reveal' as const,
    fields: ['name'],
    purpose: 'fulfilment',
    atMs: scene.clock.now(),
  }
  // What a statement that acts on a decision does: compare the generation it was made under.
  const stands = async (generation: number) => {
    const text = 'SELECT generation = $2 AS same FROM access.authority WHERE tenant = $1'
    const [row] = await db.app.across.read.query<{ same: boolean }>({ text }, [scene.by.tenant, generation])
    return row?.same === true
  }
  return { db, ...scene, printer, grant, question, stands }
}

test('an authority is read once and remembered as long as nothing changes', async (t) => {
  const { authorities, printer, question, grant, stands, deps } = await setUp(t)
  assert.equal(authorities.peek(printer.caller), undefined)
  const authority = await authorities.load(printer.caller)
  assert.equal(authorities.peek(printer.caller), authority)
  assert.equal(await authorities.load(printer.caller), authority)
  const { model } = await deps.policy.load()
  assert.deepEqual(authorities.decide(question, authority, model), { allow: true, grant: grant.id })
  assert.ok(await stands(authority.generation))
  assert.ok(await authorities.fresh(printer.caller.tenant, authority.generation))
})

test('a grant revoked at another server: the generation differs, and reload no longer allows', async (t) => {
  const { authorities, printer, question, grant, stands, deps, by } = await setUp(t)
  const before = await authorities.load(printer.caller)
  await revokeGrant(deps, by, grant.id)
  assert.equal(await stands(before.generation), false)
  assert.equal(await authorities.fresh(by.tenant, before.generation), false)
  const after = await authorities.reload(printer.caller)
  assert.ok(await stands(after.generation))
  const verdict = authorities.decide(question, after, (await deps.policy.load()).model)
  assert.equal(verdict.allow || verdict.code, 'no_grant')
  assert.equal(authorities.peek(printer.caller), after)
})

test('a key revoked at another server: the generation differs, and neither reload nor load hands anything out', async (t) => {
  const { authorities, identity, printer, stands, by } = await setUp(t)
  const before = await authorities.load(printer.caller)
  await revokeKey(identity, by, printer.keyId)
  assert.equal(await stands(before.generation), false)
  await assert.rejects(authorities.reload(printer.caller), { code: 'key_revoked', status: 401 })
  assert.equal(authorities.peek(printer.caller), undefined)
  await assert.rejects(authorities.load(printer.caller), { code: 'key_revoked' })
})

test('a service’s other key stays good when one is revoked, and does not vouch for it', async (t) => {
  const { authorities, identity, authenticator, printer, by } = await setUp(t)
  const { key } = await createKey(identity, by, { service: printer.id })
  const second = (await authenticator.authenticate(key)).caller
  await authorities.load(printer.caller)
  await revokeKey(identity, by, printer.keyId)
  const authority = await authorities.reload(second)
  assert.equal(authorities.peek(second), authority)
  assert.equal(authorities.peek(printer.caller), undefined)
  await assert.rejects(authorities.load(printer.caller), { code: 'key_revoked' })
})

test('a disabled service gets nothing', async (t) => {
  const { authorities, identity, printer, stands, by } = await setUp(t)
  const before = await authorities.load(printer.caller)
  await disableService(identity, by, printer.id)
  assert.equal(await stands(before.generation), false)
  await assert.rejects(authorities.reload(printer.caller), { code: 'key_revoked' })
})

test('a key that ends while it is remembered ends at that millisecond, an overlap’s too', async (t) => {
  const { authorities, identity, printer, clock, by } = await setUp(t)
  await authorities.load(printer.caller)
  const { oldEndsMs } = await rotateKey(identity, by, { key: printer.keyId, overlapMs: 5000 })
  await authorities.reload(printer.caller)
  clock.ms = oldEndsMs - 1
  assert.notEqual(authorities.peek(printer.caller), undefined)
  clock.ms = oldEndsMs
  assert.equal(authorities.peek(printer.caller), undefined)
  await assert.rejects(authorities.load(printer.caller), { code: 'key_revoked' })
})

test('a caller without its credential is handed nothing, though its principal is remembered', async (t) => {
  const { authorities, printer } = await setUp(t)
  await authorities.load(printer.caller)
  const { credential: _, ...bare } = printer.caller
  assert.equal(authorities.peek(bare), undefined)
  await assert.rejects(authorities.load(bare), { code: 'key_missing' })
})

test('tenants and services do not share authorities, and a change in one tenant leaves the other’s generation', async (t) => {
  const { authorities, printer, service, deps, by, elsewhere, question } = await setUp(t)
  await authorities.load(printer.caller)
  const there = await service('label printer', elsewhere)
  const other = await service('stock counter')
  const { model } = await deps.policy.load()
  for (const { caller } of [there, other]) {
    const verdict = authorities.decide(question, await authorities.load(caller), model)
    assert.equal(verdict.allow || verdict.code, 'no_grant')
  }
  const before = (await authorities.load(there.caller)).generation
  await createGrant(deps, by, { principal: other.id, action: 'read-log' })
  assert.ok(await authorities.fresh(elsewhere.tenant, before))
})

test('in a tenant where nothing was ever granted a generation exists for statements to compare', async (t) => {
  const { authorities, db, elsewhere } = await setUp(t)
  await db.owner.read.query({ text: 'DELETE FROM access.authority WHERE tenant = $1' }, [elsewhere.tenant])
  const authority = await authorities.load(elsewhere)
  assert.ok(await authorities.fresh(elsewhere.tenant, authority.generation))
})

test('reload never answers with a read that began before it was asked', async (t) => {
  const { authorities, printer, stands, deps, by } = await setUp(t)
  for (let i = 0; i < 10; i++) {
    const early = [authorities.reload(printer.caller), authorities.reload(printer.caller)]
    await createGrant(deps, by, { principal: printer.id, action: 'read-log' })
    const after = await Promise.all([1, 2, 3].map(() => authorities.reload(printer.caller)))
    for (const authority of after) assert.ok(await stands(authority.generation))
    await Promise.all(early)
  }
})

test('a remembered authority judges a grant’s bounds at the instant asked about', async (t) => {
  const { authorities, printer, grant, question, deps } = await setUp(t)
  const { model } = await deps.policy.load()
  const authority = await authorities.load(printer.caller)
  const at = (atMs: number) => authorities.decide({ ...question, atMs }, authority, model).allow
  assert.deepEqual([at(grant.untilMs - 1), at(grant.untilMs), at(grant.fromMs - 1)], [true, false, false])
})
