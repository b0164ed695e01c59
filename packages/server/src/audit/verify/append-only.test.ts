import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabase } from '../../../test/database.ts'
import { systemClock } from '../../platform/clock.ts'
import { sqlstateOf } from '../../platform/db.ts'
import { auditChecks } from '../checks.ts'
import { sequenceAll, testHolder, testSigner, testWriter, write } from '../test-support/test-log.ts'

const DENIED = '42501'

test('the application can add to the log and read it, and nothing else', async (t) => {
  const db = await testDatabase(t)
  const signer = testSigner()
  await write(testWriter(db.app, signer), 1)
  await sequenceAll(testHolder(db.sequencer, signer))
  const tables = await db.app.across.read.query<{ name: string; column: string }>({
    text: `SELECT c.relname AS name, (SELECT attname FROM pg_attribute a WHERE a.attrelid = c.oid AND attnum = 1) AS column
      FROM pg_class c WHERE relnamespace = 'audit'::regnamespace AND relkind = 'r'`,
  })
  assert.ok(tables.length >= 9)
  const denied = async (text: string) => {
    const error = await db.app.across.read.query({ text }).catch((e: unknown) => e)
    assert.equal(sqlstateOf(error), DENIED, text)
  }
  for (const { name, column } of tables) {
    await denied(`UPDATE audit.${name} SET ${column} = ${column}`)
    await denied(`DELETE FROM audit.${name}`)
    await denied(`TRUNCATE audit.${name}`)
    if (name !== 'pending' && name !== 'opening')
      await denied(`INSERT INTO audit.${name} SELECT * FROM audit.${name}`)
  }
  await denied('CREATE TABLE audit.mine (n integer)')
  await denied('SET ROLE azukari_sequencer')
})

const appendOnly = auditChecks.find((c) => c.name === 'audit.append-only')

const MEMBER = 'GRANT azukari_sequencer TO azukari_app'
const widened = [
  'GRANT DELETE ON audit.leaf TO azukari_app',
  'GRANT UPDATE (note) ON audit.checkpoint TO azukari_app',
  'GRANT INSERT ON audit.tile TO azukari_app',
  'GRANT UPDATE ON audit.bundle TO PUBLIC',
  'ALTER TABLE audit.pending OWNER TO azukari_app; REVOKE ALL ON audit.pending FROM azukari_app',
  MEMBER,
  'GRANT CREATE ON SCHEMA audit TO azukari_app',
]

test('the check sees every way in which the application was allowed more', async (t) => {
  const db = await testDatabase(t)
  const measure = () => appendOnly?.measure({ read: db.app.across.read, clock: systemClock })
  assert.equal((await measure())?.state, 'satisfied')
  const [server] = await db.owner.read.query<{ version: number }>({
    text: "SELECT current_setting('server_version_num')::int AS version",
  })
  // PostgreSQL 15 cannot say that a member has to ask for the rights first.
  const byAsking = Number(server?.version) >= 160_000 ? [`${MEMBER} WITH INHERIT FALSE`] : []
  for (const text of [...widened, ...byAsking]) {
    await db.owner
      .tx(async (tx) => {
        await tx.query({ text })
        const inside = await appendOnly?.measure({ read: tx, clock: systemClock })
        assert.equal(inside?.state, 'violated', text)
        throw new RangeError('undo')
      })
      .catch((error: unknown) => assert.ok(error instanceof RangeError, String(error)))
  }
  assert.equal((await measure())?.state, 'satisfied')
})
