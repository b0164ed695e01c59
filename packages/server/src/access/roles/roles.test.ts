import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabase } from '../../../test/database.ts'
import type { PolicyModel } from '../../policy/index.ts'
import { compileAuthority } from '../authority/compiled-authority.ts'
import { decide, decideAction } from '../decision/decision.ts'
import { accessScene, testPolicy, testRoles } from '../test-support/test-scene.ts'
import { revokeAssignment } from './assign-role.ts'

const held = (role: string, person = false) =>
  compileAuthority(1, [], { person, assignments: [{ id: 'asg_1', role, fromMs: 10, untilMs: 20 }] })
const masked = {
  collection: 'orders',
  action: 'reveal',
  fields: ['name'],
  purpose: 'fulfilment',
  masked: true,
} as const

test('a role lets do what the policy says, within the assignment’s bounds, and the assignment is named', () => {
  const authority = held('support')
  assert.deepEqual(decide({ ...masked, atMs: 10 }, authority, testPolicy), { allow: true, grant: 'asg_1' })
  assert.deepEqual(decideAction('request-case', 19, authority, testPolicy), { allow: true, grant: 'asg_1' })
  const not = (question: object, atMs = 10) => {
    const verdict = decide({ ...masked, ...question, atMs }, authority, testPolicy)
    return verdict.allow || verdict.code
  }
  assert.equal(not({}, 9), 'no_grant')
  assert.equal(not({}, 20), 'no_grant')
  assert.equal(not({}, Number.NaN), 'no_grant')
  assert.equal(not({ masked: false }), 'grant_for_other_purpose')
  assert.equal(not({ fields: ['name', 'line1'] }), 'grant_for_other_purpose')
  assert.equal(not({ purpose: 'tax', fields: ['sku'] }), 'grant_for_other_purpose')
  assert.equal(not({ action: 'put' }), 'no_grant')
  for (const action of ['manage', 'approve-access', 'everything', 'toString', '__proto__']) {
    assert.equal(decideAction(action, 15, authority, testPolicy).allow, false, action)
  }
  assert.equal(decideAction('request-case', 20, authority, testPolicy).allow, false)
})

test('a question is answered by the roles of the policy it is asked under, whatever was compiled before', () => {
  const authority = held('support')
  const without: PolicyModel = {
    ...testPolicy,
    roles: { ...testRoles, support: { ...testRoles.support, actions: [], grants: [] } as never },
  }
  assert.equal(decide({ ...masked, atMs: 10 }, authority, testPolicy).allow, true)
  assert.equal(decide({ ...masked, atMs: 10 }, authority, without).allow, false)
  assert.equal(decideAction('request-case', 10, authority, without).allow, false)
  const { roles: _, ...before } = testPolicy
  assert.equal(decide({ ...masked, atMs: 10 }, authority, before).allow, false)
  for (const name of ['toString', '__proto__', 'constructor'])
    assert.equal(decideAction('manage', 15, held(name), testPolicy).allow, false)
})

test('a role opens no case: a person sees nothing unmasked by it', () => {
  const wide = { ...testRoles.support, grants: [{ ...masked, masked: false, purpose: 'fulfilment' }] }
  const policy = { ...testPolicy, roles: { support: wide } } as unknown as PolicyModel
  const question = { ...masked, masked: false, atMs: 10 }
  assert.equal(decide(question, held('support'), policy).allow, true)
  const verdict = decide(question, held('support', true), policy)
  assert.deepEqual(
    [verdict.allow, verdict.allow || verdict.code, verdict.allow || verdict.clause],
    [false, 'case_missing', 'A3'],
  )
  assert.equal(decide({ ...question, masked: true }, held('support', true), policy).allow, true)
})

test('whoever may change who has access may see who has; nothing else follows from anything', () => {
  assert.equal(decideAction('read-access', 15, held('administrator'), testPolicy).allow, true)
  const { administrator } = testRoles
  const only = {
    ...testPolicy,
    roles: { administrator: { ...administrator, actions: ['manage'] } },
  } as PolicyModel
  assert.equal(decideAction('read-access', 15, held('administrator'), only).allow, true)
  assert.equal(decideAction('manage-people', 15, held('administrator'), only).allow, false)
})

test('an assignment is read with the generation it was made at, and a revoked one is gone everywhere', async (t) => {
  const db = await testDatabase(t)
  const { authorities, otherAuthorities, deps, by, person } = await accessScene(db.app, db.owner)
  const someone = await person('someone', ['support', 'auditor'])
  const there = otherAuthorities()
  const authority = await there.load(someone.caller)
  assert.equal(authority.person, true)
  assert.deepEqual(authority.assignments.map((a) => a.role).sort(), ['auditor', 'support'])
  const [row] = await db.owner.read.query<{ id: Buffer }>({
    text: `SELECT id FROM access.assignment WHERE role = 'auditor'`,
  })
  const id = `asg_${row?.id.toString('hex')}`
  const { revokedMs } = await revokeAssignment(deps, by, id)
  assert.equal((await revokeAssignment(deps, by, id)).revokedMs, revokedMs)
  assert.equal(await there.fresh(by.tenant, authority.generation), false)
  assert.deepEqual(
    (await authorities.current(someone.caller)).assignments.map((a) => a.role),
    ['support'],
  )
  await assert.rejects(revokeAssignment(deps, by, `asg_${'0'.repeat(32)}`), { code: 'assignment_not_found' })
})
