import { z } from 'zod'
import { identityErrors } from '../../identity/index.ts'
import type { AccessDeps } from '../access-deps.ts'
import { grantEndInvalid, grantInvalid, grantToSelf, personNotLive, principalUnknown } from '../errors.ts'
import { requireLivePrincipal } from '../principals.ts'
import type { RequestKind } from '../requests/request-kind.ts'
import { instant, principalId, scopeBody, toIso, toMs } from '../wire.ts'
import { checkScope } from './check-grant.ts'
import { addGrant, boundsOf, toSelf } from './create-grant.ts'

const { serviceDisabled, serviceNotFound } = identityErrors

export const grantBody = z.strictObject({
  principal: principalId,
  ...scopeBody,
  from: instant.optional(),
  until: instant.optional(),
})

export const grantErrors = [
  grantInvalid,
  grantEndInvalid,
  grantToSelf,
  principalUnknown,
  personNotLive,
  serviceNotFound,
  serviceDisabled,
]

type Input = z.output<typeof grantBody>
/** As `Input`, with the fields of classes spelt out: what is approved is what was shown. */
type Payload = Omit<Input, 'classes'>

/** A grant for a service or a person, approved by somebody else. */
export function grantKind(
  deps: Pick<AccessDeps, 'policy' | 'grantEnds' | 'clock'>,
): RequestKind<Input, Payload> {
  return {
    kind: 'grant',
    requestAction: 'manage',
    approveAction: 'approve-access',
    givesAccess: true,
    bootstrap: true,
    errors: grantErrors,
    input: grantBody,
    async prepare(tx, { by, nowMs }, { classes, ...input }) {
      const { fields } = checkScope({ ...input, classes }, (await deps.policy.load()).model)
      await requireLivePrincipal(tx, by.tenant, input.principal)
      const bounds = await boundsOf(deps, { fromMs: toMs(input.from), untilMs: toMs(input.until) }, nowMs)
      const until = input.until === undefined ? {} : { until: toIso(bounds.untilMs) }
      return { ...input, ...until, ...(fields.length > 0 ? { fields: [...fields] } : {}) }
    },
    subject: ({ principal }) => principal,
    beneficiaries: ({ principal }) => [principal],
    async run(tx, entries, { from, until, ...scope }, approval) {
      if (approval.approvedBy === undefined && scope.principal === approval.requestedBy)
        throw await toSelf(deps)
      const input = { ...scope, fromMs: toMs(from), untilMs: toMs(until) }
      const made = await addGrant(tx, entries, deps, approval.by, input, approval)
      return { grant: made.id, from: toIso(made.fromMs), until: toIso(made.untilMs) }
    },
  }
}
