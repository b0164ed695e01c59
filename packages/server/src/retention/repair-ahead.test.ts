import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DAY, HOUR, world } from '../../test/world.ts'
import { silentLogger } from '../platform/logger.ts'
import { sweepAlive } from './checks.ts'
import { confirmGap } from './confirm-gap.ts'
import { repairAhead } from './repair-ahead.ts'
import { Sweep } from './sweep.ts'

test('after a clock ran ahead the sweep and its check go on, and what happened is in the log', async (t) => {
  const w = await world(t)
  const { writer, keyring, clock } = w
  const { groupWriter } = w.deps
  const common = { database: w.db.app, writer, groupWriter, clock, log: silentLogger, keyring }
  const lived = { ms: 0 }
  const sweep = () => new Sweep({ ...common, monotonic: () => lived.ms })
  const alive = async () => (await sweepAlive.measure({ read: w.db.app.across.read, clock })).state
  const right = clock.ms
  await w.setLogTime(right)
  assert.equal((await sweep().run()).outcome, 'swept')

  // Both clocks ahead by two days: within what a restart may have slept, so nothing notices.
  await w.setTime(right + 2 * DAY)
  await w.setLogTime(right + 2 * DAY)
  assert.equal((await sweep().run()).outcome, 'swept')
  await confirmGap(writer, clock, 'operator')
  await w.setTime(right + HOUR)
  const running = sweep()
  assert.deepEqual([(await running.run()).reason, await alive()], ['log_ahead', 'violated'])

  const ahead = await repairAhead({ ...w, database: w.db.app }, 'operator')
  assert.deepEqual([ahead?.sweeps, ahead?.destroyed, ahead?.checkpoint?.signedMs], [1, 0, right + 2 * DAY])
  const [entry] = await w.entries('retention.ahead_repaired')
  assert.equal(entry?.unmapped.detail?.['signed'], new Date(right + 2 * DAY).toISOString())
  // What the sequencer does with that entry.
  await w.setLogTime(right + HOUR)
  await w.setTime(right + HOUR + 60_000)
  lived.ms += 60_000
  assert.deepEqual([(await running.run()).outcome, await alive()], ['swept', 'satisfied'])
  assert.equal(await repairAhead({ ...w, database: w.db.app }, 'operator'), undefined)

  // The confirmation given at the wrong time does not stand before one that is needed now.
  await w.setTime(right + 10 * DAY)
  await w.db.owner.read.query({ text: 'INSERT INTO retention.gap_confirmed VALUES ($1, $2)' }, [
    right + 99 * DAY,
    'operator',
  ])
  assert.equal((await sweep().run()).reason, 'long_gap')
  await confirmGap(writer, clock, 'operator')
  assert.equal((await sweep().run()).outcome, 'swept')
})

test('nothing is repaired while process and database disagree', async (t) => {
  const w = await world(t)
  await w.setLogTime(w.clock.ms + DAY)
  w.clock.ms += HOUR
  await assert.rejects(repairAhead({ ...w, database: w.db.app }, 'operator'), { code: 'clocks_still_differ' })
  assert.equal((await w.entries('retention.ahead_repaired')).length, 0)
})
