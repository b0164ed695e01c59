import assert from 'node:assert/strict'
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { ownCluster, temporaryDirectory } from '../../../test/own-cluster.ts'
import { openPool, type Pool, sqlstateOf } from '../db.ts'
import { silentLogger } from '../logger.ts'
import { createDatabase } from './create-database.ts'
import type { EmbeddedPostgres } from './embedded.ts'
import { checkServerVersion, migrate, readMigrations } from './migrate.ts'
import { ensureRoles } from './roles.ts'
import type { ConnectionSettings } from './transport.ts'

const OWN = join(import.meta.dirname, '../../../migrations')

interface Scene {
  readonly directory: string
  readonly owner: ConnectionSettings
  readonly db: Pool
  open(settings: ConnectionSettings): Pool
}

/** A database of its own and a directory with the platform's migration and 10-one, 30-three. */
async function scene(t: TestContext, server: EmbeddedPostgres, name: string): Promise<Scene> {
  const directory = await temporaryDirectory(t)
  await copyFile(join(OWN, '001-platform.sql'), join(directory, '001-platform.sql'))
  await writeFile(join(directory, '010-one.sql'), 'CREATE SCHEMA one; CREATE TABLE one.t (n int);')
  await writeFile(
    join(directory, '030-three.sql'),
    'CREATE TABLE one.u AS SELECT 1 AS n FROM pg_sleep(0.05);',
  )
  await createDatabase(server.owner('postgres'), name)
  const owner = server.owner(name)
  const open = (connection: ConnectionSettings) => {
    const db = openPool({ connection, applicationName: 'test', log: silentLogger })
    t.after(() => db.close())
    return db
  }
  await ensureRoles(owner, server.passwordFile)
  return { directory, owner, db: open(owner), open }
}

test('migrations', async (t) => {
  const server = await ownCluster(t)

  await t.test('applies what is missing, in order, once, and writes down what and when', async (t) => {
    const { directory, owner, db } = await scene(t, server, 'plain')
    assert.deepEqual(
      await migrate(owner, { directory, clock: { now: () => 1_750_000_000_000 } }),
      [1, 10, 30],
    )
    assert.deepEqual(await migrate(owner, { directory }), [])
    // The stream is shared by rooms, each with its own range: a number below the highest may come later.
    await writeFile(join(directory, '020-two.sql'), 'CREATE TABLE one.v ();')
    assert.deepEqual(await migrate(owner, { directory }), [20])
    const rows = await db.read.query({ text: 'SELECT * FROM platform.migration WHERE number = 10' })
    const [, one] = readMigrations(directory)
    assert.deepEqual(rows, [
      { number: 10, name: 'one', sha256: one?.sha256, applied_at_ms: 1_750_000_000_000 },
    ])
  })

  await t.test('several migrators at once apply each file once between them', async (t) => {
    const { directory, owner } = await scene(t, server, 'race')
    const done = await Promise.all([1, 2, 3, 4].map(() => migrate(owner, { directory })))
    assert.deepEqual(done.flat().sort(), [1, 10, 30])
  })

  await t.test('a newer schema, a changed file', async (t) => {
    const { directory, owner } = await scene(t, server, 'newer')
    await migrate(owner, { directory })
    await writeFile(join(directory, '010-one.sql'), 'CREATE SCHEMA one; -- changed')
    await writeFile(join(directory, '040-four.sql'), 'CREATE SCHEMA four;')
    await assert.rejects(migrate(owner, { directory }), { code: 'migration_changed', message: /10 \(one\)/ })
    await rm(join(directory, '010-one.sql'))
    await assert.rejects(migrate(owner, { directory }), {
      code: 'schema_newer_than_program',
      message: /10 \(one\)/,
    })
  })

  await t.test(
    'one that fails leaves nothing of itself, names its place, and can be put right',
    async (t) => {
      const { directory, owner, db } = await scene(t, server, 'broken')
      await writeFile(
        join(directory, '020-two.sql'),
        'CREATE SCHEMA two;\nCREATE TABLE two.t (\n  only boolean);',
      )
      await assert.rejects(migrate(owner, { directory }), {
        code: 'migration_failed',
        where: { file: '020-two.sql', line: 3 },
      })
      const found = await db.read.query({
        text: "SELECT 1 FROM pg_namespace WHERE nspname = 'two' UNION ALL SELECT 1 FROM platform.migration WHERE number > 10",
      })
      assert.deepEqual(found, [])
      await writeFile(join(directory, '020-two.sql'), 'CREATE SCHEMA two;')
      assert.deepEqual(await migrate(owner, { directory }), [20, 30])
    },
  )

  await t.test('a directory with a name or a number that cannot be is a mistake', async (t) => {
    const directory = await temporaryDirectory(t)
    await writeFile(join(directory, '010-one.sql'), '')
    await writeFile(join(directory, '010-two.sql'), '')
    assert.throws(() => readMigrations(directory), { code: 'migration_failed' })
    await rm(join(directory, '010-two.sql'))
    await writeFile(join(directory, '11-three.sql'), '')
    assert.throws(() => readMigrations(directory), { code: 'migration_failed' })
    await mkdir(join(directory, 'empty'))
    assert.deepEqual(readMigrations(join(directory, 'empty')), [])
  })

  await t.test('the oldest server is 15', () => {
    assert.throws(() => checkServerVersion(140_017), { code: 'postgres_too_old', message: /PostgreSQL 14/ })
    checkServerVersion(150_000)
  })

  await t.test('what each role may and may not', async (t) => {
    const { directory, owner, db, open } = await scene(t, server, 'rights')
    await migrate(owner, { directory })
    const { app, sequencer } = await ensureRoles(owner, server.passwordFile)
    const denied = [
      'CREATE TABLE public.t (n int)',
      'CREATE TABLE platform.t (n int)',
      'CREATE SCHEMA mine',
      'CREATE TEMPORARY TABLE t (n int)',
      'SELECT * FROM one.t',
      'SELECT * FROM pg_authid',
      'SET ROLE azukari_owner',
      'UPDATE platform.environment SET clock_offset_ms = 1',
      "INSERT INTO platform.environment (name, created_at_ms) VALUES ('x', 1)",
      'DELETE FROM platform.migration',
      "COPY (SELECT 1) TO '/tmp/azukari-copy'",
      "SELECT pg_read_file('PG_VERSION')",
      'SET log_min_messages = debug1',
      'CREATE EXTENSION file_fdw SCHEMA pg_catalog',
      'CREATE DATABASE x',
      'CREATE ROLE x',
    ]
    for (const role of [app, sequencer]) {
      const as = open(role)
      for (const text of denied) {
        const wrong = (error: unknown) => sqlstateOf(error) === '42501'
        await assert.rejects(as.read.query({ text }), wrong, `${role.user}: ${text}`)
      }
      const [row] = await as.read.query<{ now: number }>({ text: 'SELECT platform.now_ms() AS now' })
      assert.ok(Math.abs((row?.now ?? 0) - Date.now()) < 60_000)
      assert.equal((await as.read.query({ text: 'SELECT number FROM platform.migration' })).length, 3)
    }
    await db.read.query({ text: "CREATE ROLE stranger LOGIN PASSWORD 'stranger-password'" })
    const stranger = open({ ...owner, user: 'stranger', password: 'stranger-password' })
    await assert.rejects(stranger.read.query({ text: 'SELECT 1' }), (error) => sqlstateOf(error) === '42501')
  })

  await t.test('the clock moves only where the environment was made for it', async (t) => {
    const { directory, owner, db } = await scene(t, server, 'clock')
    await migrate(owner, { directory })
    const change = (text: string) => db.write({ text: `UPDATE platform.environment SET ${text}` })
    await db.write({ text: "INSERT INTO platform.environment (name, created_at_ms) VALUES ('live', 1)" })
    await assert.rejects(change('clock_offset_ms = 5'), (error) => sqlstateOf(error) === '23514')
    await assert.rejects(
      change('clock_offset_ms = 5, injected_clock = true'),
      (error) => sqlstateOf(error) === '23001',
    )
    const remove = db.write({ text: 'DELETE FROM platform.environment' })
    await assert.rejects(remove, (error) => sqlstateOf(error) === '23001')
    const second = db.write({
      text: "INSERT INTO platform.environment (name, created_at_ms) VALUES ('two', 1)",
    })
    await assert.rejects(second, (error) => sqlstateOf(error) === '23505')

    await db.read.query({ text: 'TRUNCATE platform.environment' })
    const hour = 3_600_000
    await db.write({
      text: "INSERT INTO platform.environment (name, created_at_ms, injected_clock) VALUES ('story', 1, true)",
    })
    await change(`clock_offset_ms = -${hour}`)
    const [row] = await db.read.query<{ now: number }>({ text: 'SELECT platform.now_ms() AS now' })
    assert.ok(Math.abs((row?.now ?? 0) + hour - Date.now()) < 60_000)
  })
})
