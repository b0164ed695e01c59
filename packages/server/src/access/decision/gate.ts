import { entryBy } from '../../identity/index.ts'
import type { Caller } from '../../platform/route.ts'
import type { PolicyModel } from '../../policy/index.ts'
import type { AccessDeps } from '../access-deps.ts'
import type { Authorities } from '../authority/authorities.ts'
import type { CompiledAuthority } from '../authority/compiled-authority.ts'
import { actionDenied } from '../errors.ts'
import { actionRefused } from '../events.ts'
import { decideAction } from './decision.ts'

export interface GateDeps extends Omit<AccessDeps, 'grantEnds'> {
  readonly authorities: Authorities
}

/** What the answer was given by. Whoever acts on it compares `authority.generation` in the transaction that acts. */
export interface Admitted {
  readonly authority: CompiledAuthority
  readonly model: PolicyModel
}

/**
 * The door of routes that are not about a collection: looks at the tenant's generation and at the policy's version every time, so a grant or key
 * revoked a moment ago, or a role that lost something, opens nothing. A refusal is an entry. Throws `action_denied`, or a 401 when the
 * caller's key is no longer good.
 *
 * @param operation name of the route, for the entry
 */
export async function gate(
  deps: GateDeps,
  caller: Caller,
  action: string,
  operation?: string,
): Promise<void> {
  await admit(deps, caller, action, operation)
}

/** The same, and what it was decided by. */
export async function admit(
  deps: GateDeps,
  caller: Caller,
  action: string,
  operation?: string,
): Promise<Admitted> {
  const [authority, { model }] = await Promise.all([deps.authorities.current(caller), deps.policy.reload()])
  const verdict = decideAction(action, deps.clock.now(), authority, model)
  if (verdict.allow) return { authority, model }
  const { clause, code, why } = verdict
  await deps.writer.transaction(caller.tenant, async (_tx, entries) => {
    entries.add({
      kind: actionRefused,
      outcome: 'failure',
      ...entryBy(caller),
      detail: { action, operation, clause, reason: code },
    })
  })
  throw actionDenied(why, { extra: { clause, reason: code } })
}

/** Whether the caller may, without an entry: for what shows more or less by it. */
export async function allows(deps: GateDeps, caller: Caller, action: string): Promise<boolean> {
  const [authority, { model }] = await Promise.all([deps.authorities.current(caller), deps.policy.reload()])
  return decideAction(action, deps.clock.now(), authority, model).allow
}
