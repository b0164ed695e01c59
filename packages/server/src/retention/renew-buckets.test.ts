import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import test from 'node:test'
import { heldBeforeCommit } from '../../test/around.ts'
import { DAY, HOUR, NOON } from '../../test/world.ts'
import { dueBuckets } from '../keys/destroy/destroy-due-bucket.ts'
import { destroyRenewed, renewAway, rotateBucketKey } from '../keys/index.ts'
import { newVersion } from '../keys/renew/bucket-versions.ts'
import { listRecords } from '../vault/index.ts'
import { iso, refuses, said } from '../vault/test-support/test-shop.ts'
import { nothingOverdue } from './checks.ts'
import { renewDueBuckets } from './renew-buckets.ts'
import { erasing, PERSON } from './test-erase.ts'

const earlier = [{ event: 'shipped', at: iso(NOON - HOUR) }]
const shipped = [{ event: 'shipped', at: iso(NOON) }]
const DUE = NOON - HOUR + 30 * DAY

/** Five orders that are due now, and one of the same day that is due an hour later; the sweep has seen all but now. */
async function scene(t: Parameters<typeof erasing>[0]) {
  const s = await erasing(t)
  const { w, put, pass, sweep } = s
  for (const id of ['1', '2', '3', '4', '5']) await put(id, PERSON, { events: earlier })
  await put('later', PERSON, { events: shipped })
  await pass(sweep(), 30 * DAY - 2 * HOUR)
  const late = w.process({ clock: { now: () => DUE - HOUR } })
  await s.reveal('1', { on: late })
  assert.equal((await s.find(late)).length, 6)
  const due = async () => (await dueBuckets(w.db.app.across.read, DUE)).filter((b) => b.alive)
  const now = async () => {
    await w.setTime(DUE)
    s.steady.ms += HOUR
  }
  return { ...s, late, due, now }
}

test('a bucket of which little has time left gets a newer key: all that is due goes with the older one, before any row', async (t) => {
  const s = await scene(t)
  const { w, put, reveal, find, sweep, late, now, dying } = s
  const keys = {
    text: 'SELECT wrapped FROM keys.bucket_key WHERE bucket = (SELECT min(bucket) FROM keys.record_key)',
  }
  const [older] = await w.db.owner.read.query<{ wrapped: Buffer }>(keys)
  await now()
  await assert.rejects(sweep({ fullFrom: 5, writer: dying('retention.destroyed') }).run(), /crash/)
  assert.deepEqual([await w.count('keys.record_key'), await w.count('vault.record')], [6, 6])
  const [entry] = (await w.entries('retention.bucket_renewed')).map(said)
  const digest = createHash('sha256')
    .update(older?.wrapped ?? '')
    .digest('hex')
  assert.deepEqual([entry?.kept, entry?.key, entry?.clauses], [1, digest, ['A8']])
  await w.setDatabaseTime(DUE - HOUR)
  w.clock.ms = DUE - HOUR
  for (const on of [w, late]) {
    for (const id of ['1', '5']) {
      await refuses('record_destroyed', reveal(id, { on }))
      await refuses('already_destroyed', put(id, PERSON, { on, events: earlier }))
      await refuses('already_destroyed', put(id, { sku: 'x' }, { on, mode: 'merge' }))
    }
    assert.deepEqual(await find(on), ['later'])
    const { records } = await listRecords(on.deps, s.caller, { collection: 'orders', state: 'destroyed' })
    assert.deepEqual([records.length, records.some((r) => r.id !== undefined)], [5, false])
    assert.equal((await reveal('later', { on })).fields.name, 'Hanako')
  }
  await w.setTime(DUE + 120_000)
  const { state, figures } = await nothingOverdue.measure({ read: w.db.app.across.read, clock: w.clock })
  assert.deepEqual([state, figures.overdue, figures.uncleared], ['satisfied', 0, 5])
  // What waits to be cleared is in no renewal's way.
  const [{ bucket } = { bucket: 0 }] = await w.db.owner.read.query<{ bucket: number }>({
    text: 'SELECT min(bucket) AS bucket FROM keys.record_key',
  })
  await rotateBucketKey(w.keyring, bucket)
  assert.equal((await sweep({ fullFrom: 5 }).run()).destroyed, 5)
  assert.deepEqual([await w.count('keys.record_key'), await w.count('vault.record')], [1, 1])
  assert.equal(await w.count('vault.suppression'), 5)
  assert.equal((await reveal('later', { on: late })).fields.name, 'Hanako')
  await put('later', { line1: 'Minato' }, { mode: 'merge' })
})

test('killed before the older key goes, all is as it was; the next run takes it up, and so does a rotation', async (t) => {
  const s = await scene(t)
  const { w, reveal, sweep, now, dying, late } = s
  await now()
  const die = () => sweep({ fullFrom: 5, groupWriter: dying('retention.bucket_renewed') }).run()
  await assert.rejects(die(), /crash/)
  assert.deepEqual(
    [await w.count('keys.bucket_key', 'version = 1'), await w.count('keys.bucket_key', 'version = 2')],
    [1, 1],
  )
  assert.equal(await w.count('keys.record_key', 'bucket_version = 2'), 1)
  assert.equal((await reveal('later', { on: late })).fields.name, 'Hanako')
  await sweep({ fullFrom: 5 }).run()
  assert.equal(await w.count('keys.bucket_key', 'version = 2'), 1)
  assert.equal((await w.entries('retention.bucket_renewed')).length, 1)
  assert.deepEqual([await w.count('keys.record_key'), await w.count('vault.suppression')], [1, 5])
  assert.equal((await reveal('later')).fields.name, 'Hanako')
})

test('the older key stays while something undue is under it, and one of what has no end is never renewed so', async (t) => {
  const s = await scene(t)
  const { w, put, reveal, due, now } = s
  await now()
  const [bucket] = await due()
  assert.ok(bucket)
  const target = await newVersion(w.keyring.deps, bucket.bucket)
  await w.db.app.across.tx(async (tx) => {
    assert.equal(await destroyRenewed(w.keyring, tx, target, DUE), undefined)
  })
  assert.equal(await w.count('keys.bucket_key', 'version = 1'), 1)
  assert.equal((await reveal('later')).fields.name, 'Hanako')
  assert.equal(await renewAway(w.keyring, bucket, DUE, 0, 0), undefined, 'too much has time left')
  await put('open', { sku: 'x' })
  const [open] = await w.db.owner.read.query<{ bucket: number; tenant: number; day: number }>({
    text: 'SELECT bucket, tenant, day FROM keys.bucket WHERE day = -1',
  })
  assert.ok(open)
  const version = 1
  assert.equal(await renewAway(w.keyring, { ...open, version, keys: 9 }, DUE, 9, 0), undefined)
  await assert.rejects(
    w.db.app.across.tx((tx) => destroyRenewed(w.keyring, tx, { ...open, version }, DUE)),
    RangeError,
  )
})

test('a put that began before the newer key is waited for: what it keeps is not destroyed before its time', async (t) => {
  const s = await scene(t)
  const { w, put, reveal, due, now } = s
  const { database, written, commit } = heldBeforeCommit(w.db.app)
  const putting = put('slow', PERSON, { on: w.process({ database }), events: shipped })
  await Promise.race([written, putting])
  await now()
  assert.equal(await renewDueBuckets(w.keyring, w.writer, await due(), DUE, [], 10), 0)
  assert.equal(await w.count('keys.bucket_key', 'version = 1'), 1)
  commit()
  await putting
  assert.equal(await renewDueBuckets(w.keyring, w.writer, await due(), DUE, [], 10), 1)
  for (const id of ['slow', 'later']) assert.equal((await reveal(id)).fields.name, 'Hanako')
  await refuses('record_destroyed', reveal('1'))
})
