import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { testDatabase } from '../../test/database.ts'
import { createKey, createService } from '../identity/index.ts'
import { isAzukariError } from '../platform/errors.ts'
import type { Caller } from '../platform/route.ts'
import type { ParameterModel } from '../policy/index.ts'
import { closeReview, digestOf } from './close-review.ts'
import { createGrant } from './create-grant.ts'
import { type DecideItems, decideItems } from './decide-items.ts'
import { approveRequest } from './decide-request.ts'
import { narrowGrantKind } from './narrow-grant.ts'
import { reviewChecks } from './review-checks.ts'
import type { ReviewDeps } from './review-deps.ts'
import type { ReviewItemRow } from './review-items.ts'
import { runReviews } from './review-job.ts'
import { listItems, listReviews, readReview } from './review-row.ts'
import { revokeGrant } from './revoke-grant.ts'
import { startReview } from './start-review.ts'
import { accessScene } from './test-scene.ts'

const DAY_MS = 86_400_000

const parameter = (name: string, value: string): ParameterModel => ({
  name,
  kind: 'duration',
  value,
  authorities: [],
})

async function setUp(t: TestContext) {
  const db = await testDatabase(t)
  const scene = await accessScene(db.app, db.owner)
  const { model } = await scene.deps.policy.load()
  const parameters = {
    access_review_every: parameter('access_review_every', 'P90D'),
    access_review_due_within: parameter('access_review_due_within', 'P14D'),
  }
  const applied = { ...(await scene.deps.policy.load()), model: { ...model, parameters } }
  const policy = { load: async () => applied, reload: async () => applied }
  const ended: string[] = []
  const deps: ReviewDeps = {
    ...scene.requests,
    policy,
    kinds: scene.requests.kinds.register(narrowGrantKind(scene.deps)),
    identity: scene.identity,
    enders: {
      person: async (_by, subject, how) => {
        ended.push(`${how} ${subject}`)
      },
    },
  }
  const owner = await scene.person('owner', ['access-owner'])
  const admin = await scene.person('admin', ['administrator'])
  const second = await scene.person('second', ['access-owner'])
  const printer = await scene.service('label printer')
  const reveal = {
    principal: printer.id,
    action: 'reveal',
    collection: 'orders',
    purpose: 'fulfilment',
  } as const
  const grant = await createGrant(scene.deps, scene.by, { ...reveal, fields: ['email', 'name'] })
  const items = async (id: string): Promise<ReviewItemRow[]> => {
    const review = await readReview(db.app.read, scene.by.tenant, id)
    return listItems(db.app.read, scene.by.tenant, review.id)
  }
  const numbers = async (id: string, where: (item: ReviewItemRow) => boolean) =>
    (await items(id)).filter(where).map(({ n }) => n)
  const decide = (by: Caller, id: string, input: DecideItems) => decideItems(deps, by, id, input)
  const measure = async () => {
    await db.owner.read.query({ text: 'UPDATE access.log_position SET read_ms = $1' }, [scene.clock.ms])
    const states: Record<string, unknown> = {}
    for (const one of reviewChecks(deps)) {
      const { state, figures } = await one.measure({ read: db.app.read, clock: scene.clock })
      states[one.name] = { state, ...figures }
    }
    return states
  }
  return {
    db,
    ...scene,
    reviews: deps,
    owner,
    admin,
    second,
    printer,
    grant,
    items,
    numbers,
    decide,
    measure,
    ended,
  }
}

test('a review lists everybody and everything with access, granted against used', async (t) => {
  const { db, by, reviews, owner, grant, items, printer, entries } = await setUp(t)
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
    await setUp(t)
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
  assert.equal((await listReviews(db.app.read, by.tenant))[0]?.leaf?.toString('hex'), closed.promise.leaf)
  await assert.rejects(decide(owner.caller, id, { items: [1], decision: 'revoke' }), {
    code: 'review_closed',
  })
  const other = (await items(id)).map((one) => (one.n === 3 ? { ...one, decision: 'revoke' as const } : one))
  assert.notEqual(digestOf(other).toString('hex'), closed.digest)
  assert.ok(!JSON.stringify(await entries('review.decided')).includes('labels'))
})

test('nobody reviews themselves, a service they own, or one whose key they made, nor under a linked identity', async (t) => {
  const { reviews, owner, second, admin, printer, identity, numbers, decide, items } = await setUp(t)
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
  const { reviews, owner, person, elsewhere, decide } = await setUp(t)
  const { id } = await startReview(reviews, owner.caller)
  const stranger = await person('stranger', ['access-owner'], elsewhere)
  await assert.rejects(decide(stranger.caller, id, { items: [1], decision: 'keep' }), {
    code: 'review_not_found',
  })
  await assert.rejects(closeReview(reviews, stranger.caller, id), { code: 'review_not_found' })
})

test('narrowed to what was used, by another person’s approval; the old grant ends in the same moment', async (t) => {
  const { db, by, reviews, owner, second, grant, numbers, decide, items, authorities, printer, clock } =
    await setUp(t)
  await db.owner.read.query(
    { text: `INSERT INTO access.grant_use VALUES ($1, $2, 7, 1234, '{name}', '{}')` },
    [by.tenant, grant.id],
  )
  const { id } = await startReview(reviews, owner.caller)
  const [n = 0] = await numbers(id, ({ kind }) => kind === 'grant')
  const more = { items: [n], decision: 'narrow', to: { fields: ['email', 'name', 'line1'] } } as const
  await assert.rejects(decide(owner.caller, id, more), { code: 'narrow_invalid' })
  await assert.rejects(decide(owner.caller, id, { items: [1], decision: 'narrow' }), isAzukariError)
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
  } = await setUp(t)
  await db.owner.read.query({ text: 'UPDATE keys.tenant SET created_at_ms = $1' }, [
    clock.ms - 90 * DAY_MS + 1,
  ])
  assert.deepEqual(await runReviews(reviews), { started: 0, closed: 0 })
  clock.ms += 1
  assert.deepEqual(await runReviews(reviews), { started: 1, closed: 0 })
  assert.deepEqual(await runReviews(reviews), { started: 0, closed: 0 })
  const [review] = await listReviews(db.app.read, by.tenant)
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
    kept_last: 0,
  })
  clock.ms += 76 * DAY_MS
  assert.deepEqual(
    await runReviews(reviews),
    { started: 1, closed: 0 },
    'the cadence runs from begin to begin',
  )
})

test('the last who can manage or approve access is never suspended: it shows', async (t) => {
  const { db, by, reviews, clock, items, measure, ended, owner, admin } = await setUp(t)
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
  const found = (await measure())['access.review-on-time'] as { state: string; kept_last: number }
  assert.deepEqual([found.state, found.kept_last], ['violated', 4])
  const [review] = await listReviews(db.app.read, by.tenant)
  assert.equal(review?.undecided, 4)
})

test('a review that should have begun, one past its due date, and what was not taken away, show', async (t) => {
  const { db, reviews, clock, owner, grant, measure, numbers, decide, deps, by } = await setUp(t)
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

test('a reviewer whose authority ends in the same moment decides nothing after it', async (t) => {
  const { db, reviews, owner, grant, numbers, decide, items } = await setUp(t)
  const { id } = await startReview(reviews, owner.caller)
  const [n = 0] = await numbers(id, ({ subject }) => subject === grant.id)
  await reviews.authorities.load(owner.caller)
  const end = db.owner.tx(async (tx) => {
    await tx.query(
      { text: `UPDATE access.assignment SET revoked_ms = 1, revoked_by = 'x' WHERE principal = $1` },
      [owner.caller.principal],
    )
    await tx.query({ text: 'UPDATE access.authority SET generation = generation + 1' })
  })
  const decided = decide(owner.caller, id, { items: [n], decision: 'revoke' }).then(
    () => 'decided',
    (error) => (isAzukariError(error) ? error.code : String(error)),
  )
  const [, outcome] = await Promise.all([end, decided])
  assert.ok(outcome === 'decided' || outcome === 'action_denied', outcome)
  const row = (await items(id)).find((one) => one.n === n)
  assert.equal(row?.decision, outcome === 'decided' ? 'revoke' : null)
  await assert.rejects(decide(owner.caller, id, { items: [1], decision: 'keep' }), { code: 'action_denied' })
})

test('what a crash left to be done is done by the job, once', async (t) => {
  const { db, by, reviews, owner, grant, numbers, items, entries } = await setUp(t)
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
