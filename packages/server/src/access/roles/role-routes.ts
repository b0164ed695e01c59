import { z } from 'zod'
import { type Route, route } from '../../platform/route.ts'
import { assignmentNotFound } from '../errors.ts'
import type { RequestDeps } from '../requests/request-deps.ts'
import { idText, instant, policyName, principalId, toIso } from '../wire.ts'
import { revokeAssignment } from './assign-role.ts'
import { type ListedAssignment, listAssignments } from './list-assignments.ts'

/** Roles as the policy in force has them, and who has which. One is given by a request of the kind `assignment`. */
export function roleRoutes(deps: RequestDeps): readonly Route[] {
  return [rolesRoute(deps), assignmentsRoute(deps), revokeRoute(deps)]
}

const text = z.object({ en: z.string(), ja: z.string() })

const rolesRoute = (deps: RequestDeps) =>
  route({
    operation: 'role.list',
    method: 'GET',
    path: '/roles',
    summary: 'The roles of the policy in force: what whoever has one may do',
    access: { action: 'read-access' },
    reply: z.object({
      policy: z.int().describe('The policy version in force'),
      items: z.array(
        z.object({
          name: z.string(),
          title: text,
          actions: z.array(z.string()),
          grants: z.array(
            z.object({
              action: z.string(),
              collection: z.string(),
              fields: z.array(z.string()),
              purpose: z.string().nullable(),
              masked: z.boolean(),
            }),
          ),
        }),
      ),
    }),
    statuses: [200],
    errors: [],
    async handle() {
      const { version, model } = await deps.policy.reload()
      return { status: 200, body: { policy: version, items: Object.values(model.roles ?? {}) } }
    },
  })

const assignmentReply = z.object({
  id: idText('asg'),
  principal: principalId,
  role: z.string(),
  from: instant,
  until: instant,
  state: z.enum(['live', 'not-begun', 'ended', 'revoked']),
  madeBy: z.string(),
  made: instant,
  approvedBy: z.string().nullable(),
  bootstrap: z.boolean(),
  source: z.string().nullable(),
  request: idText('req').nullable(),
  revoked: instant.nullable(),
})

const toWire = (assignment: ListedAssignment): z.input<typeof assignmentReply> => ({
  id: assignment.id,
  principal: assignment.principal,
  role: assignment.role,
  from: toIso(assignment.fromMs),
  until: toIso(assignment.untilMs),
  state: assignment.state,
  madeBy: assignment.madeBy,
  made: toIso(assignment.madeMs),
  approvedBy: assignment.approvedBy ?? null,
  bootstrap: assignment.bootstrap,
  source: assignment.source ?? null,
  request: assignment.request ?? null,
  revoked: assignment.revokedMs === undefined ? null : toIso(assignment.revokedMs),
})

const assignmentsRoute = (deps: RequestDeps) =>
  route({
    operation: 'assignment.list',
    method: 'GET',
    path: '/assignments',
    summary: 'Who has which role, until when, and who approved it',
    access: { action: 'read-access' },
    query: z.strictObject({
      principal: principalId.optional(),
      role: policyName.optional(),
      live: z.enum(['true', 'false']).optional(),
      after: idText('asg').optional(),
      limit: z.coerce.number().int().min(1).max(200).optional(),
    }),
    reply: z.object({ items: z.array(assignmentReply), next: idText('asg').optional() }),
    statuses: [200],
    errors: [],
    async handle({ caller, query: { live, limit = 50, ...filter } }) {
      const asked = { ...filter, live: live === 'true', limit: limit + 1 }
      const found = await listAssignments(
        deps.database.of(caller.tenant).read,
        caller.tenant,
        deps.clock.now(),
        asked,
      )
      const items = found.slice(0, limit).map(toWire)
      const last = items.at(-1)
      const next = found.length > limit && last ? { next: last.id } : {}
      return { status: 200, body: { items, ...next } }
    },
  })

const revokeRoute = (deps: RequestDeps) =>
  route({
    operation: 'assignment.revoke',
    method: 'POST',
    path: '/assignments/{assignment}/revoke',
    summary: 'Take a role away, now',
    access: { action: 'manage-people' },
    params: z.strictObject({ assignment: idText('asg') }),
    reply: z.object({ id: idText('asg'), revoked: instant }),
    statuses: [200],
    errors: [assignmentNotFound],
    async handle({ caller, params }) {
      const { id, revokedMs } = await revokeAssignment(deps, caller, params.assignment)
      return { status: 200, body: { id, revoked: toIso(revokedMs) } }
    },
  })
