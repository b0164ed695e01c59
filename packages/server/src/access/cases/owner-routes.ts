import { z } from 'zod'
import { type Route, route } from '../../platform/route.ts'
import {
  actionDenied,
  onboardingMissing,
  ownRequest,
  requestBusy,
  requestExpired,
  requestNotOpen,
} from '../errors.ts'
import { idText, instant, policyName, toIso } from '../wire.ts'
import type { CaseDeps } from './case-deps.ts'
import * as errors from './case-errors.ts'
import { caseReply, caseToWire, caseUseReply, caseUseToWire } from './case-wire.ts'
import { casesOfOwner } from './cases-of-owner.ts'
import { decideAsOwner, type OwnerDecision } from './decide-as-owner.ts'

// In the body, since a path or a query is written down on the way.
const owner = z.strictObject({
  collection: policyName,
  subject: policyName,
  equals: z.string().min(1).max(1000),
})
const params = z.strictObject({ case: idText('cas') })
const reply = caseReply
  .omit({
    person: true,
    openedBy: true,
    endedBy: true,
    reviewedBy: true,
    approvedBy: true,
    request: true,
    records: true,
    subjects: true,
  })
  .extend({
    reason: z.string().nullable(),
    asks: z.boolean(),
    uses: z.array(caseUseReply.omit({ subjects: true })),
  })

const common = [actionDenied, errors.ownerNeedsService, errors.caseInvalid, errors.casesNotInPolicy]

/** What a data owner is told and may say of cases, through the service that signed them in. */
export function ownerRoutes(deps: CaseDeps): readonly Route[] {
  return [listRoute(deps), decideRoute(deps, 'approved'), decideRoute(deps, 'refused')]
}

const listRoute = (deps: CaseDeps) =>
  route({
    operation: 'case.of-owner',
    method: 'POST',
    path: '/owner-cases',
    summary:
      'The cases that ask a data owner, or in which something of theirs was shown; for a service that speaks for them',
    access: 'key',
    body: owner,
    reply: z.object({ items: z.array(reply) }),
    statuses: [200],
    errors: common,
    async handle({ caller, body }) {
      const cases = await casesOfOwner(deps, caller, body)
      const nowMs = deps.clock.now()
      const items = cases.map(({ row, reason, asks, uses }) => ({
        ...reply.strip().parse({
          ...caseToWire(row, nowMs, 'owner'),
          reason: reason ?? null,
          asks,
          uses: uses.map(caseUseToWire),
        }),
      }))
      return { status: 200, body: { items } }
    },
  })

const decideRoute = (deps: CaseDeps, decision: OwnerDecision) =>
  route({
    operation: decision === 'approved' ? 'case.owner-approve' : 'case.owner-refuse',
    method: 'POST',
    path: `/owner-cases/{case}/${decision === 'approved' ? 'approve' : 'refuse'}`,
    summary:
      decision === 'approved'
        ? 'The data owner lets staff look, where the policy leaves it to them'
        : 'The data owner does not let staff look',
    access: 'key',
    params,
    body: owner,
    reply: z.object({ id: idText('cas'), state: z.enum(['approved', 'refused']), decided: instant }),
    statuses: [200],
    errors: [
      ...common,
      errors.caseNotFound,
      errors.caseNeedsOwner,
      ownRequest,
      onboardingMissing,
      requestNotOpen,
      requestExpired,
      requestBusy,
    ],
    async handle({ caller, params: { case: id }, body }) {
      const { decidedMs } = await decideAsOwner(deps, caller, body, id, decision)
      return { status: 200, body: { id, state: decision, decided: toIso(decidedMs) } }
    },
  })
