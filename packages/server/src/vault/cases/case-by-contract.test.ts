import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { approveRequest, casesOfOwner, createRequest, decideAsOwner } from '../../access/index.ts'
import type { Caller } from '../../platform/route.ts'
import { searchByStaff } from '../search/search-by-staff.ts'
import { refuses, said } from '../test-support/test-shop.ts'
import { ASKER, deniedBecause, staff, WITH_CASES } from '../test-support/test-staff.ts'

const BY_OWNER = WITH_CASES.replace('{ buyer: email }', '{ buyer: email, recipient: phone }').replace(
  '  case_at_most:',
  '  case_approved_by: owner\n  case_at_most:',
)
const FIELDS = { name: 'Hanako Yamada', email: 'hanako@example.com' }
const named = (equals: string) => ({ collection: 'orders', subject: 'buyer', equals })
const HANAKO = named('hanako@example.com')
const TARO = named('taro@example.com')
const about = (...mails: string[]) => ({
  records: [],
  subjects: mails.map((value) => ({ kind: 'buyer', value })),
})

async function scene(t: TestContext, policy?: string) {
  const s = await staff(t, policy)
  const admin = await s.person([{ action: 'manage' }])
  const site = await s.w.service([{ action: 'speak-for-owner', collection: 'orders' }])
  const askContract = (approvedBy: string, owner?: typeof HANAKO, by: Caller = admin) =>
    createRequest(s.cases, by, { kind: 'contract', payload: { approvedBy, owner } })
  /** Asked for by the administrator, approved by the owner of access. */
  const contract = async (approvedBy: 'owner' | 'staff' | 'policy', owner?: typeof HANAKO) =>
    approveRequest(s.cases, s.owner, (await askContract(approvedBy, owner)).id)
  const approve = (id: string, who = HANAKO) => decideAsOwner(s.cases, site, who, id, 'approved')
  const asks = async (who = HANAKO) =>
    (await casesOfOwner(s.cases, site, who))
      .filter((one) => one.asks)
      .map(({ row }) => row.id.toString('hex'))
  await s.put('o-1', FIELDS)
  await s.put('o-2', { ...FIELDS, email: 'taro@example.com' })
  return { ...s, admin, askContract, contract, approve, asks }
}

test('a data owner whose contract gives them the say lets staff look, and nobody on the staff; others are not asked', async (t) => {
  const { cases, owner, ask, look, open, contract, approve, asks } = await scene(t)
  await contract('owner', HANAKO)
  const hers = await ask(about('hanako@example.com'))
  await refuses('case_needs_owner', approveRequest(cases, owner, hers.request))
  // A case about her and somebody else is not the staff's to approve either.
  await refuses(
    'case_needs_owner',
    approveRequest(cases, owner, (await ask(about('taro@example.com', 'hanako@example.com'))).request),
  )
  assert.deepEqual(await asks(), [hers.id.slice(4)])
  await approve(hers.id)
  assert.equal((await look('o-1', hers.id)).fields.name, FIELDS.name)

  const his = await ask(about('taro@example.com'))
  assert.deepEqual(await asks(TARO), [])
  await refuses('case_needs_owner', approve(his.id, TARO))
  await approveRequest(cases, owner, his.request)
  assert.equal((await look('o-2', his.id)).fields.name, FIELDS.name)
  assert.ok(await open(about('taro@example.com')))
})

test('a case by the record’s id is no way around a contract, nor is one opened before it', async (t) => {
  const { w, open, look, contract, put, hana } = await scene(t)
  const before = await open({ records: ['o-1', 'o-2'] })
  const search = () =>
    searchByStaff(w.deps, hana, {
      collection: 'orders',
      field: 'email',
      equals: 'hanako@example.com',
      purpose: 'support',
      caseId: before,
    })
  await look('o-1', before)
  assert.deepEqual((await search()).ids, ['o-1'])
  await contract('owner', HANAKO)
  assert.equal(await deniedBecause(look('o-1', before)), 'case_needs_owner A3')
  assert.deepEqual((await search()).ids, [], 'what may not be seen is not found either')
  const after = await open({ records: ['o-1', 'o-2'] })
  assert.equal(await deniedBecause(look('o-1', after)), 'case_needs_owner A3')
  assert.equal((await look('o-2', after)).fields.name, FIELDS.name)
  // The record becomes hers while the case is live.
  await put('o-2', FIELDS)
  assert.equal(await deniedBecause(look('o-2', after)), 'case_needs_owner A3')
  const refused = await w.count('access.case_use', 'leaf IS NULL')
  assert.equal(refused, 0, 'refusals use nothing up')
  await contract('policy', HANAKO)
  assert.equal((await look('o-1', after)).fields.name, FIELDS.name)
})

test('the contract of a tenant holds in it and in no other, and a data owner’s own goes before it', async (t) => {
  const { w, cases, owner, person, ask, open, look, contract, approve } = await scene(t)
  await contract('owner')
  await refuses('case_needs_owner', approveRequest(cases, owner, (await ask()).request))
  const his = await ask(about('taro@example.com'))
  await refuses('case_needs_owner', approveRequest(cases, owner, his.request))
  await approve(his.id, TARO)
  await look('o-2', his.id)

  const elsewhere = await person(ASKER, w.second)
  const there = await person([{ action: 'approve-access' }], w.second)
  await approveRequest(cases, there, (await ask({}, elsewhere)).request)

  await contract('staff', HANAKO)
  const hers = await open(about('hanako@example.com'))
  assert.equal((await look('o-1', hers)).fields.name, FIELDS.name)
  await contract('policy', HANAKO)
  assert.equal(await deniedBecause(look('o-1', hers)), 'case_needs_owner A3')
  await contract('staff')
  assert.equal((await look('o-1', hers)).fields.name, FIELDS.name)
})

test('where the policy gives the say to owners a contract leaves it to the staff; and an owner speaks for no other', async (t) => {
  const { cases, owner, ask, open, look, put, contract, approve } = await scene(t, BY_OWNER)
  await contract('staff', TARO)
  await open(about('taro@example.com'))
  await refuses(
    'case_needs_owner',
    approveRequest(cases, owner, (await ask(about('hanako@example.com'))).request),
  )
  const hers = await ask(about('hanako@example.com'))
  await approve(hers.id)
  await look('o-1', hers.id)
  // Somebody else whose own contract asks them gets what she bought: she has the say over herself, and not over them.
  await contract('owner', { collection: 'orders', subject: 'recipient', equals: '090-1234-5678' })
  await look('o-1', hers.id)
  await put('o-1', { ...FIELDS, phone: '090-1234-5678' })
  assert.equal(await deniedBecause(look('o-1', hers.id)), 'case_needs_owner A3')
})

test('another person approves a contract, and it is in the log without who it is of', async (t) => {
  const { w, cases, admin, owner, person, askContract, contract } = await scene(t)
  const both = await person([{ action: 'manage' }, { action: 'approve-access' }])
  const own = await askContract('staff', HANAKO, both)
  await refuses('own_request', approveRequest(cases, both, own.id))
  await refuses('action_denied', approveRequest(cases, admin, own.id))
  await refuses('action_denied', askContract('staff', HANAKO, owner))
  await refuses(
    'emergency_refused',
    createRequest(cases, admin, {
      kind: 'contract',
      payload: { approvedBy: 'staff' },
      reason: 'now',
      emergency: true,
    }),
  )
  await refuses('contract_invalid', askContract('owner', { ...HANAKO, subject: 'seller' }))
  await refuses('contract_invalid', askContract('owner', named(' ')))
  assert.equal(await w.count('access.contract', 'since_ms IS NOT NULL'), 0, 'what waits says nothing')

  await contract('owner', HANAKO)
  const { effect } = await contract('staff', HANAKO)
  const entries = await w.entries('contract.set')
  const last = entries.at(-1)
  assert.ok(last)
  const { of, approved_by, replaced } = said(last)
  assert.deepEqual([of, approved_by, replaced], ['owner', 'staff', effect?.['replaced']])
  assert.equal(entries.length, 2)
  assert.ok(last.unmapped.commitments?.['subject'])
  assert.doesNotMatch(JSON.stringify(entries), /hanako/i)
  const kept = await w.db.owner.read.query({
    text: 'SELECT sealed::text, payload FROM access.contract, access.request',
  })
  assert.ok(!JSON.stringify(kept).includes(Buffer.from('hanako').toString('hex')))
})

test('of contracts for the same that are approved at once one is in force, and the other was', async (t) => {
  const { w, cases, owner, askContract } = await scene(t)
  const asked = await Promise.all([askContract('owner'), askContract('staff'), askContract('owner')])
  await Promise.all(asked.map(({ id }) => approveRequest(cases, owner, id)))
  assert.equal(await w.count('access.contract', 'since_ms IS NOT NULL'), 3)
  assert.equal(await w.count('access.contract', 'since_ms IS NOT NULL AND ended_ms IS NULL'), 1)
})
