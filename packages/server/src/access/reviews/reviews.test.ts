import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import type { TestDatabase } from '../../../test/database.ts'
import { createKey, createService } from '../../identity/index.ts'
import { isAzukariError } from '../../platform/errors.ts'
import { createRequest } from '../requests/create-request.ts'
import { approveRequest } from '../requests/decide-request.ts'
import { reviewScene } from '../test-support/test-reviews.ts'
import { closeReview, digestOf } from './close-review.ts'
import { decideItems } from './decide-items.ts'
import type { ReviewItemRow } from './review-items.ts'
import { runReviews } from './review-job.ts'
import { listReviews } from './review-row.ts'
import { startReview } from './start-review.ts'

test('a review lists everybody and everything with access, granted against used', async (t) => {
  const { db, by, reviews, owner, grant, items, printer, entries } = await reviewScene(t)
  await db.owner.read.query(
    { text: `INSERT INTO access.grant_use VALUES ($1, $2, 7, 1234, '{name}', '{}')` },
    [by.tenant, grant.id],
  )
  const started = await startReview(reviews, owner.caller)
  const all = await items(started.id)
  const kinds = all.map(({ kind }) => kind)
  assert.deepEqual(
    ['person', 'service', 'key', 'assignment', 'grant'].map(
      (kind) => kinds.filter((one) => one === kind).length,
    ),
    [3, 1, 1, 3, 1],
  )
  assert.equal(started.items, all.length)
  assert.deepEqual(
    all.map(({ n }) => n),
    all.map((_, i) => i + 1),
  )
  const one = all.find(({ kind }) => kind === 'grant')
  assert.deepEqual(
    [one?.subject, one?.principal, one?.owner, one?.uses, one?.last_used_ms, one?.used_fields],
    [grant.id, printer.id, 'operator', 7, 1234, ['name']],
  )
  assert.deepEqual(one?.granted.fields, ['email', 'name'])
  assert.equal(all.find(({ kind }) => kind === 'service')?.uses, 7)
  await assert.rejects(startReview(reviews, owner.caller), { code: 'review_open' })
  const [entry] = await entries('review.started')
  assert.deepEqual(entry?.unmapped.detail, { review: started.id, items: 9, due_ms: started.dueMs })
})

test('kept stays, revoked ends at once, and closing binds every decision into the log', async (t) => {
  const { reviews, owner, second, numbers, items, decide, db, by, grant, authorities, printer, entries } =
    await reviewScene(t)
  const { id } = await startReview(reviews, owner.caller)
  const before = await authorities.load(printer.caller)
  await assert.rejects(closeReview(reviews, owner.caller, id), { code: 'review_undecided' })
  const mine = (one: ReviewItemRow) => one.principal === owner.id
  const grants = await numbers(id, ({ kind }) => kind === 'grant')
  const { promise } = await decide(owner.caller, id, {
    items: grants,
    decision: 'revoke',
    note: 'nobody prints labels',
  })
  assert.equal(promise.leaf.length, 64)
  assert.equal(await authorities.fresh(by.tenant, before.generation), false)
  const [row] = await db.owner.read.query<{ revoked_by: string }>({
    text: `SELECT revoked_by FROM access.grant WHERE 'grt_' || encode(id, 'hex') = '${grant.id}'`,
  })
  assert.equal(row?.revoked_by, owner.id)
  await assert.rejects(decide(second.caller, id, { items: grants, decision: 'keep' }), {
    code: 'review_item_decided',
  })
  await decide(owner.caller, id, {
    items: await numbers(id, (one) => !mine(one) && one.decision === null),
    decision: 'keep',
  })
  await decide(second.caller, id, { items: await numbers(id, mine), decision: 'keep' })
  const closed = await closeReview(reviews, second.caller, id)
  assert.equal(closed.digest, digestOf(await items(id)).toString('hex'))
  const [entry] = await entries('review.closed')
  assert.equal(entry?.unmapped.detail?.digest, closed.digest)
  assert.equal(
    (await listReviews(db.app.across.read, by.tenant))[0]?.leaf?.toString('hex'),
    closed.promise.leaf,
  )
  await assert.rejects(decide(owner.caller, id, { items: [1], decision: 'revoke' }), {
    code: 'review_closed',
  })
  const other = (await items(id)).map((one) => (one.n === 3 ? { ...one, decision: 'revoke' as const } : one))
  assert.notEqual(digestOf(other).toString('hex'), closed.digest)
  assert.ok(!JSON.stringify(await entries('review.decided')).includes('labels'))
})

test('nobody reviews themselves, a service they own, or one whose key they made, nor under a linked identity', async (t) => {
  const { reviews, owner, second, admin, printer, identity, numbers, decide, items } = await reviewScene(t)
  const bot = await createService(identity, owner.caller, { name: 'release helper' })
  await createKey(identity, owner.caller, { service: printer.id })
  const { id } = await startReview(reviews, owner.caller)
  for (const principal of [owner.id, bot.id, printer.id]) {
    const own = await numbers(id, (one) => one.principal === principal)
    assert.ok(own.length > 0)
    for (const n of own)
      await assert.rejects(decide(owner.caller, id, { items: [n], decision: 'keep' }), {
        code: 'review_own_item',
      })
  }
  const all = await numbers(id, () => true)
  await assert.rejects(decide(owner.caller, id, { items: all, decision: 'keep' }), {
    code: 'review_own_item',
  })
  assert.ok(
    (await items(id)).every(({ decision }) => decision === null),
    'all that are named, or none',
  )
  const links = [async () => [{ from: second.id, to: owner.id, why: 'linked' as const }]]
  const mine = await numbers(id, (one) => one.principal === owner.id)
  const linked = decideItems({ ...reviews, links }, second.caller, id, { items: mine, decision: 'keep' })
  await assert.rejects(linked, { code: 'review_own_item' })
  await decide(second.caller, id, { items: mine, decision: 'keep' })
  await assert.rejects(decide(admin.caller, id, { items: [1], decision: 'keep' }), { code: 'action_denied' })
  await assert.rejects(decide(printer.caller, id, { items: [1], decision: 'keep' }), {
    code: 'approver_not_person',
  })
  await assert.rejects(decide(owner.caller, id, { items: [999], decision: 'keep' }), {
    code: 'review_item_unknown',
  })
})

test('a review of another tenant is no review', async (t) => {
  const { reviews, owner, person, elsewhere, decide } = await reviewScene(t)
  const { id } = await startReview(reviews, owner.caller)
  const stranger = await person('stranger', ['access-owner'], elsewhere)
  await assert.rejects(decide(stranger.caller, id, { items: [1], decision: 'keep' }), {
    code: 'review_not_found',
  })
  await assert.rejects(closeReview(reviews, stranger.caller, id), { code: 'review_not_found' })
})

test('narrowed to what was used, by another person’s approval; the old grant ends in the same moment', async (t) => {
  const { db, by, reviews, owner, second, grant, numbers, decide, items, authorities, printer, clock } =
    await reviewScene(t)
  await db.owner.read.query(
    { text: `INSERT INTO access.grant_use VALUES ($1, $2, 7, 1234, '{name}', '{}')` },
    [by.tenant, grant.id],
  )
  const { id } = await startReview(reviews, owner.caller)
  const [n = 0] = await numbers(id, ({ kind }) => kind === 'grant')
  const more = { items: [n], decision: 'narrow', to: { fields: ['email', 'name', 'line1'] } } as const
  await assert.rejects(decide(owner.caller, id, more), { code: 'narrow_invalid' })
  await assert.rejects(decide(owner.caller, id, { items: [1], decision: 'narrow' }), isAzukariError)
  const far = new Date(grant.untilMs + 1).toISOString()
  for (const wider of [{ fields: ['line1'] }, { until: far }, { fields: ['name'], until: far }, {}]) {
    const payload = { grant: grant.id, ...wider }
    const direct = createRequest(reviews, owner.caller, { kind: 'narrow-grant', payload })
    await assert.rejects(direct, { code: 'narrow_invalid' })
  }
  const { requests } = await decide(owner.caller, id, { items: [n], decision: 'narrow' })
  const [request = ''] = requests
  await assert.rejects(approveRequest(reviews, owner.caller, request), { code: 'own_request' })
  assert.equal((await items(id)).find((one) => one.n === n)?.effect, 'due')
  const { effect } = await approveRequest(reviews, second.caller, request)
  const authority = await authorities.current(printer.caller)
  const ask = (field: string) =>
    authorities.decide(
      { collection: 'orders', action: 'reveal', fields: [field], purpose: 'fulfilment', atMs: clock.now() },
      authority,
      { ...reviewsModel },
    )
  const { model: reviewsModel } = await reviews.policy.load()
  assert.deepEqual(ask('name'), { allow: true, grant: effect?.grant })
  assert.equal(ask('email').allow, false)
  await runReviews(reviews)
  assert.equal((await items(id)).find((one) => one.n === n)?.effect, 'done')
})

test('a reviewer whose authority ends while they decide decides nothing', async (t) => {
  const { db, reviews, owner, grant, numbers, decide, items } = await reviewScene(t)
  const { id } = await startReview(reviews, owner.caller)
  const [n = 0] = await numbers(id, ({ subject }) => subject === grant.id)
  let outcome: string | undefined
  const decided = () =>
    decide(owner.caller, id, { items: [n], decision: 'revoke' }).then(
      () => 'decided',
      (error) => (isAzukariError(error) ? error.code : String(error)),
    )
  let deciding: Promise<string> | undefined
  await db.owner.tx(async (tx) => {
    const text = `UPDATE access.assignment SET revoked_ms = 1, revoked_by = 'x' WHERE principal = $1`
    await tx.query({ text }, [owner.caller.principal])
    await tx.query({ text: 'UPDATE access.authority SET generation = generation + 1' })
    deciding = decided().then((how) => {
      outcome = how
      return how
    })
    // Not committed yet: they are let in by what they had, and wait for this at the last step.
    while (outcome === undefined && (await waiting(db)) === 0) await setImmediate()
  })
  assert.equal(await deciding, 'action_denied')
  assert.equal((await items(id)).find((one) => one.n === n)?.decision, null)
})

/** How many wait for somebody's lock. */
async function waiting(db: TestDatabase): Promise<number> {
  const text = `SELECT count(*) AS n FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`
  const [row] = await db.owner.read.query<{ n: number }>({ text })
  return row?.n ?? 0
}
