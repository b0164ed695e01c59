import assert from 'node:assert/strict'
import test from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { writerAround } from '../../test/around.ts'
import { DAY, HOUR, NOON } from '../../test/world.ts'
import { deleteRecord, SUPPRESSION_MS } from '../vault/index.ts'
import { iso, refuses, said } from '../vault/test-support/test-shop.ts'
import { confirmGap } from './confirm-gap.ts'
import { destroyDue } from './destroy-due.ts'
import { swept } from './test-sweep.ts'

const shipped = [{ event: 'shipped', at: iso(NOON) }]
const PERSON = { name: 'Hanako', email: 'h@example.jp', line1: 'Chiyoda' }

test('at the deadline and not a millisecond before: keys, tags and record go, a digest stays', async (t) => {
  const s = await swept(t)
  const { w, put, sweep, pass } = s
  const one = sweep()
  await put('1', PERSON, { events: shipped })
  await pass(one, 30 * DAY - 1)
  assert.equal(await w.count('keys.record_key'), 1)
  await pass(one, 1)
  for (const table of ['keys.record_key', 'vault.tag', 'vault.record'])
    assert.equal(await w.count(table), 0, table)
  assert.equal(await w.count('vault.suppression', `until_ms = ${NOON + 30 * DAY + SUPPRESSION_MS}`), 1)
  await refuses('already_destroyed', put('1', PERSON, { events: shipped }))
  await refuses('already_destroyed', put('1', { sku: 'x' }))
  const [entry] = await w.entries('retention.destroyed')
  assert.equal(entry && said(entry).keys, 1)
  await pass(one, SUPPRESSION_MS)
  assert.equal((await put('1', { name: 'A' })).created, true, 'the digest has an end too')
})

test('a record of which one group lives stays, and what died of it does not come back', async (t) => {
  const { w, put, reveal, sweep, pass } = await swept(t)
  await put('1', { ...PERSON, vat: 'T', sku: 'x' })
  await pass(sweep(), 90 * DAY)
  assert.equal(await w.count('keys.record_key'), 2)
  assert.equal(await w.count('vault.tag'), 0)
  const got = await reveal('1')
  assert.deepEqual(got.fields, { sku: 'x' })
  assert.ok(got.gone.includes('name') && got.gone.includes('line1'))
  // A later end than the one that passed: what was destroyed was destroyed.
  const late = [
    { event: 'purchased', at: iso(NOON) },
    { event: 'shipped', at: iso(w.clock.ms) },
  ]
  for (const mode of ['replace', 'merge'] as const) {
    await refuses('already_destroyed', put('1', PERSON, { mode, events: late }))
    await refuses('already_destroyed', put('1', { gift: 'new', sku: 'y' }, { mode, events: late }))
    await put('1', { sku: mode }, { mode, events: late })
  }
  await refuses('already_destroyed', put('1', { name: 'after two changes' }))
  assert.deepEqual((await reveal('1')).fields, { sku: 'merge' })
  await refuses('record_destroyed', reveal('1', { fields: ['name'] }))
})

test('in batches, each whole: a crash between two leaves the rest for the next run', async (t) => {
  const { w, put, sweep, pass } = await swept(t)
  await Promise.all([...Array(7).keys()].map((i) => put(`${i}`, { name: 'A' }, { events: shipped })))
  await pass(sweep(), 30 * DAY - HOUR)
  await w.setTime(w.clock.ms + HOUR)
  let batches = 0
  const writer = writerAround(w.writer, (work) => async (tx, entries) => {
    const done = await work(tx, entries)
    if (typeof done === 'number' && done > 0 && ++batches === 2) throw new Error('crash')
    return done
  })
  await assert.rejects(sweep({ writer, batch: 3 }).run(), /crash/)
  assert.equal(await w.count('keys.record_key'), 4)
  assert.equal(await w.count('keys.gone', 'length(keys) = 3 * 26'), 1)
  assert.equal((await sweep({ batch: 3 }).run()).destroyed, 4)
  assert.equal(await w.count('vault.record'), 0)
  assert.equal(await w.count('vault.suppression'), 7)
})

test('two sweeps at once share the work, and forget the record whose last keys they took between them', async (t) => {
  const { w, put, sweep, pass } = await swept(t)
  const ids = [...Array(30).keys()].map(String)
  await Promise.all(ids.map((id) => put(id, { name: 'A', vat: 'T' }, { events: shipped })))
  await pass(sweep(), 30 * DAY - HOUR)
  await w.db.owner.read.query({ text: 'ALTER TABLE keys.record_key DISABLE TRIGGER ALL' })
  await w.db.owner.read.query({ text: `UPDATE keys.record_key SET due_ms = $1 WHERE due_ms IS NOT NULL` }, [
    w.clock.ms + HOUR,
  ])
  await w.setTime(w.clock.ms + HOUR)
  const [a, b] = [sweep({ batch: 7 }), sweep({ batch: 7, on: w.process() })]
  const done = await Promise.all([a.run(), b.run()])
  assert.equal(done[0].destroyed + done[1].destroyed, 60)
  assert.equal(await w.count('vault.record'), 0)
  assert.equal(await w.count('vault.suppression'), 30)
})

test('of two sweeps that each took one key of a record, the second waits for the first and forgets it', async (t) => {
  const { w, put } = await swept(t)
  await put('1', { name: 'A', vat: 'T' }, { events: shipped })
  const dueMs = NOON + 400 * DAY
  await w.setTime(dueMs)
  const [destroyed, mayEnd] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const first = w.db.app.across.tx(async (tx) => {
    assert.equal((await destroyDue(tx, dueMs, 1)).keys, 1)
    destroyed.resolve()
    await mayEnd.promise
  })
  await Promise.race([destroyed.promise, first])
  const second = w.db.app.across.tx((tx) => destroyDue(tx, dueMs, 10))
  // Long enough for the second to come to where it has to wait.
  await sleep(200)
  mayEnd.resolve()
  await first
  assert.deepEqual([(await second).keys, (await second).records], [1, 1])
  assert.equal(await w.count('vault.record'), 0)
  assert.equal(await w.count('vault.suppression'), 1)
})

test('a sweep and changes of the same records do not stop each other', async (t) => {
  const { w, put, sweep, pass, caller } = await swept(t)
  const ids = [...Array(20).keys()].map(String)
  await Promise.all(ids.map((id) => put(id, { name: 'A', sku: 'x' }, { events: shipped })))
  await pass(sweep(), 30 * DAY - HOUR)
  await w.setTime(w.clock.ms + HOUR)
  const on = w.process()
  const changes = ids.map((id) =>
    Number(id) % 3 ? put(id, { sku: 'y' }, { on }) : deleteRecord(on.deps, caller, 'orders', id),
  )
  const [result] = await Promise.all([sweep().run(), ...changes])
  assert.equal(result.outcome, 'swept')
  await sweep().run()
  assert.equal(await w.count('keys.record_key', 'due_ms IS NOT NULL'), 0)
  assert.equal(await w.count('vault.record', 'version = 2'), 13)
})

/** Ten years away keys and grants have ended or not begun, which refuses as well. */
const refused = (error: { code: string }) =>
  ['record_destroyed', 'access_denied', 'key_expired'].includes(error.code)

for (const jump of [HOUR, -HOUR, 3650 * DAY, -3650 * DAY]) {
  test(`a jump of ${jump / HOUR} hours, of either clock or both, destroys nothing and reveals nothing late`, async (t) => {
    const { w, put, reveal, sweep, pass, steady } = await swept(t)
    const one = sweep()
    await put('1', { name: 'A' }, { events: shipped })
    await put('2', { name: 'B' })
    await pass(one, 30 * DAY - 30 * 60_000)
    const now = w.clock.ms
    for (const [process, database] of [
      [jump, 0],
      [0, jump],
      [jump, jump],
    ] as const) {
      w.clock.ms = now + process
      await w.setDatabaseTime(now + database)
      assert.equal((await one.run()).outcome, 'halted')
      if (jump > 0) await assert.rejects(reveal('1'), refused)
      assert.equal(await w.count('keys.record_key'), 2)
      assert.equal(await w.count('vault.record'), 2)
    }
    // Time has passed all the same, and the clocks still say otherwise: by the log it is over.
    await w.setLogTime(now + HOUR)
    await assert.rejects(reveal('1'), refused)
    steady.ms += HOUR
    await w.setTime(now + HOUR)
    assert.deepEqual(await one.run(), { outcome: 'swept', destroyed: 1 })
    const told = (await w.entries()).map((e) => e.unmapped.event).filter((e) => /halted|resumed/.test(e))
    assert.equal(told[0], 'retention.halted')
    assert.equal(told.at(-1), 'retention.resumed')
  })
}

test('a jump across a restart is a gap, although the log was written since; one word of the operator and no more', async (t) => {
  const { w, put, sweep, pass, steady } = await swept(t)
  await put('1', { name: 'A' }, { events: shipped })
  await pass(sweep(), DAY)
  await w.setTime(w.clock.ms + 29 * DAY)
  await w.setLogTime(w.clock.ms)
  const one = sweep()
  assert.deepEqual(await one.run(), { outcome: 'halted', reason: 'long_gap', destroyed: 0 })
  await confirmGap(w.writer, w.clock, 'operator')
  assert.deepEqual(await one.run(), { outcome: 'swept', destroyed: 1 })
  await put('2', { name: 'A' })
  steady.ms += 60_000
  await w.setTime(w.clock.ms + 60_000 + 50 * 60_000)
  assert.equal((await one.run()).reason, 'jumped', 'the confirmation was used')
})

test('a day’s bucket is destroyed when the day is over, with whatever the sweep had to leave', async (t) => {
  const { w, put, sweep, pass } = await swept(t)
  const one = sweep()
  await put('1', PERSON, { events: shipped })
  await put('2', PERSON)
  const day = Math.floor((NOON + 30 * DAY) / DAY)
  await pass(one, 30 * DAY - 1)
  // Somebody holds the key's row all day: the sweep passes over it, the end of the day does not.
  let release = () => {}
  const holding = w.db.owner.tx(async (tx) => {
    await tx.query({ text: 'SELECT 1 FROM keys.record_key WHERE day = $1 FOR UPDATE' }, [day])
    await new Promise<void>((done) => {
      release = done
    })
  })
  await new Promise((done) => setTimeout(done, 50))
  await pass(one, HOUR)
  assert.equal(await w.count('keys.record_key'), 2)
  assert.equal(await w.count('keys.bucket', `day = ${day} AND state = 'live'`), 1)
  release()
  await holding
  await w.db.owner.read.query({
    text: `CREATE FUNCTION keys.skip() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF EXISTS (SELECT FROM keys.bucket WHERE bucket = OLD.bucket AND state = 'live') THEN RETURN NULL; END IF; RETURN OLD; END $$`,
  })
  await w.db.owner.read.query({
    text: 'CREATE TRIGGER skip BEFORE DELETE ON keys.record_key FOR EACH ROW EXECUTE FUNCTION keys.skip()',
  })
  await pass(one, DAY)
  assert.equal(await w.count('keys.bucket', `day = ${day} AND state = 'live'`), 0)
  assert.equal(
    await w.count(
      'keys.bucket_key k',
      `NOT EXISTS (SELECT FROM keys.bucket b WHERE b.bucket = k.bucket AND b.state = 'live')`,
    ),
    0,
  )
  assert.equal(await w.count('keys.record_key'), 1)
  assert.equal(await w.count('vault.record'), 1)
  assert.equal(await w.count('vault.suppression'), 1)
  assert.equal((await w.entries('retention.bucket_destroyed')).length, 1)
})
