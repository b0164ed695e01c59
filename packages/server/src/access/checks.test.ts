import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabase } from '../../test/database.ts'
import { accessChecks } from './checks.ts'
import { createGrant } from './grants/create-grant.ts'
import { revokeGrant } from './grants/revoke-grant.ts'
import { accessScene } from './test-support/test-scene.ts'

const setUp = async (t: Parameters<typeof testDatabase>[0]) => {
  const db = await testDatabase(t)
  const scene = await accessScene(db.app, db.owner)
  const { id: principal } = await scene.service('label printer')
  const reveal = {
    principal,
    action: 'reveal',
    collection: 'orders',
    fields: ['name'],
    purpose: 'fulfilment',
  } as const
  const measure = async (name: string) => {
    const found = accessChecks(scene.deps).find((c) => c.name === name)
    assert.ok(found, name)
    return found.measure({ read: db.app.across.read, clock: scene.clock })
  }
  return { db, ...scene, reveal, measure }
}

test('a live grant that nobody else approved is found', async (t) => {
  const { db, deps, by, clock, reveal, measure } = await setUp(t)
  const name = 'access.every-grant-approved'
  assert.equal((await measure(name)).state, 'satisfied')
  const { id } = await createGrant(deps, by, reveal)
  const { untilMs } = await createGrant(deps, by, { ...reveal, untilMs: clock.now() + 1000 })
  const found = await measure(name)
  assert.deepEqual([found.state, found.figures], ['violated', { grants: 2, roles: 0, unapproved: 2 }])
  await revokeGrant(deps, by, id)
  assert.deepEqual((await measure(name)).figures, { grants: 1, roles: 0, unapproved: 1 })
  await db.owner.read.query({ text: "UPDATE access.grant SET approved_by = 'prs_1', approved_ms = 1" })
  assert.equal((await measure(name)).state, 'satisfied')
  clock.ms = untilMs
  assert.deepEqual((await measure(name)).figures, { grants: 0, roles: 0, unapproved: 0 })
})

test('a grant that the policy no longer has words for is found', async (t) => {
  const { db, deps, by, reveal, measure } = await setUp(t)
  const name = 'access.grants-fit-policy'
  await createGrant(deps, by, reveal)
  await createGrant(deps, by, { principal: reveal.principal, action: 'manage' })
  assert.deepEqual(await measure(name), { state: 'satisfied', figures: { grants: 2, stray: 0 } })
  for (const set of [
    "collection = 'gone'",
    "fields = '{gone}'",
    "purpose = 'gone'",
    "purpose = 'tax'",
    "action = 'gone'",
  ]) {
    await db.owner.tx(async (tx) => {
      await tx.query({ text: `UPDATE access.grant SET ${set} WHERE action = 'reveal'` })
    })
    assert.deepEqual((await measure(name)).figures, { grants: 2, stray: 1 }, set)
    await db.owner.read.query({
      text: "UPDATE access.grant SET action = 'reveal', collection = 'orders', fields = '{name}', purpose = 'fulfilment' WHERE collection IS NOT NULL",
    })
  }
})
