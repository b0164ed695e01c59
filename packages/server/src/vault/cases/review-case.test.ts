import assert from 'node:assert/strict'
import test from 'node:test'
import { DAY } from '../../../test/world.ts'
import { accessesOf, endCase, listCases, readWholeCase, reviewCase } from '../../access/index.ts'
import { refuses, said } from '../test-support/test-shop.ts'
import { ASKER, staff } from '../test-support/test-staff.ts'
import { subjectDigest } from './subject-digests.ts'

const FIELDS = { name: 'Hanako Yamada', email: 'hanako@example.com' }

test('what was seen in a case is reviewed by another person, once it is over', async (t) => {
  const { w, cases, put, look, open, owner, hana, person } = await staff(t)
  await put('o-1', FIELDS)
  const id = await open()
  await look('o-1', id)
  await refuses('case_not_over', reviewCase(cases, owner, id, { outcome: 'in-order' }))
  await endCase(cases, owner, id)
  await refuses('action_denied', reviewCase(cases, hana, id, { outcome: 'in-order' }))
  await w.grant(hana, { action: 'approve-access' })
  await refuses('case_own_review', reviewCase(cases, hana, id, { outcome: 'in-order' }))
  const linked = await person([{ action: 'approve-access' }])
  const links = [async () => [{ from: linked.principalId, to: hana.principalId, why: 'linked' as const }]]
  await refuses('case_own_review', reviewCase({ ...cases, links }, linked, id, { outcome: 'in-order' }))
  const there = await person([{ action: 'approve-access' }], w.second)
  await refuses('case_not_found', reviewCase(cases, there, id, { outcome: 'in-order' }))
  const due = await listCases(w.db.app.across.read, w.first.tenant, w.clock.ms, { toReview: true })
  assert.equal(due[0]?.review_due_ms, w.clock.ms + 7 * DAY)
  await reviewCase(cases, owner, id, { outcome: 'objected', note: 'the ticket was closed already' })
  await refuses('case_reviewed', reviewCase(cases, owner, id, { outcome: 'in-order' }))
  assert.equal(
    (await listCases(w.db.app.across.read, w.first.tenant, w.clock.ms, { toReview: true })).length,
    0,
  )
  const [entry] = await w.entries('case.reviewed')
  assert.deepEqual(entry && said(entry), { case: id, outcome: 'objected', uses: 1 })
  const whole = await readWholeCase(cases, hana, id)
  assert.equal(whole.note, 'the ticket was closed already')
  assert.equal(whole.text.ticket, 'T-1')
  assert.ok(!JSON.stringify(await w.entries()).includes('ticket'), 'nothing that people write is in the log')
})

test('its records are told to its person and to who may see access, and each telling is an entry', async (t) => {
  const { w, cases, ask, person, hana } = await staff(t)
  const { id } = await ask({ records: ['o-1', 'o-2'] })
  await refuses('action_denied', readWholeCase(cases, await person(ASKER), id))
  assert.equal((await w.entries('case.read')).length, 0)
  assert.deepEqual((await readWholeCase(cases, hana, id)).text.records, ['o-1', 'o-2'])
  assert.deepEqual(
    (await readWholeCase(cases, await person([{ action: 'read-access' }]), id)).text.ticket,
    'T-1',
  )
  assert.equal((await w.entries('case.read')).length, 2)
  await refuses(
    'case_not_found',
    readWholeCase(cases, await person([{ action: 'read-access' }], w.second), id),
  )
})

test('a data owner is told every time that something of theirs was shown', async (t) => {
  const { w, put, look, open } = await staff(t)
  await put('o-1', FIELDS)
  await put('o-2', { ...FIELDS, email: 'taro@example.com' })
  const id = await open({ records: ['o-1', 'o-2'] })
  await look('o-1', id, { fields: ['name'] })
  await w.setTime(w.clock.ms + 1)
  await look('o-1', id)
  await look('o-2', id)
  const of = async (value: string, tenant = w.first.tenant) => {
    const digest = await subjectDigest(w.deps, tenant, 'orders', 'buyer', value)
    const uses = await accessesOf(w.db.app.across.read, tenant, digest ?? Buffer.alloc(32))
    return uses.map((use) => [use.fields.join(), use.leaf?.length])
  }
  assert.deepEqual(await of('Hanako@example.com'), [
    ['email,name', 32],
    ['name', 32],
  ])
  assert.deepEqual(await of('taro@example.com'), [['email,name', 32]])
  assert.deepEqual(await of('nobody@example.com'), [])
  assert.deepEqual(await of('hanako@example.com', w.second.tenant), [], 'another tenant has another digest')
})
