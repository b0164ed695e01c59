import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabase } from '../../../test/database.ts'
import {
  sequenceAll,
  testHolder,
  testSequencer,
  testSigner,
  testWriter,
  until,
  write,
} from '../test-support/test-log.ts'
import { verifyDatabase } from '../verify/verify-log.ts'

test('a stale sequencer is fenced out and signs nothing', async (t) => {
  const db = await testDatabase(t)
  const signer = testSigner()
  const writer = testWriter(db.app, signer)
  const stale = testHolder(db.sequencer, signer)
  await stale.takeOver()
  const holder = testHolder(db.sequencer, signer)
  await holder.takeOver()
  await write(writer, 1)
  await assert.rejects(stale.round(), { code: 'log_fenced' })
  assert.equal(stale.holding, false)
  assert.equal((await db.app.across.read.query({ text: 'SELECT FROM audit.leaf' })).length, 0)
  await sequenceAll(holder)
  assert.deepEqual((await verifyDatabase(db.app.across.read)).problems, [])
})

test('a sequencer with nothing to do notices that the term is taken', async (t) => {
  const db = await testDatabase(t)
  const signer = testSigner()
  const stale = testHolder(db.sequencer, signer)
  await stale.takeOver()
  assert.equal(await stale.round(), undefined)
  await testHolder(db.sequencer, signer).takeOver()
  await assert.rejects(stale.round(), { code: 'log_fenced' })
})

test('a sequencer that lost the term between its move and its signature leaves the signature to the next', async (t) => {
  const db = await testDatabase(t)
  const signer = testSigner()
  await write(testWriter(db.app, signer), 1)
  let steal = async () => {}
  let transactions = 0
  const database = {
    ...db.sequencer,
    tx: (async (work) => {
      if (++transactions === 5) await steal()
      return db.sequencer.tx(work)
    }) as typeof db.sequencer.tx,
  }
  const slow = testHolder(database, signer)
  const next = testHolder(db.sequencer, signer)
  steal = () => next.takeOver()
  await slow.takeOver()
  await assert.rejects(slow.round(), { code: 'log_fenced' })
  assert.equal(next.signed, 2)
  assert.deepEqual((await verifyDatabase(db.app.across.read)).problems, [])
})

test('of many sequencers at once one wins, nothing is lost and nothing is sequenced twice', async (t) => {
  const db = await testDatabase(t)
  const signer = testSigner()
  const sequencers = [1, 2, 3].map(() =>
    testSequencer(db.sequencer, signer, { standbyLooks: 3, maxEntries: 7 }),
  )
  t.after(() => Promise.all(sequencers.map((s) => s.stop())))
  await Promise.all(sequencers.map((s) => s.ready))
  const writers = [1, 2, 3, 4].map(() => testWriter(db.app, signer))
  await Promise.all(writers.map((w) => write(w, 40, 3)))
  const pending = () => db.app.across.read.query({ text: 'SELECT FROM audit.pending' })
  await until(async () => (await pending()).length === 0)
  const entries = 4 * (40 * 3 + 1)
  await until(() => sequencers.some((s) => s.status().signed === entries))
  assert.equal(sequencers.filter((s) => s.status().state === 'holding').length, 1)
  const report = await verifyDatabase(db.app.across.read)
  assert.deepEqual(report.problems, [])
  assert.equal(report.size, entries)
})

test('a sequencer that stands by takes over when the other is gone, and not before', async (t) => {
  const db = await testDatabase(t)
  const signer = testSigner()
  const first = testSequencer(db.sequencer, signer)
  await first.ready
  const second = testSequencer(db.sequencer, signer)
  t.after(() => Promise.all([first.stop(), second.stop()]))
  await second.ready
  // The newest holds the term; the other notices with the next work.
  const writer = testWriter(db.app, signer)
  await write(writer, 1)
  await until(() => first.status().state === 'standby')
  assert.equal(second.status().state, 'holding')
  await second.stop()
  await write(writer, 1)
  await until(() => first.status().state === 'holding' && first.status().signed === 3)
  await first.stop()
  assert.equal(first.status().state, 'stopped')
})
