import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openPool, type Statements } from '../src/platform/db.ts'
import { silentLogger } from '../src/platform/logger.ts'
import { testDatabase } from './database.ts'

test('a test database is migrated, empty, with a connection for each role, and gone after its test', async (t) => {
  let old = ''
  await t.test('one', async (t) => {
    const db = await testDatabase(t)
    const who = async (sql: Statements) =>
      (await sql.read.query({ text: 'SELECT current_user AS who' }))[0]?.who
    assert.deepEqual(await Promise.all([db.app.of(1), db.app.across, db.sequencer, db.owner].map(who)), [
      'azukari_app',
      'azukari_across',
      'azukari_sequencer',
      db.connections.owner.user,
    ])
    await db.owner.write({ text: 'CREATE TABLE platform.mine ()' })
    old = db.urls.app
  })
  await t.test('two', async (t) => {
    const db = await testDatabase(t)
    const found = await db.owner.read.query({ text: "SELECT 1 FROM pg_tables WHERE tablename = 'mine'" })
    assert.deepEqual(found, [])
    const gone = openPool({ connectionString: old, applicationName: 'test', log: silentLogger })
    await assert.rejects(gone.read.query({ text: 'SELECT 1' }), {
      extra: { sqlstate: '3D000', retryable: false },
    })
    await gone.close()
    const temporary = db.app.across.read.query({ text: 'CREATE TEMPORARY TABLE t (n int)' })
    await assert.rejects(temporary, { extra: { sqlstate: '42501', retryable: false } })
  })
})
