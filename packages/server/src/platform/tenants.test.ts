import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { testDatabase } from '../../test/database.ts'
import { openTenantPool, type Sql } from './db.ts'
import { silentLogger } from './logger.ts'

const SEEN = {
  name: 'test-seen',
  text: `SELECT current_setting('azukari.tenant', true) AS named, platform.tenant() AS tenant, pg_backend_pid() AS pid`,
}
interface Seen {
  readonly named: string | null
  readonly tenant: number | null
  readonly pid: number
}

async function one(t: TestContext) {
  const { connections, owner } = await testDatabase(t)
  const pool = openTenantPool({
    connection: connections.app,
    max: 1,
    applicationName: 't',
    log: silentLogger,
  })
  t.after(() => pool.close())
  const seen = async (sql: Sql) => (await sql.query<Seen>(SEEN))[0] as Seen
  return { pool, owner, seen }
}

test('each statement sees its own tenant, prepared once on one connection that they share', async (t) => {
  const { pool, seen } = await one(t)
  const rows = [
    await seen(pool.of(1).read),
    await seen(pool.of(2).read),
    await pool.of(3).tx(seen),
    (await pool.of(4).write<Seen>(SEEN))[0] as Seen,
  ]
  assert.deepEqual(
    rows.map((row) => row.tenant),
    [1, 2, 3, 4],
  )
  assert.equal(new Set(rows.map((row) => row.pid)).size, 1)
})

test('no transaction leaves its tenant behind, however it ends', async (t) => {
  const { pool, seen } = await one(t)
  // Ends the transaction from within, and looks at the connection as the next to have it would.
  const after = (tenant: number, end: string) =>
    pool.of(tenant).tx(async (tx) => {
      await tx.query({ text: end })
      return seen(tx)
    })
  const first = await after(1, 'COMMIT')
  const second = await after(2, 'ROLLBACK')
  assert.equal(first.pid, second.pid)
  for (const { named, tenant } of [first, second])
    assert.deepEqual({ named, tenant }, { named: '', tenant: null })
  await assert.rejects(pool.of(3).read.query({ text: 'SELECT 1 / 0' }), {
    extra: { sqlstate: '22012', retryable: false },
  })
  await assert.rejects(
    pool.of(4).tx(() => Promise.reject(new Error('changed my mind'))),
    /changed my mind/,
  )
  const last = await after(5, 'COMMIT')
  assert.deepEqual({ ...last }, { named: '', tenant: null, pid: first.pid })
})

test('a statement that fails commits nothing; one whose connection breaks says what is known', async (t) => {
  const { pool, owner } = await one(t)
  await owner.write({
    text: `CREATE TABLE public.thing (n integer PRIMARY KEY); GRANT USAGE ON SCHEMA public TO azukari_app; GRANT ALL ON public.thing TO azukari_app`,
  })
  const insert = { text: 'INSERT INTO public.thing SELECT generate_series($1::int, 3) RETURNING n' }
  assert.equal((await pool.of(1).write(insert, [2])).length, 2)
  await assert.rejects(pool.of(1).write(insert, [1]), { code: 'database_error' })
  assert.equal((await pool.of(1).read.query({ text: 'SELECT FROM public.thing' })).length, 2)
  const die = { text: 'SELECT pg_terminate_backend(pg_backend_pid())' }
  await assert.rejects(pool.of(1).write(die), { code: 'commit_unknown' })
  await assert.rejects(pool.of(1).read.query(die), { code: 'database_error' })
  assert.equal((await pool.of(1).read.query({ text: 'SELECT FROM public.thing' })).length, 2)
})

test('a tenant is a number and nothing else', async (t) => {
  const { pool } = await one(t)
  for (const bad of ["1'; SET ROLE azukari_owner; --", Number.NaN, 1.5, -1, undefined]) {
    assert.throws(() => pool.of(bad as number), RangeError)
  }
})
