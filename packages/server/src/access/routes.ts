import { z } from 'zod'
import { type IdentityDeps, SERVICE_ID } from '../identity/index.ts'
import { parseId } from '../platform/ids.ts'
import { type Route, route } from '../platform/route.ts'
import type { AccessDeps } from './access-deps.ts'
import { createGrant } from './create-grant.ts'
import { grantEndInvalid, grantInvalid, grantNotFound, grantToSelf } from './errors.ts'
import { explain } from './explain.ts'
import { listGrants } from './list-grants.ts'
import { revokeGrant } from './revoke-grant.ts'
import { setupRoute } from './setup-route.ts'
import { grantReply, grantToWire, idText, instant, policyName, scopeBody, toIso, toMs } from './wire.ts'

const manage = { action: 'manage' } as const

/** Grants, for whoever holds the grant `manage`; and the way in for the first of them. */
export function accessRoutes(deps: AccessDeps, identity: IdentityDeps): readonly Route[] {
  return [
    createRoute(deps),
    listRoute(deps),
    revokeRoute(deps),
    explainRoute(deps),
    setupRoute(deps, identity),
  ]
}

const createRoute = (deps: AccessDeps) =>
  route({
    operation: 'grant.create',
    method: 'POST',
    path: '/grants',
    summary: 'Grant an action on named fields of a collection to a service, for a purpose and until an end',
    access: manage,
    body: z.strictObject({
      principal: idText('svc'),
      ...scopeBody,
      from: instant.optional(),
      until: instant.optional(),
    }),
    reply: z.object({
      id: idText('grt'),
      principal: idText('svc'),
      fields: z.array(z.string()),
      from: instant,
      until: instant,
    }),
    statuses: [201],
    errors: [grantInvalid, grantEndInvalid, grantToSelf],
    async handle({ caller, body }) {
      const { from, until, ...scope } = body
      const made = await createGrant(deps, caller, { ...scope, fromMs: toMs(from), untilMs: toMs(until) })
      const { id, principal, fields } = made
      const bounds = { from: toIso(made.fromMs), until: toIso(made.untilMs) }
      return { status: 201, body: { id, principal, fields: [...fields], ...bounds } }
    },
  })

const listRoute = (deps: AccessDeps) =>
  route({
    operation: 'grant.list',
    method: 'GET',
    path: '/grants',
    summary: 'List grants: who may do what, until when, and who said so',
    access: manage,
    query: z.strictObject({
      principal: idText('svc').optional(),
      live: z.enum(['true', 'false']).optional(),
      after: z.string().max(64).optional(),
      limit: z.coerce.number().int().min(1).max(200).optional(),
    }),
    reply: z.object({ grants: z.array(grantReply) }),
    statuses: [200],
    errors: [],
    async handle({ caller, query }) {
      const filter = { ...query, live: query.live === 'true' }
      const grants = await listGrants(deps.database.read, caller.tenant, deps.clock.now(), filter)
      return { status: 200, body: { grants: grants.map(grantToWire) } }
    },
  })

const revokeRoute = (deps: AccessDeps) =>
  route({
    operation: 'grant.revoke',
    method: 'POST',
    path: '/grants/{grant}/revoke',
    summary: 'End a grant now',
    access: manage,
    params: z.strictObject({ grant: idText('grt') }),
    reply: z.object({ id: idText('grt'), revoked: instant }),
    statuses: [200],
    errors: [grantNotFound],
    async handle({ caller, params }) {
      const { id, revokedMs } = await revokeGrant(deps, caller, params.grant)
      return { status: 200, body: { id, revoked: toIso(revokedMs) } }
    },
  })

const explainRoute = (deps: AccessDeps) =>
  route({
    operation: 'access.explain',
    method: 'POST',
    path: '/access/explain',
    summary: 'Why a service may do something, or may not, now or at an instant past',
    access: manage,
    body: z.strictObject({
      principal: idText('svc'),
      action: policyName,
      collection: policyName.optional(),
      fields: z.array(policyName).max(500).optional(),
      purpose: policyName.optional(),
      masked: z.boolean().optional(),
      at: instant.optional(),
    }),
    reply: z.object({
      allowed: z.boolean(),
      grant: z.string().optional(),
      clause: z.string().optional(),
      reason: z.string().optional(),
      why: z.string().optional(),
      considered: z.array(z.object({ grant: idText('grt'), answers: z.string() })),
    }),
    statuses: [200],
    errors: [],
    async handle({ caller, body }) {
      const { principal, at, fields = [], ...question } = body
      const asked = { ...question, fields, atMs: toMs(at) ?? deps.clock.now() }
      const who = { tenant: caller.tenant, principal: parseId(SERVICE_ID, principal) }
      const { model } = await deps.policy.load()
      const { verdict, considered } = await explain(deps.database.read, who, asked, model)
      const answer = verdict.allow
        ? { allowed: true, grant: verdict.grant }
        : { allowed: false, clause: verdict.clause, reason: verdict.code, why: verdict.why }
      return { status: 200, body: { ...answer, considered: [...considered] } }
    },
  })
