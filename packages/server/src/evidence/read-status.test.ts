import assert from 'node:assert/strict'
import test from 'node:test'
import { SMALL } from '../../test/small-policy.ts'
import { HOUR, NOON, world } from '../../test/world.ts'
import { type Check, check } from '../platform/check.ts'
import { STALE_AFTER_MS } from './clause-state.ts'
import { measureChecks } from './measure-checks.ts'
import { readStatus } from './read-status.ts'

test('the state of a clause now and on a past date is a function of what was measured by then', async (t) => {
  const w = await world(t)
  const state = { overdue: 'satisfied' as 'satisfied' | 'violated' }
  const checks: Check[] = [
    check('retention.nothing-overdue', async () => ({ state: state.overdue, figures: { overdue: 1 } })),
    check('retention.sweep-alive', async () => ({ state: 'satisfied', figures: {} })),
    { name: 'access.every-grant-approved', measure: () => Promise.reject(new Error('broken')) },
  ]
  const measure = () => measureChecks(w.db.app, checks, { read: w.db.app.across.read, clock: w.clock })
  const states = async (atMs: number, now = false) =>
    Object.fromEntries(
      (await readStatus(w.db.app.across.read, atMs, now)).clauses.map((c) => [c.id, c.state]),
    )
  assert.deepEqual(await states(NOON, true), { A3: 'unknown', A8: 'unknown', A9: 'unknown' })
  await measure()
  assert.deepEqual(await states(NOON, true), { A3: 'unknown', A8: 'satisfied', A9: 'unknown' })
  w.clock.ms = NOON + HOUR
  assert.equal((await states(w.clock.ms, true)).A8, 'stale')
  state.overdue = 'violated'
  await measure()
  await w.apply(SMALL.replace('  A9:', '  A10:'))
  assert.deepEqual(await states(w.clock.ms, true), { A3: 'unknown', A8: 'violated', A10: 'unknown' })
  assert.equal((await states(NOON + STALE_AFTER_MS)).A8, 'satisfied')
  assert.equal((await states(NOON + STALE_AFTER_MS + 1)).A8, 'stale')
  assert.equal(
    (await states(w.clock.ms + 10 * HOUR)).A8,
    'violated',
    'what was violated stays so until measured otherwise',
  )
  assert.deepEqual(
    Object.keys(await states(NOON)),
    ['A3', 'A8', 'A9'],
    'of the policy that was in force then',
  )
  await assert.rejects(states(NOON - 1), { code: 'no_policy_then' })
})

test('facts are never changed', async (t) => {
  const w = await world(t)
  const one = check('a.b', async () => ({ state: 'violated', figures: {} }))
  await measureChecks(w.db.app, [one], { read: w.db.app.across.read, clock: w.clock })
  for (const text of [
    `UPDATE evidence.fact SET state = 'satisfied'`,
    'DELETE FROM evidence.fact',
    'TRUNCATE evidence.fact',
  ]) {
    await assert.rejects(w.db.app.across.read.query({ text }), { code: 'database_error' })
  }
})
