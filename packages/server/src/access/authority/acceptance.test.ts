import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decide, decideAction } from '../decision/decision.ts'
import { gate } from '../decision/gate.ts'
import { explain } from '../explain/explain.ts'
import { whatCan } from '../explain/what-can.ts'
import { whoCan } from '../explain/who-can.ts'
import { createGrant } from '../grants/create-grant.ts'
import { createRequest } from '../requests/create-request.ts'
import { approveRequest } from '../requests/decide-request.ts'
import { addAssignment } from '../roles/assign-role.ts'
import { testPolicy } from '../test-support/test-policy.ts'
import { edited, filesOf, policyScene } from '../test-support/test-policy-scene.ts'
import { compileAuthority } from './compiled-authority.ts'
import { bumpAuthority } from './generation.ts'

const NAMING = { action: 'reveal', collection: 'orders', purpose: 'fulfilment' } as const
const masked = {
  collection: 'orders',
  action: 'reveal',
  fields: ['name'],
  purpose: 'support',
  masked: true,
} as const

async function setUp(t: Parameters<typeof policyScene>[0]) {
  const w = await policyScene(t)
  const given = await w.person('given')
  // As in the bootstrap: roles and a grant that nobody had to wait for.
  await w.writer.across(async (tx, entries) => {
    for (const role of ['administrator', 'support']) {
      const made = { requestedBy: 'operator' }
      await addAssignment(tx, entries, w.access, w.first, { principal: given.id, role }, made)
    }
    await bumpAuthority(tx, w.first.tenant)
  })
  await createGrant(w.access, w.first, { principal: given.id, action: 'read-log' })
  const { model } = await w.policy.load()
  const who = { tenant: w.first.tenant, principal: given.caller.principal, person: true }
  const at = {
    asked: async (atMs: number) =>
      (await explain(w.db.app.across.read, who, { ...masked, atMs }, model)).verdict,
    can: (atMs: number) => whatCan(w.db.app.across.read, who.tenant, who.principal, atMs, model),
    who: (atMs: number) =>
      whoCan(
        w.db.app.across.read,
        who.tenant,
        { collection: 'orders', field: 'name', masked: true, atMs },
        model,
      ),
  }
  const passes = (action: string) => gate(w.requests, given.caller, action, 'test')
  return { ...w, given, at, passes }
}

test('whatever a person was given has no effect before they have accepted the policy once', async (t) => {
  const w = await setUp(t)
  const refused = { code: 'action_denied', extra: { reason: 'acceptance_missing' } }
  for (const action of ['manage', 'manage-people', 'request-case', 'read-log'])
    await assert.rejects(w.passes(action), refused)
  const { model } = await w.policy.load()
  const held = await w.requests.authorities.current(w.given.caller)
  const verdict = w.authorities.decide({ ...masked, atMs: w.clock.ms }, held, model)
  assert.ok(!verdict.allow && verdict.code === 'acceptance_missing')
  const thenMs = w.clock.ms
  assert.equal((await w.at.asked(thenMs)).allow, false)
  assert.deepEqual(await w.at.can(thenMs), { actions: [], collections: [] })
  assert.deepEqual(await w.at.who(thenMs), [])

  w.clock.ms += 1000
  await w.accept(w.given.caller)
  for (const action of ['manage', 'manage-people', 'request-case', 'read-log']) await w.passes(action)
  assert.equal((await w.at.asked(w.clock.ms)).allow, true)
  assert.ok((await w.at.can(w.clock.ms)).actions.length > 3)
  assert.equal((await w.at.who(w.clock.ms)).length, 1)
  const before = await w.at.asked(thenMs)
  assert.ok(!before.allow && before.code === 'acceptance_missing', 'a past instant is answered as it was')
  assert.deepEqual(await w.at.who(thenMs), [])
})

test('the decision names what was promised by it', () => {
  const given = [{ ...NAMING, id: 'grt_1', fields: ['name'], masked: true, fromMs: 0, untilMs: 9 }]
  const authority = compileAuthority(1, given, { person: true, accepted: false })
  for (const verdict of [
    decide({ ...NAMING, fields: ['name'], masked: true, atMs: 5 }, authority, testPolicy),
    decideAction('manage', 5, authority, testPolicy),
  ])
    assert.deepEqual(verdict.allow ? verdict : [verdict.code, verdict.clause], ['acceptance_missing', 'A12'])
})

test('what remembers a refusal hears of the acceptance, and a later version closes nothing', async (t) => {
  const w = await setUp(t)
  const { authorities } = w.requests
  assert.equal((await authorities.load(w.given.caller)).accepted, false)
  assert.equal(authorities.peek(w.given.caller)?.accepted, false, 'remembered')
  await w.accept(w.given.caller)
  assert.equal((await authorities.current(w.given.caller)).accepted, true)

  const owner = await w.person('owner', ['access-owner'])
  const files = filesOf(edited('actions: [request-case]', 'actions: [request-case, read-status]'))
  const payload = { files, accept: ['staff-role-widened:support/read-status'] }
  const change = await createRequest(w.requests, w.given.caller, { kind: 'policy', payload })
  await approveRequest(w.requests, owner.caller, change.id)
  assert.equal(await w.version(), 2)
  await w.passes('manage')
})
