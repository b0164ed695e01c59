import assert from 'node:assert/strict'
import test from 'node:test'
import { approveRequest, casesOfOwner, decideAsOwner, withdrawRequest } from '../../access/index.ts'
import type { Caller } from '../../platform/route.ts'
import { refuses, said } from '../test-support/test-shop.ts'
import { deniedBecause, staff, WITH_CASES } from '../test-support/test-staff.ts'

const BY_OWNER = WITH_CASES.replace('  case_at_most:', '  case_approved_by: owner\n  case_at_most:')
const FIELDS = { name: 'Hanako Yamada', email: 'hanako@example.com' }
const SPEAKER = { action: 'speak-for-owner', collection: 'orders' } as const

const named = (equals: string) => ({ collection: 'orders', subject: 'buyer', equals })
const HANAKO = named('hanako@example.com')
const TARO = named('taro@example.com')

async function scene(t: Parameters<typeof staff>[0], policy = BY_OWNER) {
  const s = await staff(t, policy)
  const site = await s.w.service([SPEAKER])
  const about = (...values: string[]) => ({
    records: [],
    subjects: values.map((value) => ({ kind: 'buyer', value })),
  })
  const approve = (id: string, who = HANAKO, by: Caller = site) =>
    decideAsOwner(s.cases, by, who, id, 'approved')
  const refuse = (id: string, who = HANAKO) => decideAsOwner(s.cases, site, who, id, 'refused')
  const told = (who = HANAKO, by: Caller = site) => casesOfOwner(s.cases, by, who)
  return { ...s, site, about, approve, refuse, told }
}

test('where the policy gives the say to the data owner, theirs alone opens a case, and only about themselves', async (t) => {
  const s = await scene(t)
  const { w, cases, put, look, ask, owner, hana, about, approve } = s
  await put('o-1', FIELDS)
  await put('o-2', { ...FIELDS, email: 'taro@example.com' })

  const { id, request } = await ask(about('hanako@example.com'))
  await refuses('case_needs_owner', approveRequest(cases, owner, request))
  await refuses('case_not_found', approve(id, TARO))
  await refuses('case_not_found', approve(id, HANAKO, await w.service([SPEAKER], w.second)))
  await refuses(
    'onboarding_missing',
    decideAsOwner({ ...cases, onboarding: [async () => ['policy']] }, s.site, HANAKO, id, 'approved'),
  )
  assert.equal(await deniedBecause(look('o-1', id)), 'case_missing A3')
  await approve(id)
  assert.equal((await look('o-1', id)).fields.name, FIELDS.name)
  assert.equal(await deniedBecause(look('o-2', id)), 'case_other_record A3')
  await refuses('request_not_open', approve(id))
  const [row] = await w.db.owner.read.query({
    text: 'SELECT opened_by FROM access.case WHERE opened_ms IS NOT NULL',
  })
  assert.deepEqual(row, { opened_by: 'owner' })

  await refuses('case_not_found', approve((await ask({ records: ['o-1'] })).id))
  const both = about('hanako@example.com', 'taro@example.com')
  await refuses('case_not_found', approve((await ask(both)).id))
  const gone = await ask(about('hanako@example.com'))
  await withdrawRequest(cases, hana, gone.request)
  await refuses('request_not_open', approve(gone.id))
})

test('an owner who says no is heard, and it is said in the log by whom', async (t) => {
  const { w, put, look, ask, about, refuse, approve, site } = await scene(t)
  await put('o-1', FIELDS)
  const { id } = await ask(about('hanako@example.com'))
  await refuses('case_not_found', refuse(id, TARO))
  await refuse(id)
  assert.equal(await deniedBecause(look('o-1', id)), 'case_missing A3')
  await refuses('request_not_open', approve(id))
  const [entry] = (await w.entries('request.decided')).slice(-1)
  assert.ok(entry)
  assert.deepEqual([said(entry)['state'], said(entry)['decided_by']], ['refused', 'owner'])
  // Who the owner is stands there as a commitment alone; the service that spoke is named.
  assert.ok(entry.unmapped.commitments?.['subject'])
  assert.match(JSON.stringify(entry), new RegExp(`"uid":"${site.principalId}"`))
})

test('an owner is told why, what and when of their own, nothing of others, and not who it was', async (t) => {
  const { w, put, look, ask, about, approve, told } = await scene(t)
  await put('o-1', FIELDS)
  const { id } = await ask(about('hanako@example.com'))
  const both = await ask(about('hanako@example.com', 'taro@example.com'))
  const mine = async (one: string) =>
    (await told()).find(({ row }) => `cas_${row.id.toString('hex')}` === one)
  const [alone, shared] = [await mine(id), await mine(both.id)]
  assert.deepEqual([shared?.asks, shared?.reason], [false, undefined], 'about two people: nobody’s alone')
  assert.deepEqual([alone?.asks, alone?.reason], [true, 'the buyer wrote'])
  assert.equal((await told(TARO)).length, 1)
  await approve(id)
  const { promise } = await look('o-1', id)
  const after = await mine(id)
  assert.deepEqual(
    after?.uses.map(({ leaf }) => leaf?.toString('hex')),
    [promise.leaf],
  )
  assert.equal((await told(TARO)).flatMap(({ uses }) => uses).length, 0)
  assert.ok((await w.entries('case.read')).length >= 4)
})

test('only a service that may speak for owners, and in nobody’s hands who asked', async (t) => {
  const { w, cases, put, ask, about, approve, told, owner, hana, site } = await scene(t)
  await put('o-1', FIELDS)
  const { id } = await ask(about('hanako@example.com'))
  const other = await w.service([{ action: 'read-metadata', collection: 'orders' }])
  await refuses('action_denied', approve(id, HANAKO, other))
  await refuses('action_denied', told(HANAKO, other))
  await w.grant(owner, SPEAKER)
  await refuses('owner_needs_service', approve(id, HANAKO, owner))
  await refuses('owner_needs_service', told(HANAKO, owner))
  await refuses('case_invalid', told({ ...HANAKO, subject: 'nobody' }))
  await refuses('case_invalid', told(named(' ')))

  // The site answers to whoever asked: they would give themselves the customer's consent.
  const own = (to: string) =>
    w.db.owner.read.query({ text: 'UPDATE identity.service SET owner = $2 WHERE id = $1' }, [
      site.principal,
      to,
    ])
  await own(hana.principalId)
  await refuses('own_request', approve(id))
  await own(owner.principalId)
  await approve(id)
  await w.db.owner.read.query(
    { text: `UPDATE access.grant SET revoked_ms = 1, revoked_by = 'operator' WHERE principal = $1` },
    [site.principal],
  )
  await w.db.owner.read.query({ text: 'UPDATE access.authority SET generation = generation + 1' })
  await refuses('action_denied', told())
  assert.ok(cases)
})

test('otherwise the owner approves nothing, and is told all the same', async (t) => {
  const { ask, about, approve, told } = await scene(t, WITH_CASES)
  const { id } = await ask(about('hanako@example.com'))
  await refuses('case_needs_owner', approve(id))
  assert.deepEqual(
    (await told()).map(({ asks }) => asks),
    [false],
  )
})
