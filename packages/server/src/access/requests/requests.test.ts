import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabase } from '../../../test/database.ts'
import { createKey, createService, disableService, revokeKey, rotateKey } from '../../identity/index.ts'
import type { Caller } from '../../platform/route.ts'
import { createGrant } from '../grants/create-grant.ts'
import { accessScene } from '../test-support/test-scene.ts'
import { createRequest, REQUEST_LIVES_MS } from './create-request.ts'
import { approveRequest, refuseRequest } from './decide-request.ts'
import { expireRequests } from './expire-requests.ts'
import { endRequestsOf, withdrawRequest } from './withdraw-request.ts'

const setUp = async (t: Parameters<typeof testDatabase>[0]) => {
  const db = await testDatabase(t)
  const scene = await accessScene(db.app, db.owner)
  const admin = await scene.person('admin', ['administrator'])
  const owner = await scene.person('owner', ['access-owner'])
  const printer = await scene.service('label printer')
  const reveal = {
    principal: printer.id,
    action: 'reveal',
    collection: 'orders',
    classes: ['contact'],
    purpose: 'fulfilment',
  }
  const ask = (payload: unknown = reveal, by: Caller = admin.caller) =>
    createRequest(scene.requests, by, { kind: 'grant', payload, reason: 'labels for Hanako' })
  const rows = <R extends object>(text: string) => db.owner.read.query<R>({ text })
  return { db, ...scene, admin, owner, printer, reveal, ask, rows }
}

test('a grant waits for another person, and names who approved it', async (t) => {
  const { requests, authorities, ask, owner, admin, printer, rows, deps, entries } = await setUp(t)
  const { id, state } = await ask()
  assert.equal(state, 'open')
  assert.deepEqual(await rows('SELECT 1 FROM access.grant'), [])
  const [kept] = await rows<{ payload: { fields: string[] }; reason: Buffer }>(
    'SELECT payload, reason FROM access.request',
  )
  assert.deepEqual(kept?.payload.fields, ['email', 'name'], 'classes are spelt out before anybody approves')
  assert.ok(kept?.reason.toString().startsWith('sealed:'))
  const { effect } = await approveRequest(requests, owner.caller, id)
  const [grant] = await rows<{ made_by: string; approved_by: string; request: Buffer }>(
    'SELECT made_by, approved_by, request FROM access.grant',
  )
  assert.deepEqual([grant?.made_by, grant?.approved_by], [admin.id, owner.id])
  assert.equal(`req_${grant?.request.toString('hex')}`, id)
  const { model } = await deps.policy.load()
  const asked = {
    collection: 'orders',
    action: 'reveal',
    fields: ['name'],
    purpose: 'fulfilment',
    atMs: 0,
  } as const
  const authority = await authorities.current(printer.caller)
  const verdict = authorities.decide({ ...asked, atMs: requests.clock.now() }, authority, model)
  assert.deepEqual(verdict, { allow: true, grant: effect?.grant })
  const decided = await entries('request.decided')
  assert.deepEqual(decided[0]?.unmapped.detail, {
    request: id,
    of: 'grant',
    state: 'approved',
    requested_by: 'person',
  })
  const texts = JSON.stringify([
    ...decided,
    ...(await entries('request.made')),
    ...(await entries('grant.created')),
  ])
  assert.ok(!texts.includes('per_') && !texts.includes('Hanako'), 'people are committed to, not named')
  await assert.rejects(approveRequest(requests, owner.caller, id), { code: 'request_not_open' })
})

test('nobody approves their own: as themselves, by a service they own, or by one whose key they made', async (t) => {
  const { requests, identity, ask, owner, person, reveal, service, authenticator, deps, by, entries } =
    await setUp(t)
  const both = await person('both', ['administrator', 'access-owner'])
  const own = await ask(reveal, both.caller)
  await assert.rejects(approveRequest(requests, both.caller, own.id), { code: 'own_request', status: 403 })

  const bot = await createService(identity, both.caller, { name: 'release helper' })
  const forBot = await ask({ ...reveal, principal: bot.id })
  await assert.rejects(approveRequest(requests, both.caller, forBot.id), { code: 'own_request' })
  await approveRequest(requests, owner.caller, forBot.id)

  const other = await service('stock counter')
  const { key } = await createKey(identity, both.caller, { service: other.id })
  await createGrant(deps, by, { principal: other.id, action: 'manage' })
  const { caller } = await authenticator.authenticate(key)
  const through = await ask({ ...reveal, fields: ['line1'] }, caller)
  assert.equal(through.state, 'open')
  await assert.rejects(approveRequest(requests, both.caller, through.id), { code: 'own_request' })
  await approveRequest(requests, owner.caller, through.id)
  const tried = await entries('request.decision_refused')
  assert.deepEqual(
    tried.map((e) => e.unmapped.detail?.reason),
    ['own_request', 'own_request', 'own_request'],
  )
})

test('a key that a service made itself is its makers’, though the one it was made with is gone', async (t) => {
  const { requests, identity, ask, owner, person, reveal, service, authenticator, deps, by, clock } =
    await setUp(t)
  const both = await person('both', ['administrator', 'access-owner'])
  const { id } = await service('stock counter')
  await createGrant(deps, by, { principal: id, action: 'manage' })
  const mine = await createKey(identity, both.caller, { service: id })
  const first = (await authenticator.authenticate(mine.key)).caller
  const rotated = await rotateKey(identity, first, { key: mine.id, overlapMs: 0 })
  clock.ms += 1000
  const second = (await authenticator.authenticate(rotated.key)).caller
  const made = await createKey(identity, second, { service: id })
  await revokeKey(identity, second, rotated.id)
  clock.ms += 1000
  const { caller } = await authenticator.authenticate(made.key)
  const through = await ask(reveal, caller)
  await assert.rejects(approveRequest(requests, both.caller, through.id), { code: 'own_request' })
  await approveRequest(requests, owner.caller, through.id)
})

test('who left and came back is still who asked', async (t) => {
  const { db, requests, ask, person, admin } = await setUp(t)
  const { id } = await ask()
  await db.owner.read.query(
    { text: `UPDATE identity.person SET state = 'left', left_ms = 1 WHERE id = $1` },
    [admin.caller.principal],
  )
  const back = await person('admin', ['access-owner'])
  await assert.rejects(approveRequest(requests, back.caller, id), { code: 'own_request' })
})

test('a link that another room knows of counts too: groups and delegations', async (t) => {
  const { requests, ask, owner, admin } = await setUp(t)
  const { id } = await ask()
  const links = [async () => [{ from: owner.id, to: admin.id, why: 'delegation' as const }]]
  await assert.rejects(approveRequest({ ...requests, links }, owner.caller, id), { code: 'own_request' })
  await approveRequest(requests, owner.caller, id)
})

test('services, the operator, people without the right and people of another tenant approve nothing', async (t) => {
  const { requests, ask, by, printer, person, elsewhere } = await setUp(t)
  const { id } = await ask()
  await assert.rejects(approveRequest(requests, by, id), { code: 'approver_not_person' })
  await assert.rejects(approveRequest(requests, printer.caller, id), { code: 'approver_not_person' })
  const plain = await person('plain', ['support'])
  await assert.rejects(approveRequest(requests, plain.caller, id), { code: 'action_denied' })
  const stranger = await person('stranger', ['access-owner'], elsewhere)
  await assert.rejects(approveRequest(requests, stranger.caller, id), { code: 'request_not_found' })
})

test('refused, withdrawn and expired requests are over', async (t) => {
  const { requests, ask, owner, admin, clock, entries, db } = await setUp(t)
  const refused = await ask()
  await refuseRequest(requests, owner.caller, refused.id, 'not needed')
  await assert.rejects(approveRequest(requests, owner.caller, refused.id), { code: 'request_not_open' })
  const withdrawn = await ask()
  await assert.rejects(withdrawRequest(requests, owner.caller, withdrawn.id), { code: 'request_not_found' })
  await withdrawRequest(requests, admin.caller, withdrawn.id)
  await assert.rejects(approveRequest(requests, owner.caller, withdrawn.id), { code: 'request_not_open' })
  const expired = await ask()
  clock.ms += REQUEST_LIVES_MS
  await assert.rejects(approveRequest(requests, owner.caller, expired.id), { code: 'request_expired' })
  assert.equal(await expireRequests(requests), 1)
  assert.equal(await expireRequests(requests), 0)
  const ended = await ask()
  await db.app.across.tx(async (tx) => {
    const none = { add: () => 0, whenBuilt: () => {} }
    assert.equal(await endRequestsOf(tx, none, admin.caller, admin.id, clock.now()), 1)
  })
  await assert.rejects(approveRequest(requests, owner.caller, ended.id), { code: 'request_not_open' })
  const states = (await entries('request.decided')).map((e) => e.unmapped.detail?.state)
  assert.deepEqual([...states].sort(), ['expired', 'refused', 'withdrawn'])
})

test('what is approved has to be possible still; otherwise nothing happens and the request stays open', async (t) => {
  const { requests, identity, by, ask, owner, printer, rows } = await setUp(t)
  const { id } = await ask()
  await disableService(identity, by, printer.id)
  await assert.rejects(approveRequest(requests, owner.caller, id), { code: 'service_disabled' })
  assert.deepEqual(await rows('SELECT state FROM access.request'), [{ state: 'open' }])
  await assert.rejects(ask({ action: 'reveal' }), { code: 'request_invalid' })
  await assert.rejects(createRequest(requests, owner.caller, { kind: 'nothing', payload: {} }), {
    code: 'request_kind_unknown',
  })
  await assert.rejects(ask(undefined, owner.caller), { code: 'action_denied' })
})

test('onboarding comes before access: of a person, and of the owner of a service', async (t) => {
  const { requests, identity, ask, owner, person, admin, reveal, entries } = await setUp(t)
  const fresh = await person('fresh')
  const done = new Set([owner.id, admin.id])
  const onboarding = [
    async (_sql: unknown, _tenant: number, id: Buffer) =>
      done.has(`per_${id.toString('hex')}`) ? [] : ['policy'],
  ]
  const gated = { ...requests, onboarding }
  const role = await createRequest(requests, admin.caller, {
    kind: 'assignment',
    payload: { principal: fresh.id, role: 'support' },
  })
  const refused = { code: 'onboarding_missing', extra: { clause: 'A12', missing: ['policy'] } }
  await assert.rejects(approveRequest(gated, owner.caller, role.id), refused)
  const bot = await createService(identity, fresh.caller, { name: 'release helper' })
  const grant = await ask({ ...reveal, principal: bot.id })
  await assert.rejects(approveRequest(gated, owner.caller, grant.id), refused)
  assert.equal((await entries('request.decision_refused')).length, 2)
  done.add(fresh.id)
  await approveRequest(gated, owner.caller, role.id)
  await approveRequest(gated, owner.caller, grant.id)
})
