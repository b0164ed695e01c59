import assert from 'node:assert/strict'
import test from 'node:test'
import { HOUR } from '../../../test/world.ts'
import { approveRequest, createRequest, revokeGrant } from '../../access/index.ts'
import { createKey, createService } from '../../identity/index.ts'
import { iso, refuses, said } from '../test-support/test-shop.ts'
import { ASKER, deniedBecause, entriesOf, MASKED, staff, WITH_CASES } from '../test-support/test-staff.ts'

const FIELDS = { name: 'Hanako Yamada', email: 'hanako@example.com', phone: '090-1234-5678', line1: '1-2-3' }

test('without a case staff see masked values only, whatever grant they hold, and each is in the log', async (t) => {
  const { w, put, look, hana } = await staff(t)
  await put('o-1', FIELDS)
  assert.equal(await deniedBecause(look('o-1')), 'case_missing A3')
  await w.grant(hana, { ...MASKED, masked: false })
  assert.equal(await deniedBecause(look('o-1')), 'case_missing A3')
  const { fields } = await look('o-1', undefined, { masked: true, fields: ['name', 'phone'] })
  assert.deepEqual(fields, { name: '***', phone: '***5678' })
  const seen = (await entriesOf(w, 'record.revealed')).map((e) => [
    e.status_id,
    said(e).masked,
    e.actor.user.uid,
  ])
  assert.deepEqual(seen, [
    [2, undefined, 'person'],
    [2, undefined, 'person'],
    [1, true, 'person'],
  ])
})

test('in an approved case its person sees what it covers, and nothing else', async (t) => {
  const { put, look, open, person, w } = await staff(t)
  await put('o-1', FIELDS)
  await put('o-2', { ...FIELDS, name: 'Taro' })
  const id = await open()
  const seen = await look('o-1', id, { fields: ['name'] })
  assert.deepEqual(seen.fields, { name: FIELDS.name })
  assert.deepEqual(
    (await look('o-1', id)).fields,
    { name: FIELDS.name, email: FIELDS.email },
    'its fields when none are named',
  )
  assert.equal(await deniedBecause(look('o-2', id)), 'case_other_record A3')
  assert.equal(await deniedBecause(look('o-1', id, { fields: ['name', 'phone'] })), 'grant_without_field A3')
  assert.equal(await deniedBecause(look('o-1', id, { purpose: 'fulfilment' })), 'case_missing A3')
  assert.equal(await deniedBecause(look('o-1')), 'case_missing A3')
  const [entry] = (await entriesOf(w, 'record.revealed')).filter((e) => e.status_id === 1)
  assert.equal(entry && said(entry).case, id)
  const stranger = await person(ASKER)
  assert.equal(await deniedBecause(look('o-1', id, { by: stranger })), 'case_missing A3')
  assert.equal(await w.count('access.case_use', 'leaf IS NOT NULL'), 2, 'refusals use nothing up')
})

test('a clause of the policy in force is named: S14 before A3', async (t) => {
  const { put, look } = await staff(
    t,
    WITH_CASES.replace('  A9:', '  S14: { checks: [access.cases-reviewed] }\n  A9:'),
  )
  await put('o-1', FIELDS)
  assert.equal(await deniedBecause(look('o-1')), 'case_missing S14')
})

test('a case of another tenant, one that was not approved, and one that never was, open nothing', async (t) => {
  const { w, put, look, ask, hana, person } = await staff(t)
  await put('o-1', FIELDS)
  const { id } = await ask()
  assert.equal(await deniedBecause(look('o-1', id)), 'case_missing A3')
  const elsewhere = await person(ASKER, w.second)
  const there = await ask({}, elsewhere)
  assert.equal(await deniedBecause(look('o-1', there.id)), 'case_missing A3')
  // Even with its person's id in the other tenant's row.
  await w.db.owner.read.query(
    { text: `UPDATE access.case SET person = $1 WHERE 'cas_' || encode(id, 'hex') = $2` },
    [hana.principal, there.id],
  )
  assert.equal(await deniedBecause(look('o-1', there.id)), 'case_missing A3')
  assert.equal(await deniedBecause(look('o-1', `cas_${'0'.repeat(32)}`)), 'case_missing A3')
  await refuses('malformed_id', look('o-1', 'cas_1'))
  assert.equal(await w.count('access.case_use'), 0)
})

test('a case covers the records of the people it names, as they are when looked at', async (t) => {
  const { w, put, look, open } = await staff(t)
  await put('o-1', FIELDS)
  await put('o-2', { ...FIELDS, email: 'Hanako@Example.com ' })
  await put('o-3', { ...FIELDS, email: 'taro@example.com' })
  const subjects = [{ kind: 'buyer', value: 'HANAKO@example.com' }]
  const id = await open({ records: [], subjects })
  assert.equal((await look('o-1', id)).fields.name, FIELDS.name)
  assert.equal((await look('o-2', id)).fields.name, FIELDS.name)
  assert.equal(await deniedBecause(look('o-3', id)), 'case_other_record A3')
  await put('o-3', FIELDS)
  assert.equal((await look('o-3', id)).fields.name, FIELDS.name)
  const [row] = await w.db.owner.read.query<{ n: number }>({
    text: 'SELECT count(DISTINCT subjects) AS n FROM access.case_use',
  })
  assert.equal(row?.n, 1, 'one person, one digest')
  const kept = JSON.stringify(await w.db.owner.read.query({ text: 'SELECT sealed::text FROM access.case' }))
  assert.ok(!kept.includes(Buffer.from('HANAKO').toString('hex')))
})

test('it ends by itself in the middle of a session, to the millisecond and by either clock', async (t) => {
  const { w, put, look, open } = await staff(t)
  await put('o-1', FIELDS)
  const id = await open()
  const endMs = w.clock.ms + HOUR
  await w.setTime(endMs - 1)
  await look('o-1', id)
  w.clock.ms = endMs
  assert.equal(await deniedBecause(look('o-1', id)), 'case_ended A3')
  w.clock.ms = endMs - HOUR
  await w.setDatabaseTime(endMs)
  assert.equal(await deniedBecause(look('o-1', id)), 'case_ended A3', 'a clock set back lengthens nothing')
})

test('the decision itself allows nothing by a case of which no use was taken', async (t) => {
  const { w, put, open, hana } = await staff(t)
  await put('o-1', FIELDS)
  const id = await open()
  const asked = { collection: 'orders', id: 'o-1', purpose: 'support', fields: ['name'], caseId: id }
  assert.equal(await deniedBecause(w.revealer.reveal(hana, asked)), 'case_cap_reached A3')
})

test('nobody approves their own case: not as themselves, nor through a service they own', async (t) => {
  const { w, cases, ask, person, owner } = await staff(t)
  const both = await person([...ASKER, { action: 'approve-access' }])
  const { request } = await ask({}, both)
  await refuses('own_request', approveRequest(cases, both, request))
  const bot = await createService(w.identity, both, { name: 'release helper' })
  await createKey(w.identity, both, { service: bot.id })
  const caller = { ...both, principal: bot.principal, principalId: bot.id, kind: 'service' as const }
  await refuses('approver_not_person', approveRequest(cases, caller, request))
  await refuses(
    'case_for_people',
    createRequest(cases, w.first, {
      kind: 'case',
      payload: {
        collection: 'orders',
        fields: ['name'],
        purpose: 'support',
        records: ['o-1'],
        until: iso(w.clock.ms + 1),
        cap: 1,
      },
    }),
  )
  await approveRequest(cases, owner, request)
})

test('a case asks for no more than the policy lets it', async (t) => {
  const { w, ask, cases, open, owner, person } = await staff(t)
  await refuses('case_invalid', ask({ until: iso(w.clock.ms + 8 * HOUR + 1) }))
  await refuses('case_invalid', ask({ until: iso(w.clock.ms) }))
  await refuses('case_invalid', ask({ cap: 101 }))
  await refuses('case_invalid', ask({ records: [] }))
  await refuses('case_invalid', ask({ subjects: [{ kind: 'seller', value: 'x' }] }))
  await refuses('grant_invalid', ask({ fields: ['line1'] }))
  await refuses('action_denied', ask({}, await person([MASKED])))
  await ask({ until: iso(w.clock.ms + 8 * HOUR), cap: 100 })
  const { request } = await ask()
  await w.setTime(w.clock.ms + HOUR)
  await refuses('case_invalid', approveRequest(cases, owner, request))
  await open()
})

test('where the data owner has the say, staff approve no case', async (t) => {
  const { cases, ask, owner } = await staff(
    t,
    WITH_CASES.replace('  case_at_most:', '  case_approved_by: owner\n  case_at_most:'),
  )
  const { request } = await ask()
  await refuses('case_needs_owner', approveRequest(cases, owner, request))
})

test('whose masked grant is revoked keeps the case; whose case grant is revoked loses it', async (t) => {
  const { w, put, look, open } = await staff(t)
  await put('o-1', FIELDS)
  const id = await open()
  const rows = await w.db.owner.read.query<{ id: string }>({
    text: `SELECT 'grt_' || encode(id, 'hex') AS id FROM access.grant WHERE case_id IS NOT NULL AND action = 'reveal'`,
  })
  await look('o-1', id)
  await revokeGrant(w.access, w.first, rows[0]?.id ?? '')
  assert.equal(await deniedBecause(look('o-1', id)), 'case_ended A3')
})
