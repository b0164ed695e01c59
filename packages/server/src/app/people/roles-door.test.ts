import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addAssignment, approveRequest, bumpAuthority } from '../../access/index.ts'
import { policyScene } from '../../access/test-support/test-policy-scene.ts'
import { rolesDoor } from './roles-door.ts'

type Scene = Awaited<ReturnType<typeof policyScene>>

const setUp = async (t: Parameters<typeof policyScene>[0]) => {
  const w = await policyScene(t)
  const door = rolesDoor(w.requests)
  const assign = (
    person: Buffer,
    roles: readonly string[],
    reason: 'bootstrap' | 'sign-on' | 'invitation',
    by = w.first,
  ) =>
    w.writer.across(async (tx, entries) => {
      await door.assign(tx, entries, by, { person, roles, reason, mapped: ['support'] })
      await bumpAuthority(tx, by.tenant)
    })
  return { ...w, door, assign }
}

const openRequests = async (w: Scene) =>
  (
    await w.db.owner.read.query<{ id: Buffer }>({
      text: `SELECT id FROM access.request WHERE state = 'open' ORDER BY id`,
    })
  ).map(({ id }) => `req_${id.toString('hex')}`)

test('the first administrator has the roles at once; what is asked for with an invitation then waits for another person', async (t) => {
  const w = await setUp(t)
  const first = await w.person('first')
  await w.assign(first.caller.principal, ['administrator', 'access-owner'], 'bootstrap')
  assert.deepEqual(await w.door.standing(first.caller), {
    actions: [],
    roles: ['access-owner', 'administrator'],
    mustAccept: [1],
    mustAcceptFirst: true,
  })
  await w.accept(first.caller)
  const standing = await w.door.standing(first.caller)
  assert.ok(standing.actions.includes('approve-access') && standing.actions.includes('manage-people'))
  assert.deepEqual([standing.mustAccept, standing.mustAcceptFirst], [[], false])

  const second = await w.person('second')
  await w.assign(second.caller.principal, ['access-owner'], 'invitation', first.caller)
  assert.deepEqual(await openRequests(w), [], 'there is nobody else yet')
  const third = await w.person('third')
  await w.assign(third.caller.principal, ['support'], 'invitation', first.caller)
  assert.equal((await openRequests(w)).length, 1)
  await assert.rejects(w.assign(third.caller.principal, ['king'], 'invitation', first.caller), {
    code: 'role_unknown',
  })
  // What an invitation's route declares beside its own.
  assert.deepEqual(
    w.door.errors.map(({ code }) => code),
    ['role_unknown'],
  )
  const of = await w.door.of(w.first.tenant, [second.caller.principal, third.caller.principal])
  assert.deepEqual([...of], [[second.id, ['access-owner']]])
})

test('the provider proposes: a new role waits for a person, one it no longer names ends, unknown ones are nothing', async (t) => {
  const w = await setUp(t)
  const owner = await w.person('owner', ['access-owner'])
  const someone = await w.person('someone')
  await w.accept(someone.caller)
  const groups = (roles: readonly string[]) => w.assign(someone.caller.principal, roles, 'sign-on')
  await groups(['support', 'king'])
  await groups(['support'])
  const [asked, ...more] = await openRequests(w)
  assert.deepEqual(more, [], 'asked for once')
  await approveRequest(w.requests, owner.caller, asked ?? '')
  const roles = async () => (await w.door.standing(someone.caller)).roles
  assert.deepEqual(await roles(), ['support'])
  await w.writer.across(async (tx, entries) => {
    const made = { requestedBy: 'operator', approvedBy: owner.id }
    await addAssignment(
      tx,
      entries,
      w.requests,
      w.first,
      { principal: someone.id, role: 'administrator' },
      made,
    )
    await bumpAuthority(tx, w.first.tenant)
  })
  await groups([])
  assert.deepEqual(await roles(), ['administrator'], 'what people gave stays')
})

test('a provider makes nobody an administrator, not even where there is nobody else to approve it', async (t) => {
  const w = await setUp(t)
  const someone = await w.person('someone')
  await w.accept(someone.caller)
  await w.assign(someone.caller.principal, ['administrator', 'access-owner'], 'sign-on', someone.caller)
  assert.deepEqual((await w.door.standing(someone.caller)).roles, [])
  const asked = await openRequests(w)
  assert.equal(asked.length, 2)
  for (const one of asked)
    await assert.rejects(approveRequest(w.requests, someone.caller, one), { code: 'action_denied' })
})
