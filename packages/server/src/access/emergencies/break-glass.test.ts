import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import type { Caller } from '../../platform/route.ts'
import { createRequest } from '../requests/create-request.ts'
import { approveRequest } from '../requests/decide-request.ts'
import { LastHolder } from '../roles/last-holder.ts'
import { glassScene, WHO } from '../test-support/test-glass.ts'
import { hasAccepted } from '../test-support/test-people.ts'
import { breakGlass } from './break-glass.ts'
import { confirmEmergency } from './confirm-emergency.ts'

test('while somebody can manage and approve access the glass stays whole', async (t) => {
  const { db, requests, people, by, person, state, leave } = await glassScene(t)
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
  const { db, requests, people, by, person, state, leave, entries, deps, clock, authorities } =
    await glassScene(t)
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
  const comer = Buffer.from(made.person.slice(4), 'hex')
  await hasAccepted(db.owner, by.tenant, comer, clock.ms)
  const aoi = await person('stand-in')
  const caller = {
    ...aoi.caller,
    principal: comer,
    principalId: made.person,
  }
  const confirm = (by: Caller) => confirmEmergency(requests, by, made.request, 'confirmed')
  await assert.rejects(confirm(caller), { code: 'own_request' })
  const { model } = await deps.policy.load()
  assert.equal((await LastHolder.read(db.app.across.read, by.tenant, model, clock.ms)).complete, true)
  assert.equal(await state(), 'violated')
  const other = await person('other', ['access-owner'])
  await confirm(other.caller)
  assert.equal(await state(), 'satisfied')
  await assert.rejects(confirm(other.caller), { code: 'request_not_open' })
})

test('who is locked out is said to be, and shown to whoever reviews it', async (t) => {
  const { requests, people, by, person, db } = await glassScene(t)
  await person('both', ['access-owner', 'administrator'])
  await assert.rejects(breakGlass(requests, people, by, WHO), { code: 'break_glass_not_needed' })
  await breakGlass(requests, people, by, { ...WHO, lockedOut: true })
  const [row] = await db.owner.read.query<{ payload: { lockedOut: boolean } }>({
    text: 'SELECT payload FROM access.request',
  })
  assert.equal(row?.payload.lockedOut, true)
})

test('a second one is refused while the first may still come; or takes their place, and then their link opens nothing', async (t) => {
  const { db, requests, people, by, clock } = await glassScene(t)
  const first = await breakGlass(requests, people, by, WHO)
  const next = { ...WHO, name: 'Ren Ito', userName: 'ren.ito', email: 'ren@example.com' }
  await assert.rejects(breakGlass(requests, people, by, next), {
    code: 'break_glass_waiting',
    fix: 'let them come; or have them replaced: --replace',
    extra: { people: [first.person] },
  })
  assert.deepEqual(await administrators(db), [first.person])
  // Also for the same person, whose link was lost.
  const second = await breakGlass(requests, people, by, { ...WHO, replace: true })
  assert.deepEqual(second.replaced, [first.person])
  assert.deepEqual(await administrators(db), [second.person])
  const links = await db.owner.read.query<{ person: string; open: boolean }>({
    text: `SELECT 'per_' || encode(person, 'hex') AS person, withdrawn_ms IS NULL AS open FROM identity.invitation ORDER BY created_ms, 2`,
  })
  assert.deepEqual(
    links.filter(({ open }) => open).map(({ person }) => person),
    [second.person],
  )
  // Whose time is over stands in nobody's way, and comes no more.
  clock.ms += 4 * 86_400_000
  const third = await breakGlass(requests, people, by, next)
  assert.deepEqual(third.replaced, [second.person])
  assert.deepEqual(await administrators(db), [third.person])
})

test('of two at once one makes an administrator; whoever has come meanwhile is not replaced', async (t) => {
  const { db, requests, people, by } = await glassScene(t)
  const each = ['aoi', 'ren', 'mio', 'yui'].map((name) =>
    breakGlass(requests, people, by, { ...WHO, userName: `${name}.mori`, email: `${name}@example.com` }),
  )
  const ended = await Promise.allSettled(each)
  const made = ended.flatMap((one) => (one.status === 'fulfilled' ? [one.value.person] : []))
  const codes = ended.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []))
  assert.deepEqual(codes, Array(3).fill('break_glass_waiting'))
  assert.deepEqual(await administrators(db), made)

  // They come while another is being made in their place: the command waits for that, and is not needed any more.
  const coming = db.owner.tx(async (tx) => {
    await tx.query({
      text: `UPDATE identity.person SET state = 'active', active_ms = 1 WHERE state = 'invited'`,
    })
    const replacing = breakGlass(requests, people, by, { ...WHO, userName: 'sora.mori', replace: true })
    replacing.catch(() => {})
    await waiting(db)
    return { replacing }
  })
  await assert.rejects((await coming).replacing, { code: 'break_glass_not_needed' })
  assert.deepEqual(await administrators(db), made)
})

type Db = Awaited<ReturnType<typeof glassScene>>['db']

const administrators = async (db: Db) =>
  (
    await db.owner.read.query<{ person: string }>({
      text: `SELECT DISTINCT 'per_' || encode(principal, 'hex') AS person FROM access.assignment WHERE revoked_ms IS NULL`,
    })
  ).map(({ person }) => person)

/** Until a statement waits for a lock that another transaction holds. */
async function waiting(db: Db): Promise<void> {
  for (;;) {
    const text = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`
    if ((await db.app.across.read.query({ text })).length > 0) return
    await setTimeout(10)
  }
}

test('an objection shows until the roles that came by it have ended', async (t) => {
  const { db, requests, people, by, person, state } = await glassScene(t)
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
  const { requests, person } = await glassScene(t)
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
