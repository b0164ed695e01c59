import { z } from 'zod'
import { type Route, route } from '../../platform/route.ts'
import { admit } from '../decision/gate.ts'
import { actionDenied, approverNotPerson, requestBusy } from '../errors.ts'
import { idText, instant, policyName, toIso, toMs } from '../wire.ts'
import { closeReview } from './close-review.ts'
import { decideItems } from './decide-items.ts'
import type { ReviewDeps } from './review-deps.ts'
import * as errors from './review-errors.ts'
import { listItems, listReviews, readReview } from './review-row.ts'
import { itemReply, itemToWire, reviewReply, reviewToWire } from './review-wire.ts'
import { startReview } from './start-review.ts'

const params = z.strictObject({ review: idText('rvw') })
/** The signed commitment to log the entry; `@azukari/proof` verifies it offline. */
const promise = z.record(z.string(), z.unknown())

/** Reviews of everybody's access. */
export function reviewRoutes(deps: ReviewDeps): readonly Route[] {
  return [startRoute(deps), listRoute(deps), itemsRoute(deps), decideRoute(deps), closeRoute(deps)]
}

const startRoute = (deps: ReviewDeps) =>
  route({
    operation: 'review.start',
    method: 'POST',
    path: '/reviews',
    summary: 'Begin a review of everybody’s access now; one begins by itself when the policy’s time has come',
    access: 'session',
    reply: z.object({ id: idText('rvw'), started: instant, due: instant, items: z.int() }),
    statuses: [201],
    errors: [actionDenied, errors.reviewOpen, errors.reviewsNotInPolicy],
    async handle({ caller }) {
      await admit(deps, caller, 'review-access', 'review.start')
      const { id, startedMs, dueMs, items } = await startReview(deps, caller)
      return { status: 201, body: { id, started: toIso(startedMs), due: toIso(dueMs), items } }
    },
  })

const listRoute = (deps: ReviewDeps) =>
  route({
    operation: 'review.list',
    method: 'GET',
    path: '/reviews',
    summary: 'Reviews, the last first',
    access: { action: 'read-access' },
    reply: z.object({ items: z.array(reviewReply) }),
    statuses: [200],
    errors: [],
    async handle({ caller }) {
      const rows = await listReviews(deps.database.of(caller.tenant).read, caller.tenant)
      return { status: 200, body: { items: rows.map(reviewToWire) } }
    },
  })

const itemsRoute = (deps: ReviewDeps) =>
  route({
    operation: 'review.items',
    method: 'GET',
    path: '/reviews/{review}/items',
    summary: 'What a review is about: what each lets do, what it was used for, what was decided',
    access: { action: 'read-access' },
    params,
    query: z.strictObject({
      after: z.coerce.number().int().min(0).max(2_147_483_647).optional(),
      limit: z.coerce.number().int().min(1).max(1000).optional(),
      undecided: z.enum(['true', 'false']).optional(),
    }),
    reply: z.object({ review: reviewReply, items: z.array(itemReply), next: z.int().optional() }),
    statuses: [200],
    errors: [errors.reviewNotFound],
    async handle({ caller, params: { review: id }, query: { after, limit = 200, undecided } }) {
      const { read } = deps.database.of(caller.tenant)
      const review = await readReview(read, caller.tenant, id)
      const filter = { after, limit, undecided: undecided === 'true' }
      const rows = await listItems(read, caller.tenant, review.id, filter)
      const last = rows.length === limit ? rows.at(-1) : undefined
      const body = { review: reviewToWire(review), items: rows.map(itemToWire) }
      return { status: 200, body: { ...body, ...(last ? { next: last.n } : {}) } }
    },
  })

const decideRoute = (deps: ReviewDeps) =>
  route({
    operation: 'review.decide',
    method: 'POST',
    path: '/reviews/{review}/items/decide',
    summary: 'Keep, narrow or revoke items of a review: all that are named, or none',
    access: 'session',
    params,
    body: z.strictObject({
      items: z.array(z.int().min(1)).min(1).max(1000),
      decision: z.enum(['keep', 'narrow', 'revoke']),
      note: z.string().max(4000).optional(),
      to: z
        .strictObject({ fields: z.array(policyName).min(1).max(500).optional(), until: instant.optional() })
        .optional(),
    }),
    reply: z.object({ decided: z.int(), requests: z.array(idText('req')), promise }),
    statuses: [200],
    errors: [
      actionDenied,
      approverNotPerson,
      requestBusy,
      errors.reviewNotFound,
      errors.reviewClosed,
      errors.reviewItemUnknown,
      errors.reviewItemDecided,
      errors.reviewOwnItem,
      errors.narrowInvalid,
    ],
    async handle({ caller, params: { review }, body: { items, decision, note, to } }) {
      const narrower = to && { fields: to.fields, untilMs: toMs(to.until) }
      const done = await decideItems(deps, caller, review, {
        items: [...new Set(items)],
        decision,
        note,
        to: narrower,
      })
      const { decided, requests, promise: given } = done
      return { status: 200, body: { decided, requests: [...requests], promise: { ...given } } }
    },
  })

const closeRoute = (deps: ReviewDeps) =>
  route({
    operation: 'review.close',
    method: 'POST',
    path: '/reviews/{review}/close',
    summary: 'Close a review of which everything is decided; a digest of the decisions goes into the log',
    access: 'session',
    params,
    reply: z.object({ id: idText('rvw'), closed: instant, digest: z.string(), promise }),
    statuses: [200],
    errors: [actionDenied, errors.reviewNotFound, errors.reviewClosed, errors.reviewUndecided],
    async handle({ caller, params: { review } }) {
      const { id, closedMs, digest, promise: given } = await closeReview(deps, caller, review)
      return { status: 200, body: { id, closed: toIso(closedMs), digest, promise: { ...given } } }
    },
  })
