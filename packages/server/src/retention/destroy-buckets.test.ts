import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import test from 'node:test'
import { heldBeforeCommit, writerAround } from '../../test/around.ts'
import { DAY, HOUR, NOON, type Process } from '../../test/world.ts'
import { openEntries } from '../audit/index.ts'
import { dueBuckets } from '../keys/destroy/destroy-due-bucket.ts'
import { destroyBucket, rotateBucketKey } from '../keys/index.ts'
import { addEvent, readMetadata, SUPPRESSION_MS, searchRecords } from '../vault/index.ts'
import { iso, refuses, said } from '../vault/test-support/test-shop.ts'
import { nothingOverdue } from './checks.ts'
import { destroyFullBuckets } from './destroy-buckets.ts'
import { type Swept, swept } from './test-sweep.ts'

const shipped = [{ event: 'shipped', at: iso(NOON) }]
const PERSON = { name: 'Hanako', email: 'h@example.jp', line1: 'Chiyoda' }
const DUE = NOON + 30 * DAY

/** A writer that breaks at the commit of the nth transaction from now on; before its work is kept, as a crash would. */
function breaking(writer: Swept['w']['writer'], nth: number): Swept['w']['writer'] {
  let n = 0
  return writerAround(writer, (work) => async (tx, entries) => {
    const done = await work(tx, entries)
    if (++n === nth) throw new Error('crash')
    return done
  })
}

async function find({ w, caller }: Swept, on: Process = w) {
  const question = { collection: 'orders', field: 'email', equals: PERSON.email, purpose: 'fulfilment' }
  return (await searchRecords(on.deps, caller, question)).ids
}

test('a day that is over: its key goes first; killed before the rows go, nothing is read or found, and the next run clears', async (t) => {
  const s = await swept(t)
  const { w, put, reveal, sweep, pass, caller } = s
  const ids = [...Array(7).keys()].map(String)
  await Promise.all(ids.map((id) => put(id, PERSON, { events: shipped })))
  await pass(sweep(), 30 * DAY - HOUR)
  // A second server, with the bucket's key in hand, and later with a clock that stands an hour before the deadline.
  const late = w.process({ clock: { now: () => DUE - HOUR } })
  await reveal('1', { on: late })
  assert.equal((await find(s, late)).length, 7)
  const cached = await late.keyring.liveBuckets(caller.tenant)
  await w.setTime(DUE + DAY)
  await w.setLogTime(DUE + DAY)
  s.steady.ms += DAY + HOUR
  // First an hourly sign of life; the second transaction of this writer is the first batch of rows (the bucket goes through the other).
  await assert.rejects(sweep({ writer: breaking(w.writer, 2), batch: 3 }).run(), /crash/)
  assert.equal(await w.count('keys.record_key'), 7)
  assert.equal(await w.count('keys.bucket', `state = 'destroyed' AND seed IS NULL`), 1)
  assert.equal(await w.count('vault.suppression'), 0)

  // It computed the tags for its search just before.
  Object.assign(late.keyring, { liveBuckets: async () => cached })
  await w.setDatabaseTime(DUE - HOUR)
  await w.setLogTime(DUE - HOUR)
  w.clock.ms = DUE - HOUR
  for (const on of [w, late]) {
    await refuses('record_destroyed', reveal('1', { on }))
    assert.deepEqual(await find(s, on), [])
    await refuses('already_destroyed', put('2', PERSON, { on, events: shipped }))
    await refuses('already_destroyed', put('2', { sku: 'x' }, { on, mode: 'merge' }))
    await refuses(
      'record_destroyed',
      addEvent(on.deps, caller, 'orders', '3', { event: 'delivered', at: iso(NOON) }),
    )
    const { groups } = await readMetadata(on.deps, caller, 'orders', '1')
    assert.deepEqual(
      groups.map((g) => g.state),
      ['destroyed'],
    )
  }
  await w.setTime(DUE + DAY)
  const { state, figures } = await nothingOverdue.measure({ read: w.db.app.across.read, clock: w.clock })
  assert.deepEqual([state, figures.overdue, figures.uncleared], ['satisfied', 0, 7])

  assert.equal((await sweep({ batch: 3 }).run()).destroyed, 7)
  for (const table of ['keys.record_key', 'vault.tag', 'vault.record'])
    assert.equal(await w.count(table), 0, table)
  assert.equal(await w.count('vault.suppression', `until_ms = ${DUE + DAY + SUPPRESSION_MS}`), 7)
  assert.equal(await w.count('keys.bucket', 'cleared_at_ms IS NOT NULL AND cleared_keys = 7'), 1)
  await refuses('already_destroyed', put('1', { sku: 'x' }))
})

test('the entries name the bucket and its clause, and, opened, which records went when', async (t) => {
  const { w, put, sweep, pass } = await swept(t)
  await Promise.all(['1', '2', '3'].map((id) => put(id, PERSON, { events: shipped })))
  const rows = await w.db.owner.read.query<{ id: Buffer }>({
    text: 'SELECT id FROM vault.record ORDER BY id',
  })
  const [key] = await w.db.owner.read.query<{ wrapped: Buffer }>({
    text: `SELECT wrapped FROM keys.bucket_key WHERE bucket = (SELECT min(bucket) FROM keys.record_key)`,
  })
  await pass(sweep({ batch: 2 }), 30 * DAY - 1)
  await w.setTime(DUE + DAY)
  await w.setLogTime(w.clock.ms)
  await sweep({ batch: 2 }).run()
  const [bucket] = (await w.entries('retention.bucket_destroyed')).map(said)
  assert.deepEqual([bucket?.clauses, bucket?.day], [['A8'], Math.floor(DUE / DAY)])
  assert.equal(
    bucket?.key,
    createHash('sha256')
      .update(key?.wrapped ?? '')
      .digest('hex'),
  )
  const batches = (await w.entries('retention.destroyed')).map(said)
  assert.deepEqual(
    batches.map((b) => [b.bucket, b.keys, b.clauses]),
    [
      [bucket?.bucket, 2, ['A8']],
      [bucket?.bucket, 1, ['A8']],
    ],
  )
  const [cleared] = (await w.entries('retention.bucket_cleared')).map(said)
  assert.deepEqual([cleared?.bucket, cleared?.keys], [bucket?.bucket, 3])
  const opened: Buffer[] = []
  const opener = {
    open: (tenant: number, sealed: Buffer, aad: Buffer) => w.keyring.unseal(tenant, 'openings', sealed, aad),
  }
  for await (const { name, value } of openEntries(w.db.owner.read, opener, 1))
    if (name === 'records') opened.push(value)
  assert.deepEqual(
    opened.map((o) => o.length),
    [32, 16],
  )
  assert.deepEqual(
    batches.map((b) => b.digest),
    opened.map((o) => createHash('sha256').update(o).digest('hex')),
  )
  assert.deepEqual(
    Buffer.concat(opened).toString('hex').match(/.{32}/g)?.sort(),
    rows.map((r) => r.id.toString('hex')),
  )
})

test('all is due before the day is over: the bucket is closed and destroyed, what comes for that day lives in another', async (t) => {
  const s = await swept(t)
  const { w, put, reveal, sweep, pass } = s
  for (const id of ['1', '2', '3']) await put(id, PERSON, { events: shipped })
  await pass(sweep({ fullFrom: 3 }), 30 * DAY)
  assert.equal((await w.entries('retention.bucket_destroyed')).length, 1)
  assert.equal(await w.count('vault.record'), 0)
  assert.equal(await w.count('vault.suppression'), 3)
  for (const on of [w, w.process()]) {
    const id = `new ${on === w}`
    await put(id, PERSON, { on, events: [{ event: 'shipped', at: iso(NOON + 2 * HOUR) }] })
    assert.equal((await reveal(id, { on })).fields.name, 'Hanako')
  }
  assert.equal((await find(s)).length, 2)
  assert.equal(await w.count('keys.bucket', `day = ${Math.floor(DUE / DAY)}`), 2)
  // One of two groups in the bucket is undue: the key stays, the rows go one by one.
  await put('later', PERSON, { events: [{ event: 'shipped', at: iso(NOON + 4 * HOUR) }] })
  await pass(sweep({ fullFrom: 2 }), 3 * HOUR)
  assert.equal((await w.entries('retention.bucket_destroyed')).length, 1)
  assert.deepEqual(await find(s), ['later'])
  assert.equal((await reveal('later')).fields.name, 'Hanako')
})

test('a put that began before the bucket was closed is waited for: what it keeps is not destroyed before its time', async (t) => {
  const { w, put, reveal, sweep, pass } = await swept(t)
  for (const id of ['1', '2']) await put(id, PERSON, { events: shipped })
  await pass(sweep(), 30 * DAY - 60_000)
  const { database, written, commit } = heldBeforeCommit(w.db.app)
  const putting = put('slow', PERSON, {
    on: w.process({ database }),
    events: [{ event: 'shipped', at: iso(NOON + HOUR) }],
  })
  await Promise.race([written, putting])
  await w.setTime(DUE)
  const due = () => dueBuckets(w.db.app.across.read, DUE)
  assert.equal((await destroyFullBuckets(w.keyring, w.writer, await due(), DUE, [])).size, 0)
  commit()
  await putting
  assert.equal((await destroyFullBuckets(w.keyring, w.writer, await due(), DUE, [])).size, 0)
  assert.equal((await reveal('slow')).fields.name, 'Hanako')
  assert.equal(await w.count('keys.record_key'), 3)
  // Closed it stays: a renewal leaves it alone, and it dies when the last of it is due.
  const [{ bucket } = { bucket: 0 }] = await due()
  await assert.rejects(
    w.db.app.across.tx((tx) => destroyBucket(w.keyring, tx, bucket, DUE)),
    { code: 'day_not_over' },
  )
  await assert.rejects(rotateBucketKey(w.keyring, bucket), { code: 'key_gone' })
  await w.setTime(DUE + HOUR)
  const later = await dueBuckets(w.db.app.across.read, DUE + HOUR)
  assert.equal((await destroyFullBuckets(w.keyring, w.writer, later, DUE + HOUR, [])).size, 1)
})

test('a partition with rows that wait to be cleared is not dropped: they would never be kept from coming back', async (t) => {
  const { w, put, sweep, pass } = await swept(t)
  await put('1', PERSON, { events: shipped })
  await pass(sweep(), 30 * DAY - HOUR)
  const hold = w.db.owner.tx(async (tx) => {
    await tx.query({ text: 'SELECT FROM keys.record_key FOR UPDATE' })
    await pass(sweep(), 60 * DAY)
    assert.equal((await tx.query({ text: 'SELECT FROM keys.record_key' })).length, 1)
  })
  await hold
  assert.equal(await w.count('keys.bucket', 'cleared_at_ms IS NULL'), 1)
  await sweep().run()
  assert.equal(await w.count('vault.suppression'), 1)
  assert.equal(await w.count('keys.bucket', 'cleared_at_ms IS NULL'), 0)
})
