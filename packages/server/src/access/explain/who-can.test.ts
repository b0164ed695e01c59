import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabase } from '../../../test/database.ts'
import { disableService } from '../../identity/index.ts'
import type { PolicyModel } from '../../policy/index.ts'
import { createGrant } from '../grants/create-grant.ts'
import { revokeGrant } from '../grants/revoke-grant.ts'
import { revokeAssignment } from '../roles/assign-role.ts'
import { accessScene, testPolicy } from '../test-support/test-scene.ts'
import { explain } from './explain.ts'
import { whatCan } from './what-can.ts'
import { whoCan } from './who-can.ts'

const setUp = async (t: Parameters<typeof testDatabase>[0]) => {
  const db = await testDatabase(t)
  const scene = await accessScene(db.app, db.owner)
  const printer = await scene.service('label printer')
  const helper = await scene.person('helper', ['support'])
  const scope = {
    principal: printer.id,
    action: 'reveal',
    collection: 'orders',
    purpose: 'fulfilment',
  } as const
  const grant = await createGrant(scene.deps, scene.by, { ...scope, fields: ['name', 'line1'] })
  const [held] = await db.owner.read.query<{ id: Buffer }>({ text: 'SELECT id FROM access.assignment' })
  const assignment = `asg_${held?.id.toString('hex')}`
  const who = async (field: string, masked = false, atMs = scene.clock.now(), policy = testPolicy) =>
    (
      await whoCan(db.app.across.read, scene.by.tenant, { collection: 'orders', field, masked, atMs }, policy)
    ).map(({ principal, by, purpose }) => [principal, by, purpose])
  return { db, ...scene, printer, helper, grant, assignment, who }
}

test('who can reveal a field now, and who could then, by grants, roles and the policy of then', async (t) => {
  const { deps, by, clock, printer, helper, grant, assignment, who } = await setUp(t)
  const printing = [printer.id, grant.id, 'fulfilment']
  const helping = [helper.id, assignment, 'fulfilment']
  assert.deepEqual(await who('name'), [printing], 'a person without a case sees masks only')
  assert.deepEqual(await who('name', true), [helping, printing])
  assert.deepEqual(await who('line1', true), [printing])
  assert.deepEqual(await who('sku'), [])
  const thenMs = clock.now()
  clock.ms += 1000
  await revokeGrant(deps, by, grant.id)
  await revokeAssignment(deps, by, assignment)
  assert.deepEqual(await who('name', true), [])
  assert.deepEqual(await who('name', true, thenMs), [helping, printing])
  const { roles: _, ...before } = testPolicy
  assert.deepEqual(
    await who('name', true, thenMs, before as PolicyModel),
    [printing],
    'roles of the policy of then',
  )
  assert.deepEqual(await who('name', true, thenMs - 1), [])
})

test('a disabled service and a suspended person can do nothing since', async (t) => {
  const { db, identity, by, clock, printer, helper, who } = await setUp(t)
  const thenMs = clock.now()
  clock.ms += 1000
  await disableService(identity, by, printer.id)
  const text = `UPDATE identity.person SET state = 'suspended', suspended_ms = $2, suspended_by = 'operator' WHERE id = $1`
  await db.owner.read.query({ text }, [helper.caller.principal, clock.now()])
  assert.deepEqual(await who('name', true), [])
  assert.equal((await who('name', true, thenMs)).length, 2)
})

test('what somebody can do lists nothing that the decision would not allow', async (t) => {
  const { db, by, clock, printer, helper, grant, assignment } = await setUp(t)
  const what = (principal: Buffer, policy = testPolicy) =>
    whatCan(db.app.across.read, by.tenant, principal, clock.now(), policy)
  const helping = await what(helper.caller.principal)
  assert.deepEqual(
    helping.actions.map((a) => a.action),
    ['read-status', 'request-case'],
  )
  assert.deepEqual(
    helping.collections.map(({ action, fields, masked, role, by: source }) => [
      action,
      fields,
      masked,
      role,
      source,
    ]),
    [
      ['read-metadata', [], false, 'support', assignment],
      ['reveal', ['email', 'name'], true, 'support', assignment],
    ],
  )
  const narrow = {
    ...testPolicy,
    purposes: { fulfilment: { name: 'fulfilment', basis: 'contract', classes: ['contact'] } },
  } as PolicyModel
  const [line] = (await what(printer.caller.principal, narrow)).collections
  assert.deepEqual([line?.fields, line?.by], [['name'], grant.id])
})

test('a role is among what is considered, for a person as for a service', async (t) => {
  const { db, by, clock, helper, assignment } = await setUp(t)
  const who = { tenant: by.tenant, principal: helper.caller.principal, person: true }
  const asked = {
    action: 'reveal',
    collection: 'orders',
    fields: ['name'],
    purpose: 'fulfilment',
    atMs: clock.now(),
  }
  const { verdict, considered } = await explain(db.app.across.read, who, asked, testPolicy)
  assert.deepEqual([verdict.allow, verdict.allow || verdict.code], [false, 'case_missing'])
  assert.deepEqual(considered, [{ grant: assignment, role: 'support', answers: 'case_missing' }])
  const masked = await explain(db.app.across.read, who, { ...asked, masked: true }, testPolicy)
  assert.deepEqual(masked.verdict, { allow: true, grant: assignment })
})
