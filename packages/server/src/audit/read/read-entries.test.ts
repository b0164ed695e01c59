import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { testDatabase } from '../../../test/database.ts'
import { formatId, newId } from '../../platform/ids.ts'
import type { OpeningOpener } from '../open/open-entries.ts'
import { draft, sequenceAll, testHolder, testSigner, testWriter, write } from '../test-support/test-log.ts'
import { readEntries, withOpenings } from './read-entries.ts'
import { readLogHealth } from './read-health.ts'

const opener: OpeningOpener = {
  open: (_tenant, sealed, aad) =>
    sealed.subarray(0, aad.length).equals(aad) ? sealed.subarray(aad.length) : undefined,
}
const kindOf = (name: string) => ({ ...draft().kind, name })
const newest = { order: 'newest', limit: 100 } as const

async function logOf(t: TestContext, batches: number, entries: number) {
  const db = await testDatabase(t)
  const signer = testSigner()
  const writer = testWriter(db.app, signer)
  await write(writer, batches, entries)
  const sequence = () => sequenceAll(testHolder(db.sequencer, signer))
  await sequence()
  return { db, writer, sequence }
}

test('pages go through the whole log, either way, each entry once, under the last checkpoint only', async (t) => {
  const { db, writer } = await logOf(t, 3, 300)
  await write(writer, 1, 10)
  for (const order of ['newest', 'oldest'] as const) {
    const seen: number[] = []
    let from: number | undefined
    do {
      const page = await readEntries(db.app.across.read, { order, limit: 77, from })
      assert.equal(page.size, 901)
      seen.push(...page.entries.map((e) => e.index))
      from = page.next
    } while (from !== undefined)
    const all = Array.from({ length: 901 }, (_, i) => i)
    assert.deepEqual(seen, order === 'oldest' ? all : all.toReversed())
  }
  const beyond = await readEntries(db.app.across.read, { order: 'oldest', limit: 5, from: 5000 })
  assert.deepEqual([beyond.entries.length, beyond.next], [0, undefined])
})

test('an empty log is an empty page', async (t) => {
  const db = await testDatabase(t)
  assert.deepEqual(await readEntries(db.app.across.read, newest), { size: 0, entries: [] })
})

test('a filter gives what passes it and nothing else', async (t) => {
  const { db, writer, sequence } = await logOf(t, 1, 500)
  await writer.across(async (_tx, log) => {
    log.add(draft({ kind: kindOf('record.put'), actor: 'svc_a' }))
    log.add(draft({ kind: kindOf('record.put_off'), actor: 'svc_a', outcome: 'failure' }))
    log.add(draft({ kind: kindOf('records.searched'), actor: 'svc_b' }))
    // What a detail says of a kind is not a kind.
    log.add(draft({ detail: { event: 'record.put' } }))
  })
  await sequence()
  const kinds = async (filter: object) =>
    (await readEntries(db.app.across.read, { ...newest, ...filter })).entries.map((e) => e.kind).toReversed()
  assert.deepEqual(await kinds({ kind: 'record.put' }), ['record.put'])
  assert.deepEqual(await kinds({ kind: 'record.' }), ['record.put', 'record.put_off'])
  assert.deepEqual(await kinds({ outcome: 'failure' }), ['record.put_off'])
  assert.deepEqual(await kinds({ actor: 'svc_b' }), ['records.searched'])
  assert.deepEqual(await kinds({ kind: 'nothing.' }), [])
})

test('a filter that finds nothing looks through so much at once and says where to go on', async (t) => {
  const { db } = await logOf(t, 9, 1000)
  const page = await readEntries(db.app.across.read, { ...newest, kind: 'record.' })
  assert.equal(page.entries.length, 0)
  assert.ok(page.next !== undefined && page.next < 9001 - 31 * 256)
  const rest = await readEntries(db.app.across.read, { ...newest, kind: 'lane.opened', from: page.next })
  assert.deepEqual(
    rest.entries.map((e) => e.index),
    [0],
  )
})

test('a tenant sees its own entries and the installation’s, and openings of its own only', async (t) => {
  const { db, writer, sequence } = await logOf(t, 1, 1)
  const [one, two] = [
    { tenant: 1, id: 'ten_1' },
    { tenant: 2, id: 'ten_2' },
  ]
  const [staff, record, other] = [newId(), newId(), newId()]
  await writer.across(async (_tx, log) => {
    log.add(draft({ tenant: one, people: { staff, record, address: Buffer.from('abc') } }))
    log.add(draft({ tenant: two, people: { staff: other } }))
    log.add(draft({ tenant: one, people: { records: Buffer.concat([record, staff]) } }))
  })
  await sequence()
  const page = await readEntries(db.app.across.read, { ...newest, tenant: one.id })
  assert.deepEqual(
    page.entries.map((e) => e.tenant),
    ['ten_1', 'ten_1', undefined, undefined],
  )
  const opened = await withOpenings(db.app.across.read, opener, one, page.entries)
  assert.deepEqual(opened[1]?.opened, {
    staff: formatId('per', staff),
    record: formatId('rec', record),
    address: Buffer.from('abc').toString('hex'),
  })
  assert.deepEqual(opened[0]?.opened, { records: [formatId('rec', record), formatId('rec', staff)] })
  const all = await readEntries(db.app.across.read, newest)
  const asOne = await withOpenings(db.app.across.read, opener, one, all.entries)
  assert.ok(!JSON.stringify(asOne).includes(other.toString('hex')))
  // What the entry's commitment does not bear out counts for nothing.
  const forged = page.entries.map((e) => ({
    ...e,
    commitments: { ...e.commitments, staff: '00'.repeat(32) },
  }))
  const [, without] = await withOpenings(db.app.across.read, opener, one, forged)
  assert.equal(without?.opened?.staff, undefined)
  assert.ok(without?.opened?.record)
})

test('health tells the age of the checkpoint, what waits and where the log stopped', async (t) => {
  const { db, writer } = await logOf(t, 1, 5)
  const [row] = await db.app.across.read.query<{ signed: number }>({
    text: 'SELECT max(signed_ms) AS signed FROM audit.checkpoint',
  })
  const clock = { now: () => (row?.signed ?? 0) + 60_000 }
  const quiet = await readLogHealth(db.app.across.read, clock)
  assert.deepEqual(
    [quiet.size, quiet.ageMs, quiet.pending, quiet.lanes],
    [6, 60_000, { batches: 0, entries: 0, overdue: 0 }, { known: 1, broken: [] }],
  )
  await write(writer, 2, 3)
  await db.owner.read.query({
    text: `INSERT INTO audit.gap SELECT lane, 7, 'batch_missing', 1000 FROM audit.lane`,
  })
  const late = await readLogHealth(db.app.across.read, clock)
  assert.deepEqual([late.pending.batches, late.pending.entries, late.pending.overdue], [2, 6, 2])
  assert.ok((late.pending.dueInMs ?? 0) < 0)
  assert.deepEqual(
    late.lanes.broken.map(({ batch, code }) => [batch, code]),
    [[7, 'batch_missing']],
  )
})
