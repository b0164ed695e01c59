import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { type Clocks, judgeClocks, LONGEST_GAP_MS, TOLERANCE_MS } from './clock-safety.ts'

const NOW = Date.UTC(2026, 10, 22, 12)
const MINUTE = 60_000
const HOUR = 3_600_000
const YEARS = 3650 * 86_400_000

/** A program that swept a minute ago, its clocks in step. */
const calm: Clocks = {
  processMs: NOW,
  databaseMs: NOW,
  logMs: NOW - 1000,
  lastSafeMs: NOW - MINUTE,
  confirmedMs: undefined,
  before: { processMs: NOW - MINUTE, monotonicMs: 0 },
  monotonicMs: MINUTE,
}
const reason = (more: Partial<Clocks>) => {
  const verdict = judgeClocks({ ...calm, ...more })
  return verdict.safe ? 'safe' : verdict.reason
}

test('clocks in step are safe, by the earlier of the two', () => {
  assert.deepEqual(judgeClocks(calm), { safe: true, nowMs: NOW })
  assert.deepEqual(judgeClocks({ ...calm, databaseMs: NOW - 5000 }), { safe: true, nowMs: NOW - 5000 })
  assert.deepEqual(judgeClocks({ ...calm, databaseMs: NOW + 5000 }), { safe: true, nowMs: NOW })
})

for (const jump of [HOUR, -HOUR, YEARS, -YEARS]) {
  test(`a jump of ${jump / HOUR} hours halts, whichever clock it is, in a running program and across a restart`, () => {
    assert.equal(reason({ processMs: NOW + jump }), 'database_differs')
    assert.equal(reason({ databaseMs: NOW + jump }), 'database_differs')
    assert.notEqual(reason({ processMs: NOW + jump, databaseMs: NOW + jump }), 'safe')
    const restarted = { processMs: NOW + jump, databaseMs: NOW + jump, before: undefined }
    if (Math.abs(jump) > LONGEST_GAP_MS || jump < 0) assert.notEqual(reason(restarted), 'safe')
    // The program wrote to the log, at the new time, before the sweep looked.
    if (jump > LONGEST_GAP_MS) assert.equal(reason({ ...restarted, logMs: NOW + jump }), 'long_gap')
  })
}

test('a confirmation makes a jump or gap good, is about the time before it, and does not last', () => {
  const moved = { processMs: NOW + YEARS, databaseMs: NOW + YEARS }
  assert.equal(reason({ ...moved, confirmedMs: NOW + YEARS }), 'safe')
  assert.equal(reason({ ...moved, confirmedMs: NOW }), 'jumped')
  assert.equal(reason({ ...moved, confirmedMs: NOW + YEARS - 2 * HOUR }), 'jumped')
  assert.equal(reason({ processMs: NOW + YEARS, confirmedMs: NOW + YEARS }), 'database_differs')
  assert.equal(reason({ logMs: NOW + YEARS, confirmedMs: NOW }), 'log_ahead')
})

test('whatever the clocks show, safe means that none of them is far ahead of the others or of the last run', () => {
  const jump = fc.oneof(
    fc.integer({ min: -60_000, max: 60_000 }),
    fc.constantFrom(HOUR, -HOUR, YEARS, -YEARS),
  )
  fc.assert(
    fc.property(jump, jump, jump, fc.boolean(), (process, database, log, restarted) => {
      const clocks = {
        ...calm,
        processMs: NOW + process,
        databaseMs: NOW + database,
        logMs: NOW + log,
        ...(restarted ? { before: undefined } : {}),
      }
      const verdict = judgeClocks(clocks)
      if (!verdict.safe) return
      assert.ok(verdict.nowMs <= clocks.processMs && verdict.nowMs <= clocks.databaseMs)
      assert.ok(Math.abs(clocks.processMs - clocks.databaseMs) <= TOLERANCE_MS)
      assert.ok(clocks.logMs <= verdict.nowMs + TOLERANCE_MS)
      if (!restarted) assert.ok(verdict.nowMs <= NOW + TOLERANCE_MS, 'nothing is destroyed early')
      assert.ok(verdict.nowMs - NOW < LONGEST_GAP_MS)
    }),
    { numRuns: 2000 },
  )
})
