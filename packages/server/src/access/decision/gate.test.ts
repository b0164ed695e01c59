import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabase } from '../../../test/database.ts'
import { revokeKey } from '../../identity/index.ts'
import { createGrant } from '../grants/create-grant.ts'
import { revokeGrant } from '../grants/revoke-grant.ts'
import { accessScene } from '../test-support/test-scene.ts'
import { gate } from './gate.ts'

const setUp = async (t: Parameters<typeof testDatabase>[0]) => {
  const db = await testDatabase(t)
  const scene = await accessScene(db.app, db.owner)
  const reader = await scene.service('log reader')
  const pass = (action: string) =>
    gate({ ...scene.deps, authorities: scene.authorities }, reader.caller, action, 'op')
  return { db, ...scene, reader, pass }
}

test('the gate lets pass what is granted, and writes an entry of what is not', async (t) => {
  const { deps, by, reader, pass, entries } = await setUp(t)
  await assert.rejects(pass('read-log'), {
    code: 'action_denied',
    status: 403,
    extra: { clause: 'A24', reason: 'no_grant_to_read_log' },
  })
  await createGrant(deps, by, { principal: reader.id, action: 'read-log' })
  await pass('read-log')
  await assert.rejects(pass('manage'), { code: 'action_denied' })
  const refused = await entries('action.refused')
  assert.equal(refused.length, 2)
  const [entry] = refused.filter((e) => e.unmapped.detail?.action === 'manage')
  assert.equal(entry?.status_id, 2)
  assert.equal(entry?.actor.user.uid, reader.id)
  assert.deepEqual(entry?.unmapped.detail, {
    action: 'manage',
    operation: 'op',
    clause: 'A2',
    reason: 'no_grant_to_manage',
  })
})

test('a grant, then a key, revoked at another server close it at once', async (t) => {
  const { deps, identity, by, reader, pass } = await setUp(t)
  const { id } = await createGrant(deps, by, { principal: reader.id, action: 'read-log' })
  await pass('read-log')
  await revokeGrant(deps, by, id)
  await assert.rejects(pass('read-log'), { code: 'action_denied' })
  await createGrant(deps, by, { principal: reader.id, action: 'read-log' })
  await pass('read-log')
  await revokeKey(identity, by, reader.keyId)
  await assert.rejects(pass('read-log'), { code: 'key_revoked', status: 401 })
})

test('a grant on a collection, or an action nobody declared, opens no gate', async (t) => {
  const { deps, by, reader, pass } = await setUp(t)
  await createGrant(deps, by, { principal: reader.id, action: 'read-metadata', collection: 'orders' })
  for (const action of ['read-metadata', 'everything', 'toString', '']) {
    await assert.rejects(pass(action), { code: 'action_denied' })
  }
})

test('the operator passes no gate: what it may do it does on the data directory', async (t) => {
  const { deps, authorities, by } = await setUp(t)
  await assert.rejects(gate({ ...deps, authorities }, by, 'manage'), { code: 'action_denied' })
})
