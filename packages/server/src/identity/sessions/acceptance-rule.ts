import type { Caller, RouteAccess } from '../../platform/route.ts'
import { personOf } from '../acting.ts'
import { FROM_ANYWHERE } from '../devices/device-rule.ts'
import { acceptanceNeeded } from '../errors.ts'
import type { IdentityDeps } from '../identity-deps.ts'

/**
 * What somebody may do who has accepted no version of the policy: accept it, look after their own factors, and enrol the company device without which they
 * do not come so far. The text itself is public, and what opens with the first factor is open.
 */
const BEFORE: ReadonlySet<string> = new Set([
  'policy.acknowledge',
  'me.factors',
  'me.recovery-codes',
  'me.remove-factor',
  ...FROM_ANYWHERE,
])

/**
 * Nobody works here before they have accepted the policy once (A12), whatever they were given, by whom and however. The decision knows it too, so that a
 * route which asks for nothing but a session is closed here, and every other twice. Throws `acceptance_needed`.
 */
export function requireAcceptance(
  deps: Pick<IdentityDeps, 'clauseOf'>,
  caller: Caller,
  access: RouteAccess,
  operation: string,
): void {
  if (caller.kind !== 'person' || access === 'public' || access === 'pending' || BEFORE.has(operation)) return
  if (personOf(caller)?.session.accepted === true) return
  throw acceptanceNeeded('this person has not accepted the policy yet', {
    fix: 'read it (GET /v1/policy/text/{lang}) and accept the version in force (POST /v1/policy/acknowledgements)',
    extra: { clause: deps.clauseOf('onboarding') },
  })
}
