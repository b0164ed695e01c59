import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { encodeBundle } from '@azukari/proof'
import { type TestDatabase, testDatabase } from '../../../test/database.ts'
import { accessScene } from '../test-support/test-scene.ts'
import { readUses } from './read-uses.ts'

const GRANT = `grt_${'1'.repeat(32)}`
const CASE = `cas_${'2'.repeat(32)}`

type Detail = Record<string, unknown>

const entry = (tenant: string, event: string, detail: Detail, more: Detail = {}) => ({
  actor: { user: { uid: 'svc_1' } },
  class_uid: 6005,
  metadata: { tenant_uid: tenant },
  status_id: 1,
  time: 1000,
  unmapped: { event, detail },
  ...more,
})
const person = { actor: { user: { uid: 'person' } } }

/** Puts these into the log as a sequencer would have, signed up to `size`. */
async function logged(db: TestDatabase, entries: readonly unknown[], size = entries.length): Promise<void> {
  for (let n = 0; n * 256 < entries.length; n++) {
    const bundle = entries.slice(n * 256, n * 256 + 256).map((e) => Buffer.from(JSON.stringify(e)))
    await db.owner.read.query(
      {
        text: `INSERT INTO audit.bundle (n, count, entries) VALUES ($1, $2, $3)
               ON CONFLICT (n) DO UPDATE SET count = excluded.count, entries = excluded.entries`,
      },
      [n, bundle.length, Buffer.from(encodeBundle(bundle))],
    )
  }
  await db.owner.read.query(
    {
      text: `INSERT INTO audit.checkpoint (size, root, note, signed_ms) VALUES ($1, decode(repeat('00', 32), 'hex'), '', 0) ON CONFLICT DO NOTHING`,
    },
    [size],
  )
}

test('uses are counted from the log, each entry once, by however many servers and only when signed', async (t) => {
  const db = await testDatabase(t)
  const { by, elsewhere, clock } = await accessScene(db.app, db.owner)
  const deps = { database: db.app, clock }
  const reveal = entry(by.tenantId, 'record.revealed', {
    grant: GRANT,
    fields: ['name'],
    purpose: 'tax',
    masked: false,
  })
  const all = [
    reveal,
    { ...reveal, time: 5000 },
    entry(by.tenantId, 'record.put', { grant: GRANT, fields: ['email'] }),
    entry(by.tenantId, 'record.revealed', { grant: GRANT }, { status_id: 2 }),
    entry(by.tenantId, 'grant.created', { grant: GRANT }, { class_uid: 3005 }),
    entry(elsewhere.tenantId, 'record.revealed', { grant: GRANT, fields: [] }),
    entry(`ten_${'9'.repeat(32)}`, 'record.revealed', { grant: GRANT }),
  ]
  await logged(db, all, 2)
  assert.equal(await readUses(deps), 2)
  const used = (tenant: number) =>
    db.owner.read.query<{ uses: number; last_ms: number; fields: string[] }>(
      { text: 'SELECT held_by, uses, last_ms, fields, purposes FROM access.grant_use WHERE tenant = $1' },
      [tenant],
    )
  assert.deepEqual(await used(by.tenant), [
    { held_by: GRANT, uses: 2, last_ms: 5000, fields: ['name'], purposes: ['tax'] },
  ])
  await logged(db, [...all, ...Array.from({ length: 600 }, () => reveal)])
  let readers: Promise<number>[] = []
  await db.owner.tx(async (tx) => {
    // Held up where they write, all have looked where to go on from, or wait for their turn to look.
    await tx.query({ text: 'LOCK TABLE access.grant_use IN EXCLUSIVE MODE' })
    readers = [readUses(deps), readUses(deps), readUses(deps)]
    while ((await waiting(db)) < readers.length) await setImmediate()
  })
  const read = await Promise.all(readers)
  assert.equal(
    read.reduce((sum, n) => sum + n),
    605,
  )
  assert.deepEqual(await used(by.tenant), [
    { held_by: GRANT, uses: 603, last_ms: 5000, fields: ['email', 'name'], purposes: ['tax'] },
  ])
  assert.deepEqual((await used(elsewhere.tenant))[0]?.uses, 1)
  assert.equal(await readUses(deps), 0)
})

test('what staff were shown is told apart by case, and what was masked is not shown', async (t) => {
  const db = await testDatabase(t)
  const { by, clock } = await accessScene(db.app, db.owner)
  const shown = (detail: Detail, event = 'record.revealed') => entry(by.tenantId, event, detail, person)
  await logged(db, [
    shown({ grant: GRANT, masked: true, fields: ['name'] }),
    shown({ grant: GRANT, masked: false, case: CASE }),
    shown({ grant: GRANT, case: CASE }, 'records.searched'),
    shown({ grant: GRANT, masked: false }),
    shown({ grant: GRANT }, 'record.metadata_read'),
    entry(by.tenantId, 'record.revealed', { grant: GRANT, masked: false }),
    { not: 'an entry' },
  ])
  await readUses({ database: db.app, clock })
  const rows = await db.owner.read.query({ text: 'SELECT case_id, shown FROM access.staff_sight ORDER BY 1' })
  assert.deepEqual(rows, [
    { case_id: '', shown: 1 },
    { case_id: CASE, shown: 2 },
  ])
})

test('pruned bundles are passed over', async (t) => {
  const db = await testDatabase(t)
  const { by, clock } = await accessScene(db.app, db.owner)
  await logged(
    db,
    Array.from({ length: 300 }, () => entry(by.tenantId, 'record.put', { grant: GRANT })),
  )
  await db.owner.read.query({ text: 'DELETE FROM audit.bundle WHERE n = 0' })
  assert.equal(await readUses({ database: db.app, clock }), 300)
  const [row] = await db.owner.read.query<{ uses: number }>({ text: 'SELECT uses FROM access.grant_use' })
  assert.equal(row?.uses, 44)
})

/** How many wait for somebody's lock. */
async function waiting(db: TestDatabase): Promise<number> {
  const text = `SELECT count(*) AS n FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`
  const [row] = await db.owner.read.query<{ n: number }>({ text })
  return row?.n ?? 0
}
