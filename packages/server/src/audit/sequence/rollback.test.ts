import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type TestDatabase, testDatabase } from '../../../test/database.ts'
import { silentLogger } from '../../platform/logger.ts'
import type { LogSigner } from '../origin/process-key.ts'
import {
  sequenceAll,
  testHolder,
  testSequencer,
  testSigner,
  testWriter,
  write,
} from '../test-support/test-log.ts'

const SIZE = 601

async function signedLog(db: TestDatabase): Promise<LogSigner> {
  const signer = testSigner()
  await write(testWriter(db.app, signer), 3, 200)
  await sequenceAll(testHolder(db.sequencer, signer))
  return signer
}

const otherHash = `overlay(hashes PLACING decode(repeat('ab', 32), 'hex') FROM 1)`

/** What an operator with the owner's role, or a restore that mixes times, could leave behind. */
const damages: readonly [name: string, sql: string][] = [
  [
    'every table of the tree is behind the last checkpoint',
    `
    DELETE FROM audit.bundle WHERE n = 2; DELETE FROM audit.tile WHERE level = 0 AND n = 2`,
  ],
  ['the last full tile was changed', `UPDATE audit.tile SET hashes = ${otherHash} WHERE level = 0 AND n = 1`],
  ['the tile above was changed', `UPDATE audit.tile SET hashes = ${otherHash} WHERE level = 1`],
  ['the last tile was changed', `UPDATE audit.tile SET hashes = ${otherHash} WHERE level = 0 AND n = 2`],
  ['the last tile is gone', `DELETE FROM audit.tile WHERE level = 0 AND n = 2`],
  ['the last bundle is gone', `DELETE FROM audit.bundle WHERE n = 2`],
  [
    'an entry was changed',
    `UPDATE audit.bundle SET entries = overlay(entries PLACING '\\x00' FROM 9) WHERE n = 2`,
  ],
  ['everything is gone', `TRUNCATE audit.tile, audit.bundle`],
  [
    'the last checkpoint names another root',
    `UPDATE audit.checkpoint SET root = decode(repeat('ab', 32), 'hex') WHERE size = ${SIZE}`,
  ],
  [
    'the last checkpoint names another size',
    `UPDATE audit.checkpoint SET size = ${SIZE + 1} WHERE size = ${SIZE}`,
  ],
  ['a tile lies beyond the end', `INSERT INTO audit.tile VALUES (2, 0, decode(repeat('ab', 32), 'hex'))`],
  [
    'the last checkpoint is of another key',
    `UPDATE audit.checkpoint SET note = replace(note, '— azukari/test ', '— azukari/best ')`,
  ],
]

for (const [name, sql] of damages) {
  test(`nothing is signed where ${name}`, async (t) => {
    const db = await testDatabase(t)
    const signer = await signedLog(db)
    await db.owner.read.query({ text: sql })
    await write(testWriter(db.app, signer), 1)
    await assert.rejects(testHolder(db.sequencer, signer).takeOver(), { code: 'log_rolled_back' })
    const sequencer = testSequencer(db.sequencer, signer)
    await assert.rejects(sequencer.ready, { code: 'log_rolled_back' })
    assert.deepEqual([sequencer.status().state, sequencer.status().code], ['failed', 'log_rolled_back'])
    await sequencer.stop()
    // The empty tree and the one that is damaged now: nothing came after.
    assert.equal((await db.app.across.read.query({ text: 'SELECT FROM audit.checkpoint' })).length, 2)
    assert.equal((await db.app.across.read.query({ text: 'SELECT FROM audit.pending' })).length, 1)
  })
}

test('a tree that is smaller than what was signed, and whole in itself, is refused', async (t) => {
  const db = await testDatabase(t)
  const signer = testSigner()
  const writer = testWriter(db.app, signer)
  await write(writer, 1, 299)
  const holder = testHolder(db.sequencer, signer)
  await sequenceAll(holder)
  const tables = ['tile', 'bundle', 'leaf', 'lane', 'batch']
  for (const table of tables)
    await db.owner.read.query({ text: `CREATE TABLE old_${table} AS SELECT * FROM audit.${table}` })
  await write(writer, 1, 300)
  await sequenceAll(holder)
  for (const table of tables) {
    await db.owner.read.query({
      text: `TRUNCATE audit.${table}; INSERT INTO audit.${table} SELECT * FROM old_${table}`,
    })
  }
  await assert.rejects(testHolder(db.sequencer, signer).takeOver(), {
    code: 'log_rolled_back',
    detail: 'the log has 300 entries, 600 were signed',
  })
  // Without what was signed the tables are in order: only the checkpoint knows better.
  await db.owner.read.query({ text: 'DELETE FROM audit.checkpoint WHERE size > 300' })
  await testHolder(db.sequencer, signer).takeOver()
})

test('tables that change under a running sequencer stop it before it signs', async (t) => {
  for (const sql of [
    `UPDATE audit.tile SET hashes = ${otherHash} WHERE level = 0`,
    'UPDATE audit.bundle SET count = count - 1',
  ]) {
    const db = await testDatabase(t)
    const signer = testSigner()
    const writer = testWriter(db.app, signer)
    await write(writer, 1, 10)
    const holder = testHolder(db.sequencer, signer)
    await sequenceAll(holder)
    await db.owner.read.query({ text: sql })
    await write(writer, 1)
    await assert.rejects(holder.round(), { code: 'log_rolled_back' })
    const [signed] = await db.app.across.read.query<{ size: number }>({
      text: 'SELECT max(size) AS size FROM audit.checkpoint',
    })
    assert.equal(signed?.size, 11)
  }
})

test('another key, or another name, is refused before anything is touched', async (t) => {
  const db = await testDatabase(t)
  const signer = await signedLog(db)
  const [before] = await db.app.across.read.query({ text: 'SELECT term FROM audit.origin' })
  await assert.rejects(testHolder(db.sequencer, testSigner()).takeOver(), { code: 'log_key_mismatch' })
  const renamed = { ...signer, origin: 'azukari/renamed' }
  await assert.rejects(testHolder(db.sequencer, renamed).takeOver(), { code: 'log_key_mismatch' })
  assert.deepEqual((await db.app.across.read.query({ text: 'SELECT term FROM audit.origin' }))[0], before)
})

test('a database that does not keep what it confirms is refused where durability is promised', async (t) => {
  const db = await testDatabase(t)
  const signer = testSigner()
  const sequencer = testSequencer(db.sequencer, signer, { durable: true, log: silentLogger })
  await assert.rejects(sequencer.ready, { code: 'log_not_durable' })
  await sequencer.stop()
  assert.equal((await db.app.across.read.query({ text: 'SELECT FROM audit.origin' })).length, 0)
})
