import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openPool, type Pool, type Statements, sqlstateOf } from '../src/platform/db.ts'
import { silentLogger } from '../src/platform/logger.ts'
import { type TestDatabase, testDatabase } from './database.ts'
import { fillTenantTables, type TenantTable, tenantTables } from './tenant-tables.ts'

const [OURS, THEIRS] = [1, 2]
const FORBIDDEN = '42501'

const tenantsIn = async (on: Statements, { table }: TenantTable) =>
  (await on.read.query<{ tenant: number }>({ text: `SELECT tenant FROM ${table} ORDER BY tenant` })).map(
    (row) => row.tenant,
  )

async function filled(
  t: Parameters<typeof testDatabase>[0],
): Promise<{ db: TestDatabase; tables: readonly TenantTable[] }> {
  const db = await testDatabase(t)
  const tables = await tenantTables(db.owner.read)
  await fillTenantTables(db.owner, tables, [OURS, THEIRS])
  return { db, tables }
}

test('every table with a tenant keeps tenants apart, its owner’s sight included; a partition is nobody’s but through its parent', async (t) => {
  const { owner, connections } = await testDatabase(t)
  const tables = await tenantTables(owner.read)
  assert.ok(tables.length > 40, `${tables.length} tables`)
  const open = tables.filter((table) => !table.forced).map(({ table }) => table)
  assert.deepEqual(open, [], 'say SELECT platform.keep_apart(…) in the migration that makes the table')
  for (const { table, policies } of tables)
    assert.deepEqual(
      policies,
      ['across_tenants azukari_across', `maintenance ${connections.owner.user}`, 'one_tenant azukari_app'],
      table,
    )
  const reached = await owner.read.query({
    text: `SELECT c.oid::regclass::text FROM pg_class c, (VALUES ('azukari_app'), ('azukari_across'), ('azukari_sequencer')) r(role)
           WHERE c.relispartition AND c.relkind = 'r' AND has_any_column_privilege(r.role, c.oid, 'SELECT, INSERT, UPDATE')`,
  })
  assert.deepEqual(reached, [])
})

test('no role of the program goes past the policies', async (t) => {
  const { owner } = await testDatabase(t)
  const rows = await owner.read.query({
    text: `SELECT rolname FROM pg_roles WHERE rolname <> current_user AND rolname LIKE 'azukari%'
             AND (rolbypassrls OR rolsuper OR pg_has_role(rolname, current_user, 'MEMBER'))
           UNION ALL SELECT 'azukari_app acts as azukari_across' WHERE pg_has_role('azukari_app', 'azukari_across', 'MEMBER')`,
  })
  assert.deepEqual(rows, [])
})

test('statements of one tenant, with no word of a tenant in them, reach no row of another in any table', async (t) => {
  const { db, tables } = await filled(t)
  const ours = db.app.of(OURS)
  const undone = new Error('undone')
  for (const one of tables) {
    const { table } = one
    assert.deepEqual(await tenantsIn(db.owner, one), [OURS, THEIRS], table)
    assert.deepEqual(await tenantsIn(ours, one), [OURS], table)
    assert.deepEqual(await tenantsIn(db.app.across, one), [OURS, THEIRS], table)
    const changes = [
      ...(one.updates ? [`UPDATE ${table} SET ${one.updates} = ${one.updates} RETURNING tenant`] : []),
      ...(one.deletes ? [`DELETE FROM ${table} RETURNING tenant`] : []),
    ]
    for (const text of changes) {
      const changed = ours.tx(async (tx) => {
        const rows = await tx.query<{ tenant: number }>({ text })
        assert.deepEqual(
          rows.map((row) => row.tenant),
          [OURS],
          text,
        )
        throw undone
      })
      await assert.rejects(changed, (error) => error === undone || assert.fail(`${text}: ${error}`))
    }
  }
})

test('a row of another tenant is neither added nor made out of one’s own', async (t) => {
  const { db, tables } = await filled(t)
  const ours = db.app.of(OURS)
  const outcome = (text: string) =>
    ours.write({ text }).then(
      () => 'done',
      (error) => sqlstateOf(error),
    )
  let [added, moved] = [0, 0]
  for (const { table, inserts, movable, row } of tables) {
    const add = (tenant: number) =>
      outcome(`INSERT INTO ${table} ${row.into} VALUES ${row.of(tenant, 3 + tenant)}`)
    if (inserts) {
      added++
      assert.equal(await add(THEIRS), FORBIDDEN, table)
      // The same of one's own is let through, to its key where the tenant alone is that.
      assert.match(`${await add(OURS)}`, /^(done|23505)$/, table)
    }
    if (movable) {
      moved++
      assert.equal(await outcome(`UPDATE ${table} SET tenant = ${THEIRS}`), FORBIDDEN, table)
      assert.equal(await outcome(`UPDATE ${table} SET tenant = ${OURS}`), 'done', table)
    }
  }
  assert.ok(added > 40 && moved > 4, `${added} added, ${moved} moved`)
})

test('who names no tenant sees nothing: the application’s role, the sequencer’s, and a stranger with every right', async (t) => {
  const { db, tables } = await filled(t)
  const nobody = pool(t, db)
  for (const one of tables) {
    assert.deepEqual(await tenantsIn(nobody, one), [], one.table)
    await nobody.tx(async (tx) => {
      await tx.query({ text: `SET LOCAL azukari.tenant = ''` })
      assert.deepEqual(await tx.query({ text: `SELECT tenant FROM ${one.table}` }), [], one.table)
    })
  }
  assert.deepEqual(await db.sequencer.read.query({ text: 'SELECT tenant FROM audit.opening' }), [])
  await db.owner.write({
    text: `GRANT USAGE ON SCHEMA vault TO azukari_sequencer; GRANT SELECT ON vault.record TO azukari_sequencer`,
  })
  assert.deepEqual(await db.sequencer.read.query({ text: 'SELECT tenant FROM vault.record' }), [])
})

function pool(t: Parameters<typeof testDatabase>[0], db: TestDatabase): Pool {
  const opened = openPool({
    connection: db.connections.app,
    max: 1,
    applicationName: 'test',
    log: silentLogger,
  })
  t.after(() => opened.close())
  return opened
}
