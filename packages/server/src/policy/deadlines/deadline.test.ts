import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import type { Deadline, RetentionModel } from '../model.ts'
import { deadlineNeverLater, deadlineParts, retentionNeverLonger } from './compare-deadlines.ts'
import { alwaysResolves, resolveDeadline, resolveRetention } from './deadline.ts'

const DAY = 86_400_000
const after = (event: string, days: number): Deadline => ({ after: event, for: `P${days}D` })

const event = fc.constantFrom('created', 'shipped', 'delivered', 'cancelled')
const leaf = fc.record({
  after: event,
  for: fc.constantFrom('P1D', 'P7D', 'P30D', 'P90D', 'P1M', 'P3M', 'PT0S'),
})
const { deadline } = fc.letrec<{ deadline: Deadline }>((tie) => ({
  deadline: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.record({ earliest: fc.array(tie('deadline'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ latest: fc.array(tie('deadline'), { minLength: 1, maxLength: 3 }) }),
  ),
}))
const instant = fc.integer({ min: 0, max: 400 }).map((d) => d * DAY)
const instants = fc.dictionary(event, instant, { noNullPrototype: true })
const retention: fc.Arbitrary<RetentionModel> = fc.record(
  { classes: fc.constant([]), destroy: deadline, otherwise: deadline, bucket: fc.constant('day' as const) },
  { requiredKeys: ['classes', 'destroy', 'bucket'] },
)

test('earliest ignores what has not happened, latest waits for it', () => {
  const times = { shipped: 10 * DAY, delivered: 12 * DAY }
  const parts = [after('shipped', 30), after('delivered', 3), after('cancelled', 1)]
  assert.equal(resolveDeadline({ earliest: parts }, times, 'UTC'), 15 * DAY)
  assert.equal(resolveDeadline({ latest: parts }, times, 'UTC'), null)
  assert.equal(resolveDeadline({ latest: parts.slice(0, 2) }, times, 'UTC'), 40 * DAY)
  assert.equal(resolveDeadline({ earliest: parts }, {}, 'UTC'), null)
  assert.equal(resolveDeadline(after('constructor', 1), {}, 'UTC'), null)
})

test('otherwise counts until destroy has a date', () => {
  const rule: RetentionModel = {
    classes: [],
    destroy: after('shipped', 30),
    otherwise: after('created', 90),
    bucket: 'day',
  }
  assert.equal(resolveRetention(rule, { created: 0 }, 'UTC'), 90 * DAY)
  assert.equal(resolveRetention(rule, { created: 0, shipped: 80 * DAY }, 'UTC'), 110 * DAY)
})

test('what always resolves has a date as soon as the record exists, and nothing else does', () => {
  fc.assert(
    fc.property(deadline, (d) => alwaysResolves(d) === (resolveDeadline(d, { created: 0 }, 'UTC') !== null)),
  )
})

test('a deadline called never later is never later', () => {
  fc.assert(
    fc.property(deadline, deadline, instants, (a, b, times) => {
      if (!deadlineNeverLater(a, b)) return true
      const due = (d: Deadline): number => resolveDeadline(d, times, 'Asia/Tokyo') ?? Number.POSITIVE_INFINITY
      return due(a) <= due(b)
    }),
    { numRuns: 3000 },
  )
})

test('a deadline is never later than itself, and an earliest never later than its members', () => {
  // Two of these have at most 3 × 3 × 3 × 3 × 2 terms; what has more than 256 is not compared.
  const small = deadline.filter((d) => deadlineParts(d) <= 7)
  fc.assert(fc.property(small, (d) => deadlineNeverLater(d, d)))
  fc.assert(fc.property(small, small, (a, b) => deadlineNeverLater({ earliest: [a, b] }, a)))
  fc.assert(fc.property(small, small, (a, b) => deadlineNeverLater(a, { latest: [a, b] })))
})

test('a retention called never longer is never longer', () => {
  fc.assert(
    fc.property(retention, retention, instants, (a, b, times) => {
      if (!retentionNeverLonger(a, b)) return true
      const due = (r: RetentionModel): number =>
        resolveRetention(r, times, 'Asia/Tokyo') ?? Number.POSITIVE_INFINITY
      return due(a) <= due(b)
    }),
    { numRuns: 5000 },
  )
})

test('looking at one more event is not called shorter when it can put the end off', () => {
  const old: RetentionModel = {
    classes: [],
    destroy: after('shipped', 30),
    otherwise: after('created', 90),
    bucket: 'day',
  }
  const now = { ...old, destroy: { earliest: [after('shipped', 30), after('delivered', 30)] } }
  assert.equal(retentionNeverLonger(now, old), false)
  assert.equal(retentionNeverLonger({ ...old, destroy: after('shipped', 20) }, old), true)
  assert.equal(retentionNeverLonger(old, null), true)
  assert.equal(retentionNeverLonger(null, old), false)
  assert.equal(retentionNeverLonger({ ...old, while: 'contract' }, old), false)
})
