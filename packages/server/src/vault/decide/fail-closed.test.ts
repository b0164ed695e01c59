import assert from 'node:assert/strict'
import test from 'node:test'
import { around } from '../../../test/around.ts'
import { CommitUnknown, type Database } from '../../platform/db.ts'
import { deleteRecord } from '../forget/delete-record.ts'
import { readMetadata } from '../records/read-metadata.ts'
import { addEvent } from '../records/record-events.ts'
import { searchRecords } from '../search/search-records.ts'
import { iso, refuses, shop } from '../test-support/test-shop.ts'

const TABLES = [
  'vault.record',
  'vault.tag',
  'vault.suppression',
  'vault.idempotency',
  'keys.record_key',
  'audit.pending',
]

test('when the log takes no entry, no value leaves and no write stays', async (t) => {
  const { w, put, reveal, caller } = await shop(t)
  await put('1', { name: 'Hanako' })
  const digest = (table: string) => ({
    text: `SELECT md5(string_agg(x::text, '' ORDER BY x::text)) FROM ${table} x`,
  })
  const state = async () =>
    JSON.stringify(await Promise.all(TABLES.map((table) => w.db.owner.read.query(digest(table)))))
  await w.db.owner.read.query({
    text: `CREATE FUNCTION audit.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no room'; END $$;
      CREATE TRIGGER refuse BEFORE INSERT ON audit.pending FOR EACH ROW EXECUTE FUNCTION audit.refuse()`,
  })
  const before = await state()
  const { deps } = w
  const question = { collection: 'orders', field: 'name', equals: 'hanako', purpose: 'fulfilment' }
  await refuses('log_unavailable', put('2', { name: 'B' }, { idempotencyKey: 'k' }))
  await refuses('log_unavailable', put('1', { name: 'B' }))
  await refuses('log_unavailable', reveal('1'))
  await refuses('log_unavailable', reveal('1', { masked: true }))
  await refuses('log_unavailable', reveal('none'))
  await refuses('log_unavailable', readMetadata(deps, caller, 'orders', '1'))
  await refuses(
    'log_unavailable',
    addEvent(deps, caller, 'orders', '1', { event: 'shipped', at: iso(w.clock.ms) }),
  )
  await refuses('log_unavailable', searchRecords(deps, caller, question))
  await refuses('log_unavailable', deleteRecord(deps, caller, 'orders', '1'))
  assert.equal(await state(), before)
  await w.db.owner.read.query({ text: 'DROP TRIGGER refuse ON audit.pending' })
  assert.deepEqual((await reveal('1')).fields, { name: 'Hanako' })
})

/** Each transaction is carried out, or not, and the answer to its COMMIT never arrives. */
const unanswered = (database: Database, kept: boolean): Database =>
  around(database, (on) => ({
    ...on,
    async tx(work) {
      const undone = new Error('for a test')
      const done = on.tx(async (tx) => {
        await work(tx)
        if (!kept) throw undone
      })
      await done.catch((error) => {
        if (error !== undone) throw error
      })
      throw new CommitUnknown('for a test')
    },
  }))

for (const kept of [true, false]) {
  test(`nothing is acknowledged on an unknown commit (${kept ? 'kept' : 'lost'}), and a repeat finds out`, async (t) => {
    const { w, put, reveal } = await shop(t)
    await put('0', { name: 'Z' })
    const on = w.process({ database: unanswered(w.db.app, kept) })
    const idempotencyKey = 'k'
    const both = [put('1', { name: 'A' }, { on, idempotencyKey }), put('2', { name: 'B' }, { on })]
    await Promise.all(both.map((one) => refuses('commit_unknown', one)))
    await refuses('commit_unknown', reveal('0', { on }))
    assert.equal(await w.count('vault.record'), kept ? 3 : 1, 'and nothing was tried twice')
    assert.equal(await w.count('vault.record', 'version > 1'), 0)
    const again = await put('1', { name: 'A' }, { idempotencyKey })
    assert.deepEqual([again.repeated, again.version], [kept, 1])
  })
}
