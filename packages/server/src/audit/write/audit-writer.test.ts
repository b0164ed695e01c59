import assert from 'node:assert/strict'
import { test } from 'node:test'
import { verifyPromise } from '@azukari/proof'
import { testDatabase } from '../../../test/database.ts'
import { systemClock } from '../../platform/clock.ts'
import { newProcessKey } from '../origin/process-key.ts'
import {
  draft,
  failing,
  sequenceAll,
  testAcrossWriter,
  testHolder,
  testSigner,
  testWriter,
  write,
} from '../test-support/test-log.ts'
import { verifyDatabase } from '../verify/verify-log.ts'
import { AuditWriter } from './audit-writer.ts'

const CHANGE = { text: `INSERT INTO test_change VALUES (1)` }
const CHANGES = { text: 'SELECT FROM test_change' }

test('a change and its entry commit together, and the promise is kept', async (t) => {
  const db = await testDatabase(t)
  const signer = testSigner()
  const processKey = newProcessKey(signer)
  await db.owner.read.query({
    text: 'CREATE TABLE test_change (n integer); GRANT ALL ON test_change TO azukari_app; GRANT USAGE ON SCHEMA public TO azukari_app',
  })
  const sealer = { seal: (_: number, plaintext: Buffer) => plaintext }
  const options = {
    database: db.app,
    clock: systemClock,
    sealer,
    origin: signer.origin,
    processKey,
    promiseWithinMs: 5000,
  }
  const writer = new AuditWriter(options)
  const { promise } = await writer.across(async (tx, log) => {
    await tx.query(CHANGE)
    log.add(draft())
    log.add(draft({ people: { subject: Buffer.from('someone') } }))
  })
  const promises = [promise(0), promise(1)]
  for (const p of promises) await verifyPromise(p, [processKey.publicKey.toString('hex')])
  assert.equal((await db.app.across.read.query(CHANGES)).length, 1)
  await sequenceAll(testHolder(db.sequencer, signer))
  const report = await verifyDatabase(db.app.across.read, { promises })
  assert.deepEqual(report.problems, [])
})

test('where the log cannot be written nothing is changed and the caller is told', async (t) => {
  const db = await testDatabase(t)
  const writer = testWriter(db.app, testSigner())
  await db.owner.read.query({
    text: `CREATE TABLE test_change (n integer); GRANT ALL ON test_change TO azukari_app; GRANT USAGE ON SCHEMA public TO azukari_app;
      ALTER TABLE audit.pending ADD CONSTRAINT full_disk CHECK (batch < 2)`,
  })
  const change = () =>
    writer.across(async (tx, log) => {
      await tx.query(CHANGE)
      log.add(draft())
    })
  await change()
  await assert.rejects(change(), { code: 'log_unavailable', status: 503 })
  assert.equal((await db.app.across.read.query(CHANGES)).length, 1)
})

test('openings that cannot be sealed stop the change too', async (t) => {
  const db = await testDatabase(t)
  const signer = testSigner()
  const writer = new AuditWriter({
    database: db.app,
    clock: systemClock,
    sealer: { seal: () => Promise.reject(new Error('no key')) },
    origin: signer.origin,
    processKey: newProcessKey(signer),
    promiseWithinMs: 0,
  })
  const people = { subject: Buffer.from('someone') }
  await assert.rejects(
    writer.across(async (_tx, log) => log.add(draft({ people }))),
    { code: 'log_unavailable' },
  )
  assert.equal((await db.app.across.read.query({ text: 'SELECT FROM audit.pending' })).length, 0)
})

for (const how of ['lost', 'kept'] as const) {
  test(`an unknown commit (${how}) closes the lane, and the successor says so`, async (t) => {
    const db = await testDatabase(t)
    const signer = testSigner()
    const writer = testAcrossWriter(failing(db.app.across, 2, how), signer)
    await write(writer, 1)
    await assert.rejects(write(writer, 1), { code: 'commit_unknown' })
    await write(writer, 2)
    await sequenceAll(testHolder(db.sequencer, signer))
    const report = await verifyDatabase(db.app.across.read)
    assert.deepEqual(report.problems, [])
    assert.equal(report.size, 2 + (how === 'kept' ? 1 : 0) + 3)
    assert.deepEqual(
      Object.values(report.lanes).map((l) => l.batch),
      [how === 'kept' ? 2 : 1, 2],
    )
    const [bundle] = await db.app.across.read.query<{ entries: Buffer }>({
      text: 'SELECT entries FROM audit.bundle',
    })
    assert.ok(bundle?.entries.includes(`"succeeds":"${Object.keys(report.lanes)[0]}"`))
  })
}

test('a change that is refused makes no entry and does not disturb its lane', async (t) => {
  const db = await testDatabase(t)
  const signer = testSigner()
  const writer = testWriter(db.app, signer)
  await write(writer, 1)
  const refused = writer.across(async (_tx, log) => {
    log.add(draft())
    throw new RangeError('refused')
  })
  await assert.rejects(refused, RangeError)
  await assert.rejects(
    writer.across(async (_tx, log) => log.add(draft({ detail: { text: 'x'.repeat(70_000) } }))),
    { code: 'entry_too_large' },
  )
  await write(writer, 1)
  await sequenceAll(testHolder(db.sequencer, signer))
  const report = await verifyDatabase(db.app.across.read)
  assert.deepEqual(report.problems, [])
  assert.deepEqual(
    Object.values(report.lanes).map((l) => l.batch),
    [2],
  )
})
