import assert from 'node:assert/strict'
import { test } from 'node:test'
import { operatorCaller } from '../../identity/index.ts'
import { acknowledge, type StoredFacts } from '../../policy/index.ts'
import { gate } from '../decision/gate.ts'
import { confirmEmergency } from '../emergencies/confirm-emergency.ts'
import { createRequest } from '../requests/create-request.ts'
import { approveRequest, refuseRequest } from '../requests/decide-request.ts'
import { edited, filesOf, policyScene, WITH_ROLES } from '../test-support/test-policy-scene.ts'
import { showProposal } from './policy-proposals.ts'

const STORED: StoredFacts = { records: () => 5, values: () => 5, cells: () => 5 }
const SHORTER = edited('for: P90D', 'for: P60D')
const policy = (yaml: string, accept: readonly string[] = [], more: object = {}) => ({
  kind: 'policy',
  payload: { files: filesOf(yaml), accept },
  ...more,
})

test('a policy is proposed, tried out, approved by another person, and runs', async (t) => {
  const w = await policyScene(t, STORED)
  const admin = await w.person('admin', ['administrator', 'access-owner'])
  const owner = await w.person('owner', ['access-owner'])
  const made = await createRequest(w.requests, admin.caller, policy(SHORTER))
  assert.deepEqual([made.state, made.payload.retention, await w.version()], ['open', true, 1])
  const proposal = String(made.payload.proposal)
  const shown = await showProposal(w.db.app.across.read, w.first.tenant, proposal)
  assert.deepEqual(
    [shown.base, shown.version, shown.request, shown.evidence?.dryRun],
    [1, null, made.id, { version: 2 }],
  )
  assert.deepEqual([...new Set(shown.changes.map((c) => c.kind))], ['retention-shortened'])
  assert.deepEqual(
    shown.files.map((f) => f.name),
    ['policy.yaml'],
  )
  assert.deepEqual(shown.evidence?.stored, { orders: 5, tickets: 5, accounts: 5 })
  await assert.rejects(approveRequest(w.requests, admin.caller, made.id), { code: 'own_request' })
  await assert.rejects(
    approveRequest(w.requests, operatorCaller(w.first.tenant, w.first.tenantId), made.id),
    {
      code: 'approver_not_person',
    },
  )
  const { effect } = await approveRequest(w.requests, owner.caller, made.id)
  assert.deepEqual([effect, await w.version()], [{ version: 2 }, 2])
  const [version] = await w.db.owner.read.query<{ proposed_by: string; approved_by: string }>({
    text: 'SELECT proposed_by, approved_by, bootstrap, emergency FROM policy.version WHERE version = 2',
  })
  assert.deepEqual(version, {
    proposed_by: admin.id,
    approved_by: owner.id,
    bootstrap: false,
    emergency: false,
  })
  assert.ok(!JSON.stringify(await w.entries()).includes('per_'), 'people are committed to, not named')
})

test('who gains and who loses by other roles is shown before anybody approves, and the change is accepted by name', async (t) => {
  const w = await policyScene(t, STORED)
  const admin = await w.person('admin', ['administrator'])
  const helper = await w.person('helper', ['support'])
  const wider = edited(
    'classes: [contact], masked: true }',
    'classes: [contact], masked: true }\n      - { collection: orders, actions: [delete] }',
  )
  await assert.rejects(createRequest(w.requests, admin.caller, policy(wider)), {
    code: 'accept_missing',
    extra: { missing: ['staff-role-widened:support/orders/delete'] },
  })
  const made = await createRequest(
    w.requests,
    admin.caller,
    policy(wider, ['staff-role-widened:support/orders/delete']),
  )
  const { evidence } = await showProposal(w.db.app.across.read, w.first.tenant, String(made.payload.proposal))
  assert.deepEqual(evidence?.decisions, {
    principals: 2,
    asked: 2,
    found: 1,
    changes: [{ principal: helper.id, change: 'gains', action: 'delete', collection: 'orders' }],
  })
})

test('a role that loses something loses it at once, on every server and in every tenant', async (t) => {
  const w = await policyScene(t)
  const admin = await w.person('admin', ['administrator'])
  const owner = await w.person('owner', ['access-owner'])
  const pass = () => gate(w.requests, admin.caller, 'manage-people')
  await pass()
  await w.requests.authorities.load(admin.caller)
  await w.requests.authorities.load(w.second)
  const before = await w.db.owner.read.query({
    text: 'SELECT tenant, generation FROM access.authority ORDER BY tenant',
  })
  const less = edited('actions: [manage, manage-people, manage-policy]', 'actions: [manage, manage-policy]')
  const made = await createRequest(w.requests, admin.caller, policy(less))
  await approveRequest(w.requests, owner.caller, made.id)
  await assert.rejects(pass(), { code: 'action_denied' })
  const after = await w.db.owner.read.query({
    text: 'SELECT tenant, generation FROM access.authority ORDER BY tenant',
  })
  assert.equal(before.length, 2)
  for (const [i, row] of before.entries()) assert.notDeepEqual(after[i], row)
})

test('a proposal planned against a version that is no longer in force is refused and stays open', async (t) => {
  const w = await policyScene(t)
  const admin = await w.person('admin', ['administrator'])
  const owner = await w.person('owner', ['access-owner'])
  const one = await createRequest(w.requests, admin.caller, policy(SHORTER))
  const two = await createRequest(w.requests, admin.caller, policy(edited('for: P90D', 'for: P50D')))
  await approveRequest(w.requests, owner.caller, one.id)
  await assert.rejects(approveRequest(w.requests, owner.caller, two.id), { code: 'proposal_outdated' })
  await refuseRequest(w.requests, owner.caller, two.id)
  assert.equal(await w.version(), 2)
})

test('an emergency runs at once with a reason, and another person looks at it afterwards', async (t) => {
  const w = await policyScene(t)
  const admin = await w.person('admin', ['administrator', 'access-owner'])
  const owner = await w.person('owner', ['access-owner'])
  const emergency = { emergency: true }
  await assert.rejects(createRequest(w.requests, admin.caller, policy(SHORTER, [], emergency)), {
    code: 'emergency_refused',
  })
  const made = await createRequest(
    w.requests,
    admin.caller,
    policy(SHORTER, [], { ...emergency, reason: 'leak' }),
  )
  assert.deepEqual([made.state, await w.version()], ['approved', 2])
  const [version] = await w.db.owner.read.query({
    text: 'SELECT approved_by, bootstrap, emergency FROM policy.version WHERE version = 2',
  })
  assert.deepEqual(version, { approved_by: null, bootstrap: false, emergency: true })
  await assert.rejects(confirmEmergency(w.requests, admin.caller, made.id, 'confirmed'), {
    code: 'own_request',
  })
  assert.equal((await confirmEmergency(w.requests, owner.caller, made.id, 'confirmed')).review, 'confirmed')
  await assert.rejects(confirmEmergency(w.requests, owner.caller, made.id, 'objected'), {
    code: 'request_not_open',
  })
  const other = await createRequest(w.requests, admin.caller, policy(edited('for: P90D', 'for: P50D')))
  await assert.rejects(confirmEmergency(w.requests, owner.caller, other.id, 'confirmed'), {
    code: 'request_not_open',
  })
})

test('a service approves until the first person who can has come, and never again', async (t) => {
  const w = await policyScene(t)
  const asker = await w.service([{ action: 'manage-policy' }])
  const approver = await w.service([{ action: 'manage-policy' }])
  const one = await createRequest(w.requests, asker, policy(SHORTER))
  await assert.rejects(approveRequest(w.requests, asker, one.id), { code: 'own_request' })
  await approveRequest(w.requests, approver, one.id)
  const two = await createRequest(
    w.requests,
    asker,
    policy(WITH_ROLES, ['retention-lengthened:orders/address+contact']),
  ).catch(() => createRequest(w.requests, asker, policy(WITH_ROLES)))
  const owner = await w.person('owner', ['access-owner'])
  await assert.rejects(approveRequest(w.requests, approver, two.id), { code: 'approver_not_person' })
  const text = `UPDATE identity.person SET state = 'suspended', suspended_ms = 1, suspended_by = 'operator'`
  await w.db.owner.read.query({ text })
  await assert.rejects(approveRequest(w.requests, approver, two.id), { code: 'approver_not_person' })
  await w.db.owner.read.query({ text: `UPDATE identity.person SET state = 'active'` })
  await approveRequest(w.requests, owner.caller, two.id)
  assert.equal(await w.version(), 3)
})

test('each person accepts the version in force, once, for good; access waits for it', async (t) => {
  const w = await policyScene(t)
  const admin = await w.person('admin', ['administrator'])
  const owner = await w.person('owner', ['access-owner'])
  const fresh = await w.person('fresh')
  const role = await createRequest(w.requests, admin.caller, {
    kind: 'assignment',
    payload: { principal: fresh.id, role: 'support' },
  })
  await assert.rejects(approveRequest(w.requests, owner.caller, role.id), { code: 'onboarding_missing' })
  const accept = (version: number) =>
    acknowledge({ writer: w.writer, clock: w.clock }, fresh.caller, version, 'ja')
  await assert.rejects(accept(2), { code: 'policy_version_unknown' })
  const first = await accept(1)
  w.clock.ms += 1000
  assert.deepEqual(await accept(1), first)
  assert.equal((await w.entries('policy.acknowledged')).length, 1)
  await approveRequest(w.requests, owner.caller, role.id)

  const change = await createRequest(w.requests, admin.caller, policy(SHORTER))
  await approveRequest(w.requests, owner.caller, change.id)
  const again = await createRequest(w.requests, admin.caller, {
    kind: 'assignment',
    payload: { principal: fresh.id, role: 'administrator' },
  })
  await assert.rejects(approveRequest(w.requests, owner.caller, again.id), { code: 'onboarding_missing' })
  await accept(2)
  await approveRequest(w.requests, owner.caller, again.id)
  const rows = await w.db.owner.read.query({
    text: `SELECT version FROM policy.acknowledgement WHERE 'per_' || encode(person, 'hex') = '${fresh.id}' ORDER BY version`,
  })
  assert.deepEqual(rows, [{ version: 1 }, { version: 2 }])
  for (const text of ['UPDATE policy.acknowledgement SET version = 1', 'DELETE FROM policy.acknowledgement'])
    await assert.rejects(w.db.app.across.read.query({ text }), { code: 'database_error' })
})
