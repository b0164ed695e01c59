import { z } from 'zod'
import type { AccessDeps } from '../access-deps.ts'
import { grantEndInvalid, grantToSelf, personNotLive, principalUnknown, roleUnknown } from '../errors.ts'
import { boundsOf, toSelf } from '../grants/create-grant.ts'
import { requireLivePrincipal } from '../principals.ts'
import type { RequestKind } from '../requests/request-kind.ts'
import { instant, policyName, principalId, toIso, toMs } from '../wire.ts'
import { addAssignment, requireRole } from './assign-role.ts'

const input = z.strictObject({
  principal: principalId,
  role: policyName,
  from: instant.optional(),
  until: instant.optional(),
})
export const assignmentErrors = [roleUnknown, grantEndInvalid, grantToSelf, principalUnknown, personNotLive]

type Input = z.output<typeof input>

/** A role for a person or a service, approved by somebody else. */
export function assignmentKind(
  deps: Pick<AccessDeps, 'policy' | 'grantEnds' | 'clock'>,
): RequestKind<Input, Input> {
  return {
    kind: 'assignment',
    requestAction: 'manage-people',
    approveAction: 'approve-access',
    givesAccess: true,
    bootstrap: true,
    errors: assignmentErrors,
    input,
    async prepare(tx, { by, nowMs }, asked) {
      requireRole((await deps.policy.load()).model, asked.role)
      await requireLivePrincipal(tx, by.tenant, asked.principal)
      await boundsOf(deps, { fromMs: toMs(asked.from), untilMs: toMs(asked.until) }, nowMs)
      return asked
    },
    subject: ({ principal }) => principal,
    beneficiaries: ({ principal }) => [principal],
    async run(tx, entries, { principal, role, from, until }, approval) {
      const { requestedBy, approvedBy, request, by } = approval
      if (approvedBy === undefined && principal === requestedBy) throw await toSelf(deps)
      const asked = { principal, role, fromMs: toMs(from), untilMs: toMs(until) }
      const made = await addAssignment(tx, entries, deps, by, asked, { requestedBy, approvedBy, request })
      return { assignment: made.id, from: toIso(made.fromMs), until: toIso(made.untilMs) }
    },
  }
}
