import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabase } from '../../../test/database.ts'
import { systemClock } from '../../platform/clock.ts'
import { newProcessKey } from '../origin/process-key.ts'
import { draft, plainSealer, sequenceAll, testSigner, write } from '../test-support/test-log.ts'
import { verifyDatabase } from '../verify/verify-log.ts'
import { AuditWriter } from '../write/audit-writer.ts'
import { type Batch, Lane } from '../write/lane.ts'
import { KnownBatches } from './known-batches.ts'
import type { PendingBatch } from './pending-batch.ts'
import { TermHolder } from './term-holder.ts'

/** Counts what was taken up without a closer look. */
class Counting extends KnownBatches {
  taken = 0
  override take(row: PendingBatch): Batch | undefined {
    const batch = super.take(row)
    if (batch) this.taken++
    return batch
  }
}

async function scene(t: Parameters<typeof testDatabase>[0]) {
  const db = await testDatabase(t)
  const signer = testSigner()
  const known = new Counting()
  const writer = new AuditWriter({
    database: db.app,
    clock: systemClock,
    sealer: plainSealer,
    origin: signer.origin,
    processKey: newProcessKey(signer),
    promiseWithinMs: 5000,
    committed: (batch) => known.keep(batch),
  })
  const bounds = { entries: 20_000, bytes: 64 << 20 }
  const holder = new TermHolder({
    database: db.sequencer,
    signer,
    clock: systemClock,
    durable: false,
    bounds,
    known,
  })
  const gaps = () =>
    db.app.across.read.query<{ code: string; batch: number }>({ text: 'SELECT code, batch FROM audit.gap' })
  return { db, writer, known, holder, gaps }
}

test('what this process wrote goes into the log as it was written; the first batch of a lane is looked at', async (t) => {
  const { db, writer, known, holder, gaps } = await scene(t)
  await write(writer, 5, 70)
  await sequenceAll(holder)
  await write(writer, 2, 3)
  await sequenceAll(holder)
  assert.equal(known.taken, 7, 'each was compared and found to be what was written')
  assert.deepEqual(await gaps(), [])
  const report = await verifyDatabase(db.app.across.read)
  assert.deepEqual(report.problems, [])
  assert.equal(report.size, 357)
})

for (const [what, change, code] of [
  [
    'an entry',
    `entries = set_byte(entries, 600, get_byte(entries, 600) # 1)`,
    /entry_malformed|head_mismatch/,
  ],
  ['the signature', `signature = set_byte(signature, 0, get_byte(signature, 0) # 1)`, /signature_invalid/],
  ['the due time', `due_ms = due_ms + 1`, /signature_invalid/],
  ['the count', `count = count + 1`, /bundle_malformed/],
  ['the head', `head = set_byte(head, 0, get_byte(head, 0) # 1)`, /head_mismatch/],
] as const) {
  test(`${what} changed in the table is found, whoever wrote it`, async (t) => {
    const { db, writer, known, holder, gaps } = await scene(t)
    await write(writer, 3, 4)
    await db.owner.read.query({ text: `UPDATE audit.pending SET ${change} WHERE batch = 2` })
    await sequenceAll(holder)
    const [gap] = await gaps()
    assert.equal(gap?.batch, 2)
    assert.match(gap?.code ?? '', code)
    assert.equal(known.taken, 1)
  })
}

test('only so much is remembered, the newest', async () => {
  const signer = testSigner()
  const lane = new Lane({ origin: signer.origin, processKey: newProcessKey(signer), promiseWithinMs: 5000 })
  const known = new KnownBatches()
  const made: { batch: Batch; row: PendingBatch }[] = []
  for (let i = 0; i < 3; i++) {
    const built = await lane.build([draft()], i)
    lane.advance(built)
    const batch = { ...built, entries: Buffer.alloc(15 << 20) }
    known.keep(batch)
    const place = { lastBatch: i, lastHead: batch.prev, key: signer.publicKey }
    made.push({ batch, row: { ...batch, ...place, count: batch.leaves.length, due: batch.dueMs } })
  }
  assert.deepEqual(
    made.map(({ row }) => known.take(row) !== undefined),
    [false, true, true],
  )
})
