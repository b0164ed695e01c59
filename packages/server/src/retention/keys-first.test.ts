import assert from 'node:assert/strict'
import test from 'node:test'
import { DAY, HOUR, NOON } from '../../test/world.ts'
import { addEvent, importRecords, listRecords, readMetadata } from '../vault/index.ts'
import { iso, refuses, said } from '../vault/test-support/test-shop.ts'
import { nothingOverdue } from './checks.ts'
import { destroyRows } from './destroy-rows.ts'
import { erasing, PERSON } from './test-erase.ts'

const shipped = [{ event: 'shipped', at: iso(NOON) }]

type Scene = Awaited<ReturnType<typeof erasing>>

/** What holds of a record all of whose keys are gone, before and after its row is. */
async function isGone(s: Scene, id: string, on: Scene['w'] | ReturnType<Scene['w']['process']>) {
  const { put, find, caller } = s
  assert.ok(!(await find(on)).includes(id))
  for (const mode of ['replace', 'merge'] as const) {
    await refuses('already_destroyed', put(id, PERSON, { on, mode, events: shipped }))
    await refuses('already_destroyed', put(id, { sku: 'x' }, { on, mode }))
  }
  const lines = [{ index: 0, input: { collection: 'orders', id, fields: PERSON, mode: 'merge' as const } }]
  const outcomes = []
  for await (const outcome of importRecords(
    on.putter,
    caller,
    (async function* () {
      yield* lines
    })(),
  ))
    outcomes.push(outcome)
  assert.match(JSON.stringify(outcomes), /already_destroyed/)
}

test('killed between the keys of a data owner and the clearing: nothing opens, is found or comes back, and the sweep clears', async (t) => {
  const s = await erasing(t)
  const { w, put, reveal, erase, find, dying, caller } = s
  await put('1', PERSON, { events: shipped })
  await put('2', { ...PERSON, vat: 'T1' }, { events: shipped })
  await put('3', { ...PERSON, email: 'taro@example.jp' }, { events: shipped })
  const late = w.process()
  await reveal('1', { on: late })
  assert.equal((await find(late)).length, 2)
  const done = await erase({ ...w, deps: { ...w.deps, writer: dying('records.cleared') } })
  assert.deepEqual([done.records, done.forgotten], [2, 1])
  assert.deepEqual(
    done.survives.map((x) => [x.why, x.records, x.untilMs]),
    [['law', 1, NOON + 365 * DAY]],
  )
  assert.deepEqual([await w.count('vault.record'), await w.count('vault.suppression')], [3, 0])
  assert.equal(await w.count('keys.gone', 'length(keys) = 2 * 26'), 1)
  for (const on of [w, late]) {
    await isGone(s, '1', on)
    await refuses('record_destroyed', reveal('1', { on }))
    const event = { event: 'delivered', at: iso(NOON) }
    await refuses('record_destroyed', addEvent(on.deps, caller, 'orders', '1', event))
    const { groups, masks } = await readMetadata(on.deps, caller, 'orders', '1')
    assert.deepEqual([groups.map((g) => g.state), masks], [['destroyed'], {}])
    const { records } = await listRecords(on.deps, caller, { collection: 'orders', state: 'destroyed' })
    assert.deepEqual(
      records.map((r) => r.id),
      [undefined],
    )
    assert.deepEqual((await reveal('2', { on, purpose: 'tax' })).fields.vat, 'T1')
    assert.equal((await reveal('3', { on })).fields.name, 'Hanako')
  }
  assert.deepEqual((await erase({ ...w, deps: { ...w.deps, writer: dying('records.cleared') } })).records, 0)
  await s.sweep().run()
  assert.deepEqual([await w.count('keys.gone'), await w.count('vault.record')], [0, 2])
  assert.equal(await w.count('vault.tag', `record NOT IN (SELECT record FROM keys.record_key)`), 0)
  assert.equal(await w.count('vault.suppression'), 1)
  await isGone(s, '1', late)
  await refuses('record_not_found', reveal('1'))
  const [cleared] = await w.entries('records.cleared')
  assert.deepEqual(cleared && said(cleared), { keys: 2, forgotten: 1 })
})

test('killed between due keys and the clearing, and in each: nothing opens or comes back, and the next run goes on', async (t) => {
  const s = await erasing(t)
  const { w, put, reveal, sweep, pass, dying, find } = s
  const earlier = [{ event: 'shipped', at: iso(NOON - HOUR) }]
  for (const id of ['1', '2', '3', '4', '5']) await put(id, PERSON, { events: earlier })
  await put('later', PERSON, { events: shipped })
  await pass(sweep(), 30 * DAY - 2 * HOUR)
  await w.setTime(w.clock.ms + HOUR)
  s.steady.ms += HOUR
  const run = (event: string) => sweep({ writer: dying(event), batch: 2 }).run()
  // In the first of the two, nothing of it is kept.
  await assert.rejects(run('retention.destroyed'), /crash/)
  assert.deepEqual([await w.count('keys.record_key'), await w.count('keys.gone')], [6, 0])
  await assert.rejects(run('records.cleared'), /crash/)
  assert.deepEqual([await w.count('keys.record_key'), await w.count('keys.gone')], [1, 3])
  assert.deepEqual([await w.count('vault.record'), await w.count('vault.suppression')], [6, 0])
  const { state, figures } = await nothingOverdue.measure({ read: w.db.app.across.read, clock: w.clock })
  assert.deepEqual([state, figures.overdue, figures.uncleared], ['satisfied', 0, 5])
  assert.deepEqual(await find(), ['later'])
  await isGone(s, '1', w)
  await refuses('record_destroyed', reveal('1'))
  await sweep().run()
  assert.deepEqual([await w.count('keys.gone'), await w.count('vault.record')], [0, 1])
  assert.equal(await w.count('vault.suppression'), 5)
  await isGone(s, '1', w)
  assert.equal((await reveal('later')).fields.name, 'Hanako')
  assert.deepEqual(
    (await w.entries('retention.destroyed')).map((e) => said(e).records),
    [2, 2, 1],
  )
})

test('what was written anew between the keys and the clearing stays', async (t) => {
  const s = await erasing(t)
  const { w, put, reveal, erase, dying, sweep } = s
  await put('1', { ...PERSON, sku: 'x' }, { events: shipped })
  await erase({ ...w, deps: { ...w.deps, writer: dying('records.cleared') } })
  await put('1', { sku: 'y' }, { mode: 'merge' })
  // It names one group now, and that is not the one that went.
  assert.equal(await w.count('vault.record', 'cardinality(days) = 1'), 1)
  await sweep().run()
  assert.deepEqual((await reveal('1')).fields, { sku: 'y' })
  assert.deepEqual([await w.count('keys.gone'), await w.count('vault.tag')], [0, 0])
})

test('a group that has a key again keeps its record and tags', async (t) => {
  const s = await erasing(t)
  const { w, put, find, sweep } = s
  await put('1', PERSON, { events: shipped })
  await w.db.owner.read.query({
    text: `INSERT INTO keys.gone (tenant, destroyed_ms, keys)
           SELECT tenant, 0, string_agg(record || int2send(grp) || int8send(bucket), '') FROM keys.record_key GROUP BY tenant`,
  })
  await sweep().run()
  assert.equal(await w.count('keys.gone'), 0)
  assert.deepEqual(await find(), ['1'])
})

test('a record that somebody has is passed over by the clearing and cleared the next time', async (t) => {
  const s = await erasing(t)
  const { w, put, erase, dying, sweep } = s
  await put('1', PERSON, { events: shipped })
  await put('2', PERSON, { events: shipped })
  await erase({ ...w, deps: { ...w.deps, writer: dying('records.cleared') } })
  await w.db.owner.tx(async (tx) => {
    await tx.query({ text: 'SELECT FROM vault.record ORDER BY id LIMIT 1 FOR UPDATE' })
    await sweep().run()
    assert.equal(await w.count('keys.gone', 'length(keys) = 26'), 1)
    assert.equal(await w.count('vault.suppression'), 1)
  })
  await sweep().run()
  assert.deepEqual([await w.count('keys.gone'), await w.count('vault.suppression')], [0, 2])
})

test('a deadline that is moved while keys are destroyed is asked again: nothing goes early', async (t) => {
  const s = await erasing(t)
  const { w, put, reveal, sweep, pass } = s
  for (const id of ['1', '2']) await put(id, PERSON, { events: shipped })
  await pass(sweep(), 30 * DAY - HOUR)
  const nowMs = w.clock.ms + HOUR
  await w.setTime(nowMs)
  const [row] = await w.db.owner.read.query<{ bucket: number; day: number }>({
    text: 'SELECT bucket, day FROM keys.record_key LIMIT 1',
  })
  const due = [{ bucket: row?.bucket ?? 0, day: row?.day ?? 0, tenant: 1, version: 1, keys: 2, alive: true }]
  const deps = { keyring: w.keyring, writer: w.writer, nowMs, clauses: [], batch: 10 }
  let destroying: Promise<number> = Promise.resolve(0)
  await w.db.owner.tx(async (tx) => {
    const text =
      'UPDATE keys.record_key SET due_ms = due_ms + $1 WHERE record = (SELECT min(record::text)::bytea FROM keys.record_key)'
    await tx.query({ text }, [HOUR])
    destroying = destroyRows(deps, due)
    const waits = {
      text: `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`,
    }
    for (let i = 0; i < 30 && (await w.db.owner.read.query(waits)).length === 0; i++)
      await new Promise((done) => setTimeout(done, 2))
  })
  assert.equal(await destroying, 1)
  assert.equal(await w.count('keys.record_key'), 1)
  await refuses('record_destroyed', reveal('2'))
})

test('one key that somebody holds for long keeps no other from going', async (t) => {
  const s = await erasing(t)
  const { w, put, erase, sweep, pass } = s
  for (const id of ['1', '2', '3']) await put(id, PERSON, { events: shipped })
  // Ends only when every other key is gone: what waited for this one would wait for ever.
  const holdingOne = (work: () => Promise<unknown>) => {
    let working: Promise<unknown> = Promise.resolve()
    return w.db.owner
      .tx(async (tx) => {
        await tx.query({ text: 'SELECT FROM keys.record_key ORDER BY record LIMIT 1 FOR UPDATE' })
        working = work()
        while ((await w.count('keys.record_key')) > 1) await new Promise((done) => setTimeout(done, 10))
      })
      .then(() => working)
  }
  await holdingOne(() => erase())
  assert.equal(await w.count('keys.record_key'), 0)
  for (const id of ['4', '5']) await put(id, PERSON, { events: shipped })
  await pass(sweep(), 30 * DAY - HOUR)
  await w.setTime(w.clock.ms + HOUR)
  s.steady.ms += HOUR
  await holdingOne(() => sweep().run())
})

test('erased while others write, tell and delete: whatever came first, nothing of the owner is left', async (t) => {
  const s = await erasing(t)
  const { w, put, erase, find, caller, sweep } = s
  const ids = [...Array(24).keys()].map(String)
  await Promise.all(ids.map((id) => put(id, { ...PERSON, sku: 'x' }, { events: shipped })))
  const on = w.process()
  const works = async (n: number) => {
    for (const id of ids.filter((i) => Number(i) % 3 === n)) {
      const work =
        n === 0
          ? put(id, { line1: 'Minato' }, { on, mode: 'merge' })
          : n === 1
            ? addEvent(on.deps, caller, 'orders', id, { event: 'delivered', at: iso(NOON) })
            : put(id, { sku: 'y' }, { on, mode: 'merge' })
      await work.catch((error) => assert.match(error.code, /already_destroyed|record_destroyed/))
    }
  }
  const [done] = await Promise.all([erase(w, { batch: 5 }), sweep().run(), works(0), works(1), works(2)])
  assert.ok(done.records >= 24)
  assert.deepEqual(await find(), [])
  await sweep().run()
  assert.deepEqual([await w.count('vault.tag'), await w.count('keys.gone')], [0, 0])
  assert.equal(await w.count('keys.record_key'), 24, 'what is not personal')
  for (const id of ids) await refuses('already_destroyed', put(id, PERSON, { on }))
})
