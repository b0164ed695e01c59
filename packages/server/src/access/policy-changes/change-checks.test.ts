import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createKey, createService } from '../../identity/index.ts'
import { acknowledge } from '../../policy/index.ts'
import { confirmEmergency } from '../emergencies/confirm-emergency.ts'
import { createRequest } from '../requests/create-request.ts'
import { approveRequest } from '../requests/decide-request.ts'
import { edited, filesOf, type PolicyScene, policyScene } from '../test-support/test-policy-scene.ts'
import { changeChecks } from './change-checks.ts'

const WITHIN = 86_400_000

const measure = async (w: PolicyScene, name: string) => {
  const check = changeChecks((fromMs) => fromMs + WITHIN).find((c) => c.name === name)
  assert.ok(check, name)
  const { state, figures } = await check.measure({ read: w.db.app.across.read, clock: w.clock })
  return [state, figures] as const
}

const shorter = (days: number) => ({
  kind: 'policy',
  payload: { files: filesOf(edited('for: P90D', `for: P${days}D`)) },
})

test('an approval by whoever asked or gains is found in the rows, through keys, services and people who came back', async (t) => {
  const w = await policyScene(t)
  const name = 'access.no-self-approval'
  const admin = await w.person('admin', ['administrator'])
  const owner = await w.person('owner', ['access-owner'])
  const bot = await createService(w.identity, owner.caller, { name: 'release helper' })
  const counter = await createService(w.identity, w.first, { name: 'stock counter' })
  await createKey(w.identity, owner.caller, { service: counter.id })
  assert.equal((await measure(w, name))[0], 'satisfied')
  // What the mechanism refuses is put there behind its back, one at a time.
  const insert = async (madeBy: string, principal: Buffer, kind: string, approvedBy: string) => {
    const text = `INSERT INTO access.grant (tenant, id, principal, principal_kind, action, fields, from_ms, until_ms, made_by, made_ms, approved_by, approved_ms)
                  VALUES ($1, $2, $3, $4, 'read-log', '{}', $5, $6, $7, $5, $8, $5)`
    const id = Buffer.alloc(16, ++made)
    const nowMs = w.clock.now()
    await w.db.owner.read.query({ text }, [
      w.first.tenant,
      id,
      principal,
      kind,
      nowMs,
      nowMs + WITHIN,
      madeBy,
      approvedBy,
    ])
  }
  let made = 0
  const own = async () => Number((await measure(w, name))[1].own)
  const clear = () => w.db.owner.read.query({ text: 'DELETE FROM access.grant' })
  await insert(admin.id, counter.principal, 'service', `per_${'f'.repeat(32)}`)
  assert.equal(await own(), 0, 'somebody else altogether')
  await clear()
  await insert(admin.id, owner.caller.principal, 'person', owner.id)
  assert.equal(await own(), 1, 'for themselves')
  await clear()
  await insert(admin.id, bot.principal, 'service', owner.id)
  assert.equal(await own(), 1, 'for a service of theirs')
  await clear()
  await insert(counter.id, admin.caller.principal, 'person', owner.id)
  assert.equal(await own(), 1, 'asked for with a key they made')
  await clear()
  await w.db.owner.read.query(
    { text: `UPDATE identity.person SET state = 'left', left_ms = 1 WHERE id = $1` },
    [owner.caller.principal],
  )
  const back = await w.person('owner')
  await insert(admin.id, owner.caller.principal, 'person', back.id)
  assert.deepEqual([await own(), (await measure(w, name))[0]], [1, 'violated'], 'for who they were')
})

test('the policy in force: unknown as the bootstrap, violated by a service, satisfied by another person', async (t) => {
  const w = await policyScene(t)
  const name = 'policy.changes-approved-by-another'
  const state = async () => (await measure(w, name))[0]
  assert.equal(await state(), 'unknown')
  const [asker, approver] = [
    await w.service([{ action: 'manage-policy' }]),
    await w.service([{ action: 'manage-policy' }]),
  ]
  await approveRequest(w.requests, approver, (await createRequest(w.requests, asker, shorter(60))).id)
  assert.equal(await state(), 'violated')
  const owner = await w.person('owner', ['access-owner'])
  await approveRequest(w.requests, owner.caller, (await createRequest(w.requests, asker, shorter(50))).id)
  assert.equal(await state(), 'satisfied')
  const admin = await w.person('admin', ['administrator'])
  const emergency = { ...shorter(40), emergency: true, reason: 'leak' }
  const { id } = await createRequest(w.requests, admin.caller, emergency)
  assert.equal(await state(), 'unknown')
  await confirmEmergency(w.requests, owner.caller, id, 'confirmed')
  assert.equal(await state(), 'satisfied')
})

test('an emergency that nobody reviews in time is found', async (t) => {
  const w = await policyScene(t)
  const name = 'policy.emergencies-reviewed'
  const admin = await w.person('admin', ['administrator'])
  const owner = await w.person('owner', ['access-owner'])
  assert.equal((await measure(w, name))[0], 'satisfied')
  const { id } = await createRequest(w.requests, admin.caller, {
    ...shorter(60),
    emergency: true,
    reason: 'leak',
  })
  assert.deepEqual(await measure(w, name), [
    'satisfied',
    { emergencies: 1, waiting: 1, overdue: 0, late: 0, objected: 0 },
  ])
  w.clock.ms += 86_400_000
  assert.equal((await measure(w, name))[0], 'violated')
  await confirmEmergency(w.requests, owner.caller, id, 'objected')
  assert.deepEqual(await measure(w, name), [
    'satisfied',
    { emergencies: 1, waiting: 0, overdue: 0, late: 0, objected: 1 },
  ])
})

test('people who have not accepted the version in force in time are found; suspended ones do not count', async (t) => {
  const w = await policyScene(t)
  const name = 'policy.everyone-acknowledged'
  assert.equal((await measure(w, name))[0], 'unknown')
  const [one, two] = [await w.person('one'), await w.person('two')]
  assert.deepEqual(await measure(w, name), ['satisfied', { people: 2, waiting: 2, overdue: 0 }])
  w.clock.ms += WITHIN
  assert.deepEqual(await measure(w, name), ['violated', { people: 2, waiting: 2, overdue: 2 }])
  for (const { caller } of [one]) await acknowledge({ writer: w.writer, clock: w.clock }, caller, 1, 'en')
  assert.deepEqual(await measure(w, name), ['violated', { people: 2, waiting: 1, overdue: 1 }])
  const text = `UPDATE identity.person SET state = 'suspended', suspended_ms = 1, suspended_by = 'operator' WHERE id = $1`
  await w.db.owner.read.query({ text }, [two.caller.principal])
  assert.deepEqual(await measure(w, name), ['satisfied', { people: 1, waiting: 0, overdue: 0 }])
})
