import { z } from 'zod'
import { malformedId } from '../../platform/ids.ts'
import { type Route, route } from '../../platform/route.ts'
import type { AccessDeps } from '../access-deps.ts'
import { grantNotFound, requestBusy } from '../errors.ts'
import { createRequest } from '../requests/create-request.ts'
import type { RequestDeps } from '../requests/request-deps.ts'
import type { RequestPayload } from '../requests/request-kind.ts'
import { idText, instant, principalId, toIso } from '../wire.ts'
import { grantBody, grantErrors } from './grant-kind.ts'
import { grantReply, grantToWire } from './grant-wire.ts'
import { listGrants } from './list-grants.ts'
import { revokeGrant } from './revoke-grant.ts'

const manage = { action: 'manage' } as const
const readAccess = { action: 'read-access' } as const

/** What each may do, until when, and who said so. */
export function grantRoutes(deps: RequestDeps): readonly Route[] {
  return [createRoute(deps), listRoute(deps), revokeRoute(deps)]
}

const createRoute = (deps: RequestDeps) =>
  route({
    operation: 'grant.create',
    method: 'POST',
    path: '/grants',
    summary:
      'Ask for a grant: an action on named fields of a collection, for a purpose and until an end. 202 while it waits for another person',
    access: manage,
    body: grantBody,
    reply: z.object({
      request: idText('req'),
      state: z.enum(['open', 'approved']),
      principal: principalId,
      fields: z.array(z.string()),
      id: idText('grt').optional().describe('Once there is a grant'),
      from: instant.optional(),
      until: instant.optional(),
    }),
    statuses: [201, 202],
    errors: [...grantErrors, requestBusy],
    async handle({ caller, body }) {
      const made = await createRequest(deps, caller, { kind: 'grant', payload: body })
      const { principal } = body
      const common = { request: made.id, state: made.state, principal, fields: [...fieldsOf(made.payload)] }
      const { effect } = made
      if (effect === undefined) return { status: 202, body: common }
      const { grant, from, until } = effect as Record<'grant' | 'from' | 'until', string>
      return { status: 201, body: { ...common, id: grant, from, until } }
    },
  })

const listRoute = (deps: AccessDeps) =>
  route({
    operation: 'grant.list',
    method: 'GET',
    path: '/grants',
    summary: 'List grants: who may do what, until when, and who said so',
    access: readAccess,
    query: z.strictObject({
      principal: principalId.optional(),
      live: z.enum(['true', 'false']).optional(),
      after: z.string().max(64).optional(),
      limit: z.coerce.number().int().min(1).max(200).optional(),
    }),
    reply: z.object({ grants: z.array(grantReply) }),
    statuses: [200],
    errors: [malformedId],
    async handle({ caller, query }) {
      const filter = { ...query, live: query.live === 'true' }
      const grants = await listGrants(
        deps.database.of(caller.tenant).read,
        caller.tenant,
        deps.clock.now(),
        filter,
      )
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

const fieldsOf = ({ fields }: RequestPayload): readonly string[] =>
  Array.isArray(fields) ? (fields as readonly string[]) : []
