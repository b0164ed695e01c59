import assert from 'node:assert/strict'
import test from 'node:test'
import { DAY, NOON } from '../../../test/world.ts'
import { rotateBucketKey } from '../../keys/index.ts'
import { AzukariError } from '../../platform/errors.ts'
import type { Caller } from '../../platform/route.ts'
import { deleteRecord } from '../forget/delete-record.ts'
import type { PutInput } from '../put/put-slot.ts'
import { iso, type Shop, said, shop } from '../test-support/test-shop.ts'
import { type ImportLine, type ImportOutcome, importRecords } from './import-records.ts'

type Line = Omit<PutInput, 'collection' | 'mode'> & { readonly mode?: PutInput['mode'] }

const shipped = [{ event: 'shipped', at: iso(NOON) }]
const PERSON = { name: 'Hanako', email: 'h@example.jp', line1: 'Chiyoda' }

async function send({ w }: Shop, by: Caller, lines: readonly Line[], on = w): Promise<ImportOutcome[]> {
  async function* source(): AsyncGenerator<ImportLine> {
    for (const [index, line] of lines.entries()) {
      yield { index, input: { collection: 'orders', mode: 'merge', ...line } }
    }
  }
  const outcomes: ImportOutcome[] = []
  for await (const outcome of importRecords(on.putter, by, source())) outcomes.push(outcome)
  return outcomes
}

const told = (outcomes: readonly ImportOutcome[]) =>
  outcomes.map((o) => (o.status === 'refused' ? o.code : `${o.status} ${o.version}`))

test('each line has the outcome that a put of it has, whatever its neighbours are', async (t) => {
  const s = await shop(t)
  const { w, caller, other } = s
  const lines: Line[] = [
    { id: 'new', fields: PERSON, events: shipped },
    { id: 'there', fields: { sku: 'b' } },
    { id: 'deleted', fields: { sku: 'b' } },
    { id: '', fields: { sku: 'x' } },
    { id: 'wrong', fields: { count: 'many' } },
    { id: 'late', fields: PERSON, events: [{ event: 'shipped', at: iso(NOON - 40 * DAY) }] },
    { id: 'future', fields: PERSON, events: [{ event: 'shipped', at: iso(NOON + DAY) }] },
    {
      id: 'big',
      fields: { items: 'x'.repeat(9000), 'items.personal': 'y'.repeat(9000), gift: 'z'.repeat(3000) },
    },
    { id: 'there', fields: { vat: 'T' } },
    { id: 'other kind', fields: { sku: 'a', vat: 'T', ...PERSON } },
    { id: 'matched', fields: { sku: 'a' }, ifMatch: 3 },
  ]
  for (const by of [caller, other]) {
    for (const id of ['there', 'deleted']) await s.put(id, { sku: 'a' }, { by })
    await deleteRecord(w.deps, by, 'orders', 'deleted')
  }
  const bulk = told(await send(s, caller, lines))
  const single: string[] = []
  for (const line of lines) {
    try {
      const done = await w.putter.put(other, { collection: 'orders', mode: 'merge', ...line })
      single.push(`${done.created ? 'created' : 'changed'} ${done.version}`)
    } catch (error) {
      assert.ok(error instanceof AzukariError)
      single.push(error.code)
    }
  }
  assert.deepEqual(bulk, single)
  const reasons = async (by: Caller) =>
    (await w.entries('record.put'))
      .filter((e) => JSON.stringify(e).includes(by.principalId))
      .map((e) => `${said(e).reason ?? said(e).version} ${said(e).created}`)
      .sort()
  assert.deepEqual(await reasons(caller), await reasons(other))
  assert.deepEqual((await s.reveal('new')).fields.name, 'Hanako')
})

test('what changes nothing is no version: told by digest, by comparing, and never of what is destroyed', async (t) => {
  const s = await shop(t)
  const { w, caller, reveal } = s
  const lines = [
    { id: '1', fields: { ...PERSON, sku: 'a', items: { x: [1, { y: 2 }] } }, events: shipped },
    { id: '2', fields: { sku: 'a' } },
  ]
  assert.deepEqual(told(await send(s, caller, lines)), ['created 1', 'created 1'])
  const opened = () => w.count('keys.record_key', 'digest IS NOT NULL')
  assert.equal(await opened(), 3)
  assert.deepEqual(told(await send(s, caller, lines)), ['unchanged 1', 'unchanged 1'])
  const [entry, ...more] = await w.entries('records.unchanged')
  assert.deepEqual([entry && said(entry).records, more.length], [2, 0])
  assert.equal((await w.entries('record.put')).length, 2)
  // In another order, and only a part of it: a digest cannot tell, the values can.
  const part = { id: '1', fields: { items: { x: [1, { y: 2 }] }, name: 'Hanako' } }
  assert.deepEqual(told(await send(s, caller, [part])), ['unchanged 1'])
  assert.deepEqual(told(await send(s, caller, [{ ...part, mode: 'replace' }])), ['changed 2'])
  assert.deepEqual(told(await send(s, caller, [{ ...part, mode: 'replace' }])), ['unchanged 2'])
  assert.deepEqual((await reveal('1')).fields, { name: 'Hanako', items: { x: [1, { y: 2 }] } })
  const delivered = [{ event: 'delivered', at: iso(NOON) }]
  assert.deepEqual(told(await send(s, caller, [{ ...part, events: delivered }])), ['changed 3'])
  assert.deepEqual(told(await send(s, caller, [{ id: '1', fields: { name: 'Taro' } }])), ['changed 4'])
  assert.equal((await reveal('1')).fields.name, 'Taro')
  // The line carries one of two groups, as it is: merged it changes nothing, in place of the record it takes the other away.
  assert.deepEqual(told(await send(s, caller, [{ id: '2', fields: { name: 'Hanako' } }])), ['changed 2'])
  const one = { id: '2', fields: { sku: 'a' } }
  assert.deepEqual(told(await send(s, caller, [one])), ['unchanged 2'])
  assert.deepEqual(told(await send(s, caller, [{ ...one, mode: 'replace' }])), ['changed 3'])
  // Due, and not swept yet: the digest is there, the answer is that it is gone.
  await w.setTime(NOON + 30 * DAY)
  assert.deepEqual(told(await send(s, caller, [{ id: '1', fields: { name: 'Taro' } }])), [
    'already_destroyed',
  ])
})

test('a record that a put made is compared once, and told by its digest from then on', async (t) => {
  const s = await shop(t)
  await s.put('1', PERSON)
  assert.deepEqual(told(await send(s, s.caller, [{ id: '1', fields: PERSON }])), ['unchanged 1'])
  assert.equal(await s.w.count('keys.record_key', 'digest IS NOT NULL'), 1)
  // From here on nothing has to be opened: with cells that do not open it is the same answer.
  await s.w.db.owner.read.query({ text: `UPDATE vault.record SET cells = ''` })
  assert.deepEqual(told(await send(s, s.caller, [{ id: '1', fields: PERSON }])), ['unchanged 1'])
  const backwards = Object.fromEntries(Object.entries(PERSON).reverse())
  assert.deepEqual(told(await send(s, s.caller, [{ id: '1', fields: backwards }])), ['unchanged 1'])
})

test('digests of equal records differ, and a policy that changed makes none count', async (t) => {
  const s = await shop(t)
  await send(s, s.caller, [
    { id: '1', fields: PERSON },
    { id: '2', fields: PERSON },
  ])
  const rows = await s.w.db.owner.read.query<{ digest: Buffer }>({
    text: 'SELECT digest FROM keys.record_key',
  })
  assert.equal(rows.length, 2)
  assert.notDeepEqual(rows[0]?.digest, rows[1]?.digest)
  await s.w.db.owner.read.query({ text: 'UPDATE vault.record SET schema = 0' })
  assert.deepEqual(told(await send(s, s.caller, [{ id: '1', fields: PERSON }])), ['changed 2'])
})

test('a bucket that was renewed, and a row that the database refuses, cost the others nothing', async (t) => {
  const s = await shop(t)
  const { w, caller } = s
  await send(s, caller, [{ id: 'first', fields: PERSON, events: shipped }])
  const [bucket] = await w.db.owner.read.query<{ bucket: number }>({
    text: 'SELECT bucket FROM keys.record_key',
  })
  await rotateBucketKey(w.process().keyring, bucket?.bucket ?? 0)
  const lines = [...Array(20).keys()].map((i) => ({ id: `${i}`, fields: PERSON, events: shipped }))
  assert.deepEqual(new Set(told(await send(s, caller, lines))), new Set(['created 1']))
  await w.db.owner.read.query({
    text: `ALTER TABLE vault.record ADD CONSTRAINT no_twins CHECK (NOT events ? 'cancelled')`,
  })
  const mixed = lines.map((line, i) => ({
    ...line,
    id: `m${i}`,
    events: i === 7 ? [{ event: 'cancelled', at: iso(NOON) }] : shipped,
  }))
  await assert.rejects(send(s, caller, mixed), { code: 'database_error' })
  assert.equal(await w.count('vault.record'), 40)
})
