import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabase } from '../../test/database.ts'
import type { Measurement } from '../platform/check.ts'
import { systemClock } from '../platform/clock.ts'
import type { Database } from '../platform/db.ts'
import { auditChecks } from './checks.ts'
import { sequenceAll, testHolder, testSigner, testWriter, write } from './test-support/test-log.ts'

async function measure(database: Database, name: string, aheadMs = 0): Promise<Measurement> {
  const found = auditChecks.find((c) => c.name === name)
  assert.ok(found)
  return found.measure({ read: database.across.read, clock: { now: () => systemClock.now() + aheadMs } })
}

test('pending entries violate the sequencer’s check when they are old, and promises when they are due', async (t) => {
  const db = await testDatabase(t)
  const signer = testSigner()
  const state = async (name: string, ahead: number) => (await measure(db.app, name, ahead)).state
  assert.equal(await state('audit.sequencer-alive', 0), 'satisfied')
  await write(testWriter(db.app, signer), 1)
  assert.equal(await state('audit.sequencer-alive', 0), 'satisfied')
  assert.equal(await state('audit.sequencer-alive', 60_000), 'violated')
  assert.equal(await state('audit.promises-kept', 0), 'satisfied')
  assert.equal(await state('audit.promises-kept', 60_000), 'violated')
  await sequenceAll(testHolder(db.sequencer, signer))
  assert.equal(await state('audit.sequencer-alive', 60_000), 'satisfied')
  assert.equal(await state('audit.promises-kept', 60_000), 'satisfied')
})

test('a checkpoint is unknown before there is one, and violated when it is late, foreign or not borne out', async (t) => {
  const db = await testDatabase(t)
  const signer = testSigner()
  const name = 'audit.checkpoint-fresh'
  assert.equal((await measure(db.app, name)).state, 'unknown')
  const writer = testWriter(db.app, signer)
  await write(writer, 2, 150)
  await sequenceAll(testHolder(db.sequencer, signer))
  assert.equal((await measure(db.app, name, 90_000)).state, 'satisfied')
  const damaged = async (text: string, ahead = 0) => {
    await db.owner.read.query({
      text: 'CREATE TABLE t AS SELECT * FROM audit.tile; CREATE TABLE c AS SELECT * FROM audit.checkpoint',
    })
    await db.owner.read.query({ text })
    const { state } = await measure(db.app, name, ahead)
    await db.owner.read.query({
      text: `TRUNCATE audit.tile, audit.checkpoint; INSERT INTO audit.tile SELECT * FROM t; INSERT INTO audit.checkpoint SELECT * FROM c; DROP TABLE t, c`,
    })
    return state
  }
  assert.equal(await damaged(`DELETE FROM audit.checkpoint WHERE size > 0`), 'satisfied')
  assert.equal(await damaged(`DELETE FROM audit.checkpoint WHERE size > 0`, 90_000), 'violated')
  assert.equal(await damaged(`DELETE FROM audit.tile WHERE level = 0 AND n = 1`), 'violated')
  assert.equal(
    await damaged(`UPDATE audit.tile SET hashes = overlay(hashes PLACING '\\xabcd' FROM 1) WHERE level = 1`),
    'violated',
  )
  assert.equal(
    await damaged(`UPDATE audit.checkpoint SET root = decode(repeat('ab', 32), 'hex')`),
    'violated',
  )
  assert.equal(
    await damaged(`UPDATE audit.checkpoint SET note = replace(note, E'\\n301\\n', E'\\n300\\n')`),
    'violated',
  )
  assert.equal((await measure(db.app, name)).state, 'satisfied')
})

test('a gap violates, whether the sequencer has met it or not', async (t) => {
  const db = await testDatabase(t)
  const signer = testSigner()
  await write(testWriter(db.app, signer), 4)
  const name = 'audit.lanes-whole'
  assert.deepEqual(await measure(db.app, name), { state: 'satisfied', figures: { stopped: 0, broken: 0 } })
  await db.owner.read.query({ text: 'DELETE FROM audit.pending WHERE batch = 2' })
  const before = await measure(db.app, name)
  assert.deepEqual(
    [before.state, before.figures],
    ['violated', { stopped: 0, broken: 1, code: 'batch_missing' }],
  )
  await sequenceAll(testHolder(db.sequencer, signer))
  const after = await measure(db.app, name)
  assert.deepEqual(
    [after.state, after.figures],
    ['violated', { stopped: 1, broken: 1, code: 'batch_missing' }],
  )
  // It is the lane that is wrong, not the sequencer; what was promised there is overdue all the same.
  assert.equal((await measure(db.app, 'audit.sequencer-alive', 60_000)).state, 'satisfied')
  assert.equal((await measure(db.app, 'audit.promises-kept', 60_000)).state, 'violated')
})

test('what cannot be measured is unknown', async (t) => {
  const db = await testDatabase(t)
  await db.owner.read.query({ text: 'REVOKE SELECT ON ALL TABLES IN SCHEMA audit FROM azukari_app' })
  for (const name of [
    'audit.sequencer-alive',
    'audit.promises-kept',
    'audit.checkpoint-fresh',
    'audit.lanes-whole',
  ]) {
    assert.deepEqual((await measure(db.app, name)).state, 'unknown', name)
  }
})
