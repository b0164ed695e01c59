import { z } from 'zod'
import { type Route, route } from '../../platform/route.ts'
import { confirmEmergency } from '../emergencies/confirm-emergency.ts'
import {
  actionDenied,
  approverNotPerson,
  emergencyRefused,
  onboardingMissing,
  ownRequest,
  requestBusy,
  requestExpired,
  requestInvalid,
  requestKindUnknown,
  requestNotFound,
  requestNotOpen,
} from '../errors.ts'
import { idText, instant, toIso } from '../wire.ts'
import { createRequest } from './create-request.ts'
import { approveRequest, type DecidedRequest, refuseRequest } from './decide-request.ts'
import { listRequests, showRequest } from './list-requests.ts'
import type { RequestDeps } from './request-deps.ts'
import { readRequest } from './request-row.ts'
import { LONGEST_TEXT } from './request-texts.ts'
import { effect, requestReply, requestStates, requestToWire } from './request-wire.ts'
import { withdrawRequest } from './withdraw-request.ts'

const params = z.strictObject({ request: idText('req') })
const words = z.string().max(LONGEST_TEXT).optional()

/** Asking for something and deciding it, whatever it is. */
export function requestRoutes(deps: RequestDeps): readonly Route[] {
  return [
    createRoute(deps),
    listRoute(deps),
    showRoute(deps),
    decideRoute(deps, 'approve', 'Approve a request and make its change; never one’s own', approveRequest),
    decideRoute(deps, 'refuse', 'Say no to a request', refuseRequest),
    withdrawRoute(deps),
    reviewRoute(deps),
  ]
}

/** What the kinds that are registered by now throw. */
const kindErrors = ({ kinds }: RequestDeps) => [...new Set(kinds.all.flatMap((kind) => kind.errors ?? []))]

const createRoute = (deps: RequestDeps) =>
  route({
    operation: 'request.create',
    method: 'POST',
    path: '/requests',
    summary: 'Ask for something that another person approves; each kind says who may ask',
    access: 'key',
    body: z.strictObject({
      kind: z.string().min(1).max(32),
      payload: z.record(z.string(), z.unknown()),
      reason: words,
      emergency: z.boolean().optional(),
    }),
    reply: z.object({
      id: idText('req'),
      state: z.enum(['open', 'approved']),
      expires: instant,
      effect: effect.optional(),
    }),
    statuses: [201],
    errors: [
      requestKindUnknown,
      requestInvalid,
      actionDenied,
      emergencyRefused,
      requestBusy,
      ...kindErrors(deps),
    ],
    bodyLimit: 2 * 1024 * 1024,
    async handle({ caller, body }) {
      const made = await createRequest(deps, caller, body)
      const { id, state, expiresMs } = made
      const more = made.effect === undefined ? {} : { effect: { ...made.effect } }
      return { status: 201, body: { id, state, expires: toIso(expiresMs), ...more } }
    },
  })

const flag = z.enum(['true', 'false']).optional()

const listRoute = (deps: RequestDeps) =>
  route({
    operation: 'request.list',
    method: 'GET',
    path: '/requests',
    summary:
      'What was asked for, newest first: one’s own, what one may decide, all for whoever may see access',
    access: 'key',
    query: z.strictObject({
      state: z.enum(requestStates).optional(),
      kind: z.string().max(32).optional(),
      mine: flag,
      approvable: flag,
      after: idText('req').optional(),
      limit: z.coerce.number().int().min(1).max(200).optional(),
    }),
    reply: z.object({ items: z.array(requestReply), next: idText('req').optional() }),
    statuses: [200],
    errors: [],
    async handle({ caller, query, language }) {
      const { mine, approvable, ...filter } = query
      const flags = { mine: mine === 'true', approvable: approvable === 'true' }
      const { items, next } = await listRequests(deps, caller, { ...filter, ...flags })
      return {
        status: 200,
        body: {
          items: items.map((item) => requestToWire(item, language)),
          ...(next === undefined ? {} : { next }),
        },
      }
    },
  })

const showRoute = (deps: RequestDeps) =>
  route({
    operation: 'request.get',
    method: 'GET',
    path: '/requests/{request}',
    summary: 'One request: what it asks for, why, who decided it and what came of it',
    access: 'key',
    params,
    reply: requestReply,
    statuses: [200],
    errors: [requestNotFound],
    async handle({ caller, params: { request }, language }) {
      const row = await readRequest(deps.database.of(caller.tenant).read, caller.tenant, request)
      const shown = await showRequest(deps, caller, row)
      if (shown === undefined) throw requestNotFound('no request of this id that this caller may see')
      return { status: 200, body: requestToWire(shown, language) }
    },
  })

type Decide = typeof approveRequest

const decideRoute = (deps: RequestDeps, name: 'approve' | 'refuse', summary: string, decide: Decide) =>
  route({
    operation: `request.${name}`,
    method: 'POST',
    path: `/requests/{request}/${name}`,
    summary,
    access: 'session',
    params,
    body: z.strictObject({ note: words }).optional(),
    reply: decided,
    statuses: [200],
    errors: [
      requestNotFound,
      approverNotPerson,
      actionDenied,
      ownRequest,
      requestNotOpen,
      requestExpired,
      requestBusy,
      ...(name === 'approve' ? [onboardingMissing, ...kindErrors(deps)] : []),
    ],
    async handle({ caller, params: { request }, body }) {
      return { status: 200, body: decidedToWire(await decide(deps, caller, request, body?.note)) }
    },
  })

const decided = z.object({
  id: idText('req'),
  state: z.enum(requestStates),
  decided: instant,
  effect: effect.optional(),
})

const decidedToWire = (made: DecidedRequest) => ({
  id: made.id,
  state: made.state,
  decided: toIso(made.decidedMs),
  ...(made.effect === undefined ? {} : { effect: { ...made.effect } }),
})

const withdrawRoute = (deps: RequestDeps) =>
  route({
    operation: 'request.withdraw',
    method: 'POST',
    path: '/requests/{request}/withdraw',
    summary: 'Take back what one asked for',
    access: 'key',
    params,
    reply: decided,
    statuses: [200],
    errors: [requestNotFound, requestNotOpen, requestExpired],
    async handle({ caller, params: { request } }) {
      return { status: 200, body: decidedToWire(await withdrawRequest(deps, caller, request)) }
    },
  })

const reviewRoute = (deps: RequestDeps) =>
  route({
    operation: 'request.review',
    method: 'POST',
    path: '/requests/{request}/review',
    summary: 'Look afterwards at what ran as an emergency; never one’s own',
    access: 'session',
    params,
    body: z.strictObject({ outcome: z.enum(['confirmed', 'objected']), note: words }),
    reply: z.object({ id: idText('req'), review: z.enum(['confirmed', 'objected']), reviewed: instant }),
    statuses: [200],
    errors: [requestNotFound, approverNotPerson, actionDenied, ownRequest, requestNotOpen, requestBusy],
    async handle({ caller, params: { request }, body }) {
      const done = await confirmEmergency(deps, caller, request, body.outcome, body.note)
      return { status: 200, body: { id: done.id, review: done.review, reviewed: toIso(done.reviewedMs) } }
    },
  })
