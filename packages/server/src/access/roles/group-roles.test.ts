import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabase } from '../../../test/database.ts'
import { bumpAuthority } from '../authority/generation.ts'
import { accessScene } from '../test-support/test-scene.ts'
import { endSourcedRoles, type GroupRole, giveGroupRole } from './group-roles.ts'

const setUp = async (t: Parameters<typeof testDatabase>[0]) => {
  const db = await testDatabase(t)
  const scene = await accessScene(db.app, db.owner)
  const helper = await scene.person('helper')
  const owner = await scene.person('owner', ['access-owner'])
  const given = {
    person: helper.caller.principal,
    role: 'support',
    group: `sgr_${'1'.repeat(32)}`,
    approvedBy: owner.id,
  }
  const inTx = <T>(work: Parameters<typeof scene.requests.writer.across<T>>[0]) =>
    scene.requests.writer.across(work).then(({ value }) => value)
  const give = (more: Partial<GroupRole> = {}, requests = scene.requests) =>
    inTx(async (tx, entries) => {
      const done = await giveGroupRole(tx, entries, requests, scene.by, { ...given, ...more })
      await bumpAuthority(tx, scene.by.tenant)
      return done
    })
  const roles = async () => (await scene.authorities.current(helper.caller)).assignments.map((a) => a.role)
  return { db, ...scene, helper, owner, given, give, inTx, roles }
}

test('whoever is in the group has the role once, by the approval of the mapping, until they are out of it', async (t) => {
  const { db, give, roles, inTx, given, requests, by, owner } = await setUp(t)
  assert.deepEqual([await give(), await give()], [true, false])
  assert.deepEqual(await roles(), ['support'])
  const rows = await db.owner.read.query({
    text: `SELECT approved_by, bootstrap, source FROM access.assignment WHERE source IS NOT NULL`,
  })
  assert.deepEqual(rows, [{ approved_by: owner.id, bootstrap: false, source: given.group }])
  const end = (role?: string) =>
    inTx(async (tx, entries) => {
      const ended = await endSourcedRoles(tx, entries, requests, by, {
        person: given.person,
        source: given.group,
        role,
      })
      await bumpAuthority(tx, by.tenant)
      return ended
    })
  assert.deepEqual([await end('auditor'), await end('support'), await end()], [0, 1, 0])
  assert.deepEqual(await roles(), [])
})

test('a group launders nothing: who approved its role gains nothing by being in it', async (t) => {
  const { give, owner, helper } = await setUp(t)
  assert.equal(await give({ person: owner.caller.principal }), false)
  assert.equal(await give({ approvedBy: helper.id }), false)
})

test('a role the policy does not have, and a person who has not done what comes first, get nothing', async (t) => {
  const { give, requests, roles } = await setUp(t)
  assert.equal(await give({ role: 'king' }), false)
  let missing: readonly string[] = ['policy']
  const gated = { ...requests, onboarding: [async () => missing] }
  assert.equal(await give({}, gated), false)
  assert.deepEqual(await roles(), [])
  missing = []
  assert.equal(await give({}, gated), true)
})
