import assert from 'node:assert/strict'
import test from 'node:test'
import {
  approveRequest,
  endCase,
  refuseRequest,
  revokeGrant,
  takeCaseUse,
  withdrawRequest,
} from '../../access/index.ts'
import { isAzukariError } from '../../platform/errors.ts'
import { refuses, said } from '../test-support/test-shop.ts'
import { ASKER, deniedBecause, entriesOf, staff } from '../test-support/test-staff.ts'
import { recordDigest } from './subject-digests.ts'

const FIELDS = { name: 'Hanako Yamada', email: 'hanako@example.com', phone: '090-1234-5678', line1: '1-2-3' }

test('ended by its person it is over at once, on every server and for reveals under way', async (t) => {
  const { w, cases, put, look, open, hana } = await staff(t)
  await put('o-1', FIELDS)
  const id = await open({ cap: 100 })
  const other = w.process()
  await look('o-1', id, { on: other })
  let ended = false
  let shownAfter = 0
  const stream = async () => {
    for (let i = 0; i < 20; i++) {
      const began = ended
      try {
        await look('o-1', id, { on: i % 2 === 0 ? w : other })
        if (began) shownAfter++
      } catch (error) {
        assert.ok(isAzukariError(error) && error.extra?.reason === 'case_ended', String(error))
      }
    }
  }
  const streams = [stream(), stream(), stream()]
  await endCase(cases, hana, id)
  ended = true
  await Promise.all(streams)
  assert.equal(shownAfter, 0)
  assert.equal(await deniedBecause(look('o-1', id, { on: other })), 'case_ended A3')
  const { endedMs } = await endCase(cases, hana, id)
  assert.equal(endedMs, w.clock.ms)
  assert.equal((await w.entries('case.ended')).length, 1)
})

test('the cap is never overshot, however many reveals run at once and on how many servers', async (t) => {
  const { w, put, look, open } = await staff(t)
  await put('o-1', FIELDS)
  await put('o-2', FIELDS)
  const id = await open({ records: ['o-1', 'o-2'], cap: 7 })
  const servers = [w, w.process(), w.process()]
  const all = await Promise.all(
    Array.from({ length: 40 }, (_, i) =>
      deniedBecause(look(i % 2 === 0 ? 'o-1' : 'o-2', id, { on: servers[i % 3] ?? w })),
    ),
  )
  assert.equal(all.filter((one) => one === 'allowed').length, 7)
  assert.ok(all.every((one) => one === 'allowed' || one === 'case_cap_reached A3'))
  const shown = (await entriesOf(w, 'record.revealed')).filter((e) => e.status_id === 1)
  assert.equal(shown.length, 7, 'by the log too')
  assert.equal(await w.count('access.case_use', 'leaf IS NOT NULL'), 7)
})

test('a use is taken before anything is looked at: what then fails has used the case up', async (t) => {
  const { w, look, open } = await staff(t)
  const id = await open({ cap: 1 })
  await refuses('record_not_found', look('o-1', id))
  assert.equal(await deniedBecause(look('o-1', id)), 'case_cap_reached A3')
  assert.equal(await w.count('access.case_use', 'leaf IS NULL'), 1)
})

test('in one group with others each is judged by its own case', async (t) => {
  const { w, put, look, open, person, reveal } = await staff(t)
  await put('o-1', FIELDS)
  await put('o-2', { ...FIELDS, name: 'Taro' })
  const one = await open()
  const other = await person(ASKER)
  const two = await open({ records: ['o-2'] }, other)
  const results = await Promise.all([
    deniedBecause(look('o-1', one)),
    deniedBecause(look('o-1', two)),
    deniedBecause(look('o-1', two, { by: other })),
    deniedBecause(look('o-2', two, { by: other })),
    deniedBecause(look('o-2', one, { by: other })),
    deniedBecause(look('o-2', one)),
    deniedBecause(look('o-2', undefined, { by: other })),
    deniedBecause(reveal('o-2', { purpose: 'support' })),
  ])
  assert.deepEqual(results, [
    'allowed',
    'case_missing A3',
    'case_other_record A3',
    'allowed',
    'case_missing A3',
    'case_other_record A3',
    'case_missing A3',
    'allowed',
  ])
  const services = (await entriesOf(w, 'record.revealed')).filter((e) => e.actor.user.uid !== 'person')
  assert.ok(services.every((e) => said(e).case === undefined))
})

test('of approving, withdrawing and refusing at the same moment one wins, and grants are there only if it was the approval', async (t) => {
  const { w, cases, ask, owner, hana, person } = await staff(t)
  const other = await person([{ action: 'approve-access' }])
  for (let i = 0; i < 6; i++) {
    const { request, id } = await ask()
    const settled = await Promise.allSettled([
      approveRequest(cases, owner, request),
      withdrawRequest(cases, hana, request),
      approveRequest(cases, other, request),
      refuseRequest(cases, other, request),
    ])
    const won = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value.state] : []))
    assert.equal(won.length, 1, JSON.stringify(settled))
    const grants = await w.count('access.grant', `'cas_' || encode(case_id, 'hex') = '${id}'`)
    assert.equal(grants, won[0] === 'approved' ? 2 : 0)
  }
})

test('an approver whose right ends in the same moment opens no case after it', async (t) => {
  const { w, cases, ask, owner } = await staff(t)
  const [grant] = await w.db.owner.read.query<{ id: string }>(
    { text: `SELECT 'grt_' || encode(id, 'hex') AS id FROM access.grant WHERE principal = $1` },
    [owner.principal],
  )
  const { request } = await ask()
  await w.authorities.load(owner)
  const [revoked, approved] = await Promise.allSettled([
    revokeGrant(w.access, w.first, grant?.id ?? ''),
    approveRequest(cases, owner, request),
  ])
  assert.equal(revoked.status, 'fulfilled')
  const order = await w.db.owner.read.query<{ approved: number | null }>({
    text: 'SELECT opened_ms AS approved FROM access.case',
  })
  assert.equal(order[0]?.approved !== null, approved.status === 'fulfilled')
  const later = await ask()
  await refuses('action_denied', approveRequest(cases, owner, later.request))
})

test('a use that was taken before the end shows nothing after it, and after it none is taken', async (t) => {
  const { w, cases, put, look, open, hana } = await staff(t)
  await put('o-1', FIELDS)
  const id = await open()
  const other = w.process()
  await look('o-1', id, { on: other })
  const record = await recordDigest(w.deps, hana.tenant, 'orders', 'o-1')
  const asked = { collection: 'orders', purpose: 'support', fields: ['name'] }
  const question = { ...asked, caseId: id, action: 'reveal', record, subjects: [] } as const
  const { use } = await takeCaseUse(w.deps, hana, question)
  assert.equal(use, 'taken')
  await endCase(cases, hana, id)
  const late = other.revealer.reveal(hana, { ...asked, id: 'o-1', caseId: id, caseUse: use })
  assert.equal(await deniedBecause(late), 'case_ended A3')
  assert.deepEqual(await takeCaseUse(w.deps, hana, question), { use: 'case_ended' })
  assert.equal(await w.count('access.case_use'), 2)
})
