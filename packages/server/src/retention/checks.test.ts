import assert from 'node:assert/strict'
import test from 'node:test'
import { DAY, HOUR, NOON } from '../../test/world.ts'
import { iso } from '../vault/test-support/test-shop.ts'
import { nothingOverdue, sweepAlive } from './checks.ts'
import { swept } from './test-sweep.ts'

test('nothing-overdue counts keys itself: with no sweep it turns violated, whatever one clock says', async (t) => {
  const { w, put } = await swept(t)
  const measure = () => nothingOverdue.measure({ read: w.db.app.across.read, clock: w.clock })
  await put('1', { name: 'A' }, { events: [{ event: 'shipped', at: iso(NOON) }] })
  await w.setTime(NOON + 30 * DAY)
  assert.equal((await measure()).state, 'satisfied', 'the sweep has its time')
  await w.setTime(NOON + 30 * DAY + HOUR)
  const { state, figures } = await measure()
  assert.deepEqual([state, figures], ['violated', { overdue: 1, oldestMs: HOUR, uncleared: 0 }])
  w.clock.ms = NOON
  assert.equal((await measure()).state, 'violated')
  await w.setDatabaseTime(NOON)
  w.clock.ms = NOON + 30 * DAY + HOUR
  assert.equal((await measure()).state, 'violated')
})

test('sweep-alive: unknown before the first run, satisfied after, violated when silent or halted', async (t) => {
  const { w, sweep, pass } = await swept(t)
  const measure = async () => (await sweepAlive.measure({ read: w.db.app.across.read, clock: w.clock })).state
  assert.equal(await measure(), 'unknown')
  const one = sweep()
  await pass(one, 0)
  assert.equal(await measure(), 'satisfied')
  await w.setTime(NOON + HOUR)
  assert.equal(await measure(), 'violated')
  await one.run()
  assert.equal(await measure(), 'violated', 'it ran and was halted: time jumped')
})

test('what cannot be measured is unknown', async (t) => {
  const { w } = await swept(t)
  await w.db.owner.read.query({ text: 'ALTER TABLE keys.record_key RENAME TO record_key_gone' })
  assert.equal(
    (await nothingOverdue.measure({ read: w.db.app.across.read, clock: w.clock })).state,
    'unknown',
  )
})
