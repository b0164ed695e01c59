import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { testDatabase } from '../../../test/database.ts'
import type { PeopleDeps } from '../../identity/index.ts'
import type { Caller } from '../../platform/route.ts'
import { createRequest } from '../requests/create-request.ts'
import { approveRequest } from '../requests/decide-request.ts'
import { LastHolder } from '../roles/last-holder.ts'
import { type AccessScene, accessScene } from '../test-support/test-scene.ts'
import { breakGlass } from './break-glass.ts'
import { breakGlassChecks } from './break-glass-checks.ts'
import { breakGlassKind } from './break-glass-kind.ts'
import { confirmEmergency } from './confirm-emergency.ts'

const WHO = { name: 'Aoi Mori', userName: 'aoi.mori', email: 'aoi@example.com', locale: 'en' }

async function setUp(t: TestContext) {
  const db = await testDatabase(t)
  const scene = await accessScene(db.app, db.owner)
  const requests = { ...scene.requests, kinds: scene.requests.kinds.register(breakGlassKind()) }
  const people = peopleOf(scene)
  const state = async () => {
    const [one] = breakGlassChecks
    return (await one?.measure({ read: db.app.read, clock: scene.clock }))?.state
  }
  const leave = (id: Buffer) =>
    db.owner.read.query({ text: `UPDATE identity.person SET state = 'left', left_ms = 1 WHERE id = $1` }, [
      id,
    ])
  return { db, ...scene, requests, people, state, leave }
}

/** As much of the people's room as inviting somebody takes. */
function peopleOf(scene: AccessScene): PeopleDeps {
  const keyring = {
    tenant: async () => ({ zone: 'Asia/Tokyo', digestKey: () => Buffer.alloc(32, 1) }),
    seal: async (_tenant: number, _purpose: string, plaintext: Uint8Array) => Buffer.from(plaintext),
    unseal: async (_tenant: number, _purpose: string, sealed: Uint8Array) => Buffer.from(sealed),
  }
  const roles = {
    assign: async () => assert.fail('the roles are given by the command'),
    of: async () => new Map(),
  }
  const site = { origin: 'https://azukari.example' }
  return { ...scene.identity, keyring, roles, site } as unknown as PeopleDeps
}

test('while somebody can manage and approve access the glass stays whole', async (t) => {
  const { db, requests, people, by, person, state, leave } = await setUp(t)
  const owner = await person('owner', ['access-owner'])
  const admin = await person('admin', ['administrator'])
  await assert.rejects(breakGlass(requests, people, by, WHO), { code: 'break_glass_not_needed' })
  assert.deepEqual(
    await db.owner.read.query({ text: `SELECT 1 FROM identity.person WHERE state = 'invited'` }),
    [],
  )
  assert.equal(await state(), 'satisfied')
  await leave(admin.caller.principal)
  const made = await breakGlass(requests, people, by, WHO)
  assert.match(made.link, /^https:\/\/azukari\.example\/invitation#azi/)
  assert.equal(await state(), 'violated')
  await confirmEmergency(requests, owner.caller, made.request, 'confirmed')
  assert.equal(await state(), 'satisfied')
})

test('the last administrator who leaves is followed by one whom another person has to confirm', async (t) => {
  const { db, requests, people, by, person, state, leave, entries, deps, clock, authorities } = await setUp(t)
  const last = await person('last', ['access-owner', 'administrator'])
  await leave(last.caller.principal)
  await assert.rejects(authorities.reload(last.caller), { code: 'key_revoked' })
  const made = await breakGlass(requests, people, by, { ...WHO, reason: 'the last one left' })
  const roles = await db.owner.read.query<{ role: string; approved_by: string | null; made_by: string }>({
    text: `SELECT role, approved_by, made_by FROM access.assignment WHERE 'per_' || encode(principal, 'hex') = '${made.person}' ORDER BY 1`,
  })
  assert.deepEqual(roles, [
    { role: 'access-owner', approved_by: null, made_by: 'operator' },
    { role: 'administrator', approved_by: null, made_by: 'operator' },
  ])
  const [entry] = await entries('break_glass.used')
  assert.equal(entry?.actor.user.uid, 'operator')
  assert.deepEqual(entry?.unmapped.detail, {
    request: made.request,
    roles: ['administrator', 'access-owner'],
    locked_out: false,
  })
  assert.ok(!JSON.stringify(await entries('break_glass.used')).includes('Aoi'))
  // Aoi comes: signed in with a second factor, she can do everything but confirm herself.
  await db.owner.read.query({
    text: `UPDATE identity.person SET state = 'active', active_ms = 1 WHERE state = 'invited'`,
  })
  const aoi = await person('stand-in')
  const caller = {
    ...aoi.caller,
    principal: Buffer.from(made.person.slice(4), 'hex'),
    principalId: made.person,
  }
  const confirm = (by: Caller) => confirmEmergency(requests, by, made.request, 'confirmed')
  await assert.rejects(confirm(caller), { code: 'own_request' })
  const { model } = await deps.policy.load()
  assert.equal((await LastHolder.read(db.app.read, by.tenant, model, clock.ms)).complete, true)
  assert.equal(await state(), 'violated')
  const other = await person('other', ['access-owner'])
  await confirm(other.caller)
  assert.equal(await state(), 'satisfied')
  await assert.rejects(confirm(other.caller), { code: 'request_not_open' })
})

test('who is locked out is said to be, and shown to whoever reviews it', async (t) => {
  const { requests, people, by, person, db } = await setUp(t)
  await person('both', ['access-owner', 'administrator'])
  await assert.rejects(breakGlass(requests, people, by, WHO), { code: 'break_glass_not_needed' })
  await breakGlass(requests, people, by, { ...WHO, lockedOut: true })
  const [row] = await db.owner.read.query<{ payload: { lockedOut: boolean } }>({
    text: 'SELECT payload FROM access.request',
  })
  assert.equal(row?.payload.lockedOut, true)
})

test('an objection shows until the roles that came by it have ended', async (t) => {
  const { db, requests, people, by, person, state } = await setUp(t)
  const owner = await person('owner', ['access-owner'])
  const made = await breakGlass(requests, people, by, WHO)
  await confirmEmergency(requests, owner.caller, made.request, 'objected')
  assert.equal(await state(), 'violated')
  await db.owner.read.query({
    text: `UPDATE access.assignment SET revoked_ms = 1, revoked_by = 'x' WHERE 'per_' || encode(principal, 'hex') = '${made.person}'`,
  })
  assert.equal(await state(), 'satisfied')
})

test('nobody asks for it by the way of requests', async (t) => {
  const { requests, person } = await setUp(t)
  const owner = await person('owner', ['access-owner'])
  const ask = createRequest(requests, owner.caller, { kind: 'break-glass-review', payload: {} })
  await assert.rejects(ask, { code: 'request_invalid' })
  const emergency = createRequest(requests, owner.caller, {
    kind: 'break-glass-review',
    payload: {},
    reason: 'now',
    emergency: true,
  })
  await assert.rejects(emergency, { code: 'emergency_refused' })
  await assert.rejects(approveRequest(requests, owner.caller, `req_${'0'.repeat(32)}`), {
    code: 'request_not_found',
  })
})
