import assert from 'node:assert/strict'
import { test } from 'node:test'
import pg from 'pg'
import { GROUPS } from '../src/app/open/open-database.ts'
import type { Statement, Statements } from '../src/platform/db.ts'
import { driverConfig } from '../src/platform/postgres/transport.ts'
import { importRecords, readImportLines } from '../src/vault/index.ts'
import { around } from './around.ts'
import { tenantTables } from './tenant-tables.ts'
import { everything, type World, world } from './world.ts'

// The hot paths pay nothing for row-level security: in the role that goes across tenants the policy folds away when a statement is planned.

test('statements of group commits are planned as if there were no policies', async (t) => {
  const w = await world(t)
  const statements = await groupStatements(w)
  assert.ok(statements.length >= 6, statements.map(({ name }) => name).join(' '))
  const plans = () => plansOf(w, statements)
  const under = await plans()
  for (const { table } of await tenantTables(w.db.owner.read))
    await w.db.owner.write({
      text: `ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY`,
    })
  assert.deepEqual(under, await plans())
})

/** Every prepared statement of a put, a repeat of it, a reveal and an import. */
async function groupStatements(w: World): Promise<readonly Statement[]> {
  const caller = await w.service(everything((await w.policy.load()).model, 'orders'))
  const seen = new Map<string, Statement>()
  const note = (q: Statement) => {
    if (q.name !== undefined) seen.set(q.name, q)
    return q
  }
  const spy = (on: Statements): Statements => ({
    ...on,
    tx: (fn) =>
      on.tx((tx) =>
        fn({
          ...tx,
          query: (q, values) => tx.query(note(q), values),
          send: (q, values, inWords) => tx.send(note(q), values, inWords),
        }),
      ),
  })
  const on = w.process({ database: around(w.db.app, spy) })
  const fields = { name: 'Hanako', email: 'h@example.jp' }
  for (const value of ['Hanako', 'Taro'])
    await on.putter.put(caller, {
      collection: 'orders',
      id: '1',
      mode: 'replace',
      fields: { ...fields, name: value },
    })
  await on.revealer.reveal(caller, { collection: 'orders', id: '1', purpose: 'fulfilment' })
  const line = Buffer.from(`${JSON.stringify({ id: '2', fields })}\n`)
  async function* lines() {
    yield line
  }
  for await (const _ of importRecords(on.putter, caller, readImportLines('orders', lines())));
  return [...seen.values()]
}

/** Generic plans, without figures, as a connection of group commits would make them. */
async function plansOf(w: World, statements: readonly Statement[]): Promise<ReadonlyMap<string, string>> {
  const client = new pg.Client(driverConfig(w.db.connections.across, 'test'))
  await client.connect()
  try {
    for (const [name, value] of Object.entries(GROUPS.session)) await client.query(`SET ${name} = ${value}`)
    await client.query('SET plan_cache_mode = force_generic_plan')
    const plans = new Map<string, string>()
    for (const { name = '', text } of statements) {
      await client.query(`PREPARE one AS ${text}`)
      const { rows } = await client.query<{ n: number }>(
        `SELECT cardinality(parameter_types) AS n FROM pg_prepared_statements WHERE name = 'one'`,
      )
      const nulls = Array.from({ length: rows[0]?.n ?? 0 }, () => 'NULL').join(', ')
      const plan = await client.query(`EXPLAIN (COSTS OFF, VERBOSE) EXECUTE one${nulls ? `(${nulls})` : ''}`)
      plans.set(name, plan.rows.map((row) => row['QUERY PLAN']).join('\n'))
      await client.query('DEALLOCATE one')
    }
    return plans
  } finally {
    await client.end()
  }
}
