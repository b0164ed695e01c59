import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabase } from '../../../test/database.ts'
import { createService } from '../../identity/index.ts'
import type { Caller } from '../../platform/route.ts'
import { bumpAuthority } from '../authority/generation.ts'
import { createGrant } from '../grants/create-grant.ts'
import { createRequest } from '../requests/create-request.ts'
import { addAssignment } from '../roles/assign-role.ts'
import { testPerson } from '../test-support/test-people.ts'
import { accessScene } from '../test-support/test-scene.ts'

const setUp = async (t: Parameters<typeof testDatabase>[0]) => {
  const db = await testDatabase(t)
  const scene = await accessScene(db.app, db.owner)
  const first = await testPerson(db.owner, scene.by, 'first', scene.clock.now())
  const assign = (principal: string, role: string) =>
    scene.requests.writer.across(async (tx, entries) => {
      await addAssignment(tx, entries, scene.deps, scene.by, { principal, role }, { requestedBy: 'operator' })
      await bumpAuthority(tx, scene.by.tenant)
    })
  // As the set-up link does it: marked as the bootstrap, approved by nobody.
  for (const role of ['administrator', 'access-owner']) await assign(first.id, role)
  const printer = await scene.service('label printer')
  const ask = (principal = printer.id, by: Caller = first.caller) =>
    createRequest(scene.requests, by, { kind: 'grant', payload: { principal, action: 'read-log' } })
  return { db, ...scene, first, printer, assign, ask }
}

test('who is there alone goes on alone, and it shows', async (t) => {
  const { db, ask, identity, first } = await setUp(t)
  assert.equal((await ask()).state, 'approved')
  const own = await createService(identity, first.caller, { name: 'release helper' })
  assert.equal((await ask(own.id)).state, 'approved')
  const grants = await db.owner.read.query({ text: 'SELECT approved_by FROM access.grant' })
  assert.deepEqual(grants, [{ approved_by: null }, { approved_by: null }])
  const requests = await db.owner.read.query({
    text: 'SELECT state, decided_by, bootstrap FROM access.request',
  })
  assert.deepEqual(requests[0], { state: 'approved', decided_by: null, bootstrap: true })
  await assert.rejects(ask(first.id), { code: 'grant_to_self' })
})

test('it is over once another person who can approve has come, and suspending them does not bring it back', async (t) => {
  const { db, ask, by, first, assign, clock } = await setUp(t)
  const invited = await testPerson(db.owner, by, 'second', clock.now())
  const set = (state: string) =>
    db.owner.read.query(
      {
        text: `UPDATE identity.person SET state = $2, suspended_ms = 1, suspended_by = 'operator' WHERE id = $1`,
      },
      [invited.caller.principal, state],
    )
  await set('invited')
  await assign(invited.id, 'access-owner')
  assert.equal((await ask()).state, 'approved', 'who was invited and has not come approves nothing')
  await set('active')
  assert.equal((await ask()).state, 'open')
  await set('suspended')
  assert.equal((await ask()).state, 'open')
  assert.equal(first.id.startsWith('per_'), true)
})

test('a service asks another human than the first administrator, whose approval it waits for', async (t) => {
  const { ask, deps, by, service } = await setUp(t)
  const manager = await service('shop administration')
  await createGrant(deps, by, { principal: manager.id, action: 'manage' })
  assert.equal((await ask(undefined, manager.caller)).state, 'open')
})

test('without any person services go on as the operator set them up', async (t) => {
  const db = await testDatabase(t)
  const { requests, deps, by, service } = await accessScene(db.app, db.owner)
  const manager = await service('shop administration')
  const printer = await service('label printer')
  await createGrant(deps, by, { principal: manager.id, action: 'manage' })
  const payload = { principal: printer.id, action: 'read-log' }
  assert.equal((await createRequest(requests, manager.caller, { kind: 'grant', payload })).state, 'approved')
  const toItself = { principal: manager.id, action: 'read-log' }
  await assert.rejects(createRequest(requests, manager.caller, { kind: 'grant', payload: toItself }), {
    code: 'grant_to_self',
  })
})
