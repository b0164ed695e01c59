import assert from 'node:assert/strict'
import { test } from 'node:test'
import { revokeGrant } from '../grants/revoke-grant.ts'
import { reviewScene } from '../test-support/test-reviews.ts'
import type { ReviewItemRow } from './review-items.ts'
import { runReviews } from './review-job.ts'
import { listReviews } from './review-row.ts'
import { startReview } from './start-review.ts'

const DAY_MS = 86_400_000

test('it begins by itself when the policy’s time has come, and at its due date what nobody confirmed is suspended', async (t) => {
  const {
    db,
    by,
    reviews,
    clock,
    owner,
    second,
    admin,
    printer,
    grant,
    numbers,
    decide,
    items,
    measure,
    ended,
    authenticator,
  } = await reviewScene(t)
  await db.owner.read.query({ text: 'UPDATE keys.tenant SET created_at_ms = $1' }, [
    clock.ms - 90 * DAY_MS + 1,
  ])
  assert.deepEqual(await runReviews(reviews), { started: 0, closed: 0 })
  clock.ms += 1
  assert.deepEqual(await runReviews(reviews), { started: 1, closed: 0 })
  assert.deepEqual(await runReviews(reviews), { started: 0, closed: 0 })
  const [review] = await listReviews(db.app.across.read, by.tenant)
  const id = `rvw_${review?.id.toString('hex')}`
  assert.equal(review?.started_by, 'system')
  // Everything of second's stays undecided; owner's and admin's are kept; so is the grant.
  const keep = (who: string) => (one: ReviewItemRow) => one.principal === who
  await decide(second.caller, id, { items: await numbers(id, keep(owner.id)), decision: 'keep' })
  await decide(owner.caller, id, { items: await numbers(id, keep(admin.id)), decision: 'keep' })
  await decide(owner.caller, id, {
    items: await numbers(id, ({ subject }) => subject === grant.id),
    decision: 'keep',
  })
  clock.ms += 14 * DAY_MS - 1
  assert.deepEqual(await runReviews(reviews), { started: 0, closed: 0 })
  clock.ms += 1
  assert.deepEqual(await runReviews(reviews), { started: 0, closed: 1 })
  const all = await items(id)
  const of = (principal: string) =>
    all.filter((one) => one.principal === principal).map((one) => [one.decision, one.effect])
  assert.deepEqual(of(second.id), [
    ['suspend', 'done'],
    ['suspend', 'done'],
  ])
  assert.deepEqual(ended, [`suspend ${second.id}`])
  // Its grant was kept, and went with the service, which nobody confirmed.
  assert.deepEqual(all.find(({ subject }) => subject === printer.id)?.decision, 'suspend')
  await assert.rejects(async () => authenticator.recheck(printer.caller), { code: 'key_revoked' })
  const roles = await db.owner.read.query({
    text: 'SELECT 1 FROM access.assignment WHERE revoked_ms IS NULL',
  })
  assert.equal(roles.length, 2)
  assert.deepEqual((await measure())['access.review-on-time'], {
    state: 'satisfied',
    tenants: 1,
    late: 0,
    overdue: 0,
    keptLast: 0,
  })
  clock.ms += 76 * DAY_MS
  assert.deepEqual(
    await runReviews(reviews),
    { started: 1, closed: 0 },
    'the cadence runs from begin to begin',
  )
})

test('the last who can manage or approve access is never suspended: it shows', async (t) => {
  const { db, by, reviews, clock, items, measure, ended, owner, admin } = await reviewScene(t)
  const { id } = await startReview(reviews, owner.caller)
  clock.ms += 14 * DAY_MS
  assert.deepEqual(await runReviews(reviews), { started: 0, closed: 1 })
  const kept = (await items(id)).filter(({ effect }) => effect === 'kept-last')
  const [first, last] = [owner.id, admin.id]
  const principals = new Set(kept.map(({ principal }) => principal))
  assert.equal(kept.length, 4)
  assert.ok(principals.has(last), 'the only administrator')
  assert.equal(principals.size, 2, 'and one of the two access owners')
  assert.equal(ended.length, 1)
  assert.ok(!ended.includes(`suspend ${last}`) || !principals.has(first))
  const live = await db.owner.read.query({ text: 'SELECT 1 FROM access.assignment WHERE revoked_ms IS NULL' })
  assert.equal(live.length, 2)
  const found = (await measure())['access.review-on-time'] as { state: string; keptLast: number }
  assert.deepEqual([found.state, found.keptLast], ['violated', 4])
  const [review] = await listReviews(db.app.across.read, by.tenant)
  assert.equal(review?.undecided, 4)
})

test('a review that should have begun, one past its due date, and what was not taken away, show', async (t) => {
  const { db, reviews, clock, owner, grant, measure, numbers, decide, deps, by } = await reviewScene(t)
  await db.owner.read.query({ text: 'UPDATE keys.tenant SET created_at_ms = $1' }, [clock.ms])
  const state = async (name: string) => ((await measure())[name] as { state: string }).state
  assert.equal(await state('access.review-on-time'), 'satisfied')
  clock.ms += 90 * DAY_MS + 600_000
  assert.equal(await state('access.review-on-time'), 'violated')
  const { id } = await startReview(reviews, owner.caller)
  assert.equal(await state('access.review-on-time'), 'satisfied')
  assert.equal(await state('access.unused-removed'), 'satisfied')
  clock.ms += 14 * DAY_MS + 600_000
  assert.equal(await state('access.review-on-time'), 'violated', 'due, and neither decided nor closed')
  assert.equal(await state('access.unused-removed'), 'violated', 'used by nobody for a round and more')
  const [n = 0] = await numbers(id, ({ subject }) => subject === grant.id)
  await decide(owner.caller, id, { items: [n], decision: 'keep' })
  assert.equal(await state('access.unused-removed'), 'satisfied')
  await decide(owner.caller, id, { items: [n], decision: 'revoke' })
  clock.ms += 600_000
  assert.equal(await state('access.unused-removed'), 'satisfied')
  await db.owner.read.query({ text: 'UPDATE access.grant SET revoked_ms = NULL, revoked_by = NULL' })
  assert.equal(await state('access.unused-removed'), 'violated', 'revoked by the review, and live')
  await revokeGrant(deps, by, grant.id)
  assert.equal(await state('access.unused-removed'), 'satisfied')
})

test('what a crash left to be done is done by the job, once', async (t) => {
  const { db, by, reviews, owner, grant, numbers, items, entries } = await reviewScene(t)
  const { id } = await startReview(reviews, owner.caller)
  const [n = 0] = await numbers(id, ({ subject }) => subject === grant.id)
  await db.owner.read.query(
    {
      text: `UPDATE access.review_item SET decision = 'revoke', decided_by = $1, decided_ms = 1, effect = 'due' WHERE tenant = $2 AND n = $3`,
    },
    [owner.id, by.tenant, n],
  )
  await Promise.all([runReviews(reviews), runReviews(reviews)])
  assert.equal((await items(id)).find((one) => one.n === n)?.effect, 'done')
  assert.equal((await entries('grant.revoked')).length, 1)
})
