import { entryBy } from '../identity/index.ts'
import type { Caller } from '../platform/route.ts'
import type { AccessDeps } from './access-deps.ts'
import type { Authorities } from './authorities.ts'
import { decideAction } from './decision.ts'
import { actionDenied } from './errors.ts'
import { actionRefused } from './events.ts'

export interface GateDeps extends Omit<AccessDeps, 'grantEnds'> {
  readonly authorities: Authorities
}

/**
 * The door of routes that are not about a collection: looks at the tenant's generation every time, so a grant or key revoked a moment ago
 * opens nothing. A refusal is an entry. Throws `action_denied`, or a 401 when the caller's key is no longer good.
 *
 * @param operation name of the route, for the entry
 */
export async function gate(
  deps: GateDeps,
  caller: Caller,
  action: string,
  operation?: string,
): Promise<void> {
  const authority = await deps.authorities.current(caller)
  const { model } = await deps.policy.load()
  const verdict = decideAction(action, deps.clock.now(), authority, model)
  if (verdict.allow) return
  const { clause, code, why } = verdict
  await deps.writer.transaction(async (_tx, entries) => {
    entries.add({
      kind: actionRefused,
      outcome: 'failure',
      ...entryBy(caller),
      detail: { action, operation, clause, reason: code },
    })
  })
  throw actionDenied(why, { extra: { clause, reason: code } })
}
