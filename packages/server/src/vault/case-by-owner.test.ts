import assert from 'node:assert/strict'
import test from 'node:test'
import { approveCaseAsOwner, approveRequest, withdrawRequest } from '../access/index.ts'
import { subjectDigest } from './subject-digests.ts'
import { refuses } from './test-shop.ts'
import { deniedBecause, staff, WITH_CASES } from './test-staff.ts'

const BY_OWNER = WITH_CASES.replace('  case_at_most:', '  case_approved_by: owner\n  case_at_most:')
const FIELDS = { name: 'Hanako Yamada', email: 'hanako@example.com' }

test('where the policy gives the say to the data owner, theirs alone opens a case, and only about themselves', async (t) => {
  const s = await staff(t, BY_OWNER)
  const { w, cases, put, look, ask, owner, hana } = s
  await put('o-1', FIELDS)
  await put('o-2', { ...FIELDS, email: 'taro@example.com' })
  const digestOf = async (value: string) =>
    (await subjectDigest(w.deps, w.first.tenant, 'orders', 'buyer', value)) ?? Buffer.alloc(32)
  const [me, other] = [await digestOf('hanako@example.com'), await digestOf('taro@example.com')]
  const tenant = { tenant: w.first.tenant, id: w.first.tenantId }
  const approve = (id: string, as = me) => approveCaseAsOwner(cases, tenant, id, as)
  const subject = (value: string) => ({ kind: 'buyer', value })

  const about = { records: [], subjects: [subject('hanako@example.com')] }
  const { id, request } = await ask(about)
  await refuses('case_needs_owner', approveRequest(cases, owner, request))
  await refuses('case_not_found', approve(id, other))
  await refuses(
    'case_not_found',
    approveCaseAsOwner(cases, { tenant: w.second.tenant, id: w.second.tenantId }, id, me),
  )
  await refuses(
    'onboarding_missing',
    approveCaseAsOwner({ ...cases, onboarding: [async () => ['policy']] }, tenant, id, me),
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
  const both = [subject('hanako@example.com'), subject('taro@example.com')]
  await refuses('case_not_found', approve((await ask({ records: [], subjects: both })).id))
  const gone = await ask(about)
  await withdrawRequest(cases, hana, gone.request)
  await refuses('request_not_open', approve(gone.id))
})

test('otherwise the owner approves nothing', async (t) => {
  const { w, cases, ask } = await staff(t)
  const { id } = await ask({ records: [], subjects: [{ kind: 'buyer', value: 'hanako@example.com' }] })
  const me = await subjectDigest(w.deps, w.first.tenant, 'orders', 'buyer', 'hanako@example.com')
  const tenant = { tenant: w.first.tenant, id: w.first.tenantId }
  await refuses('case_needs_owner', approveCaseAsOwner(cases, tenant, id, me ?? Buffer.alloc(32)))
})
