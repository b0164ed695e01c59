import { entryBy } from '../../identity/index.ts'
import type { Caller } from '../../platform/route.ts'
import { decide } from '../decision/decision.ts'
import { actionDenied } from '../errors.ts'
import { actionRefused } from '../events.ts'
import type { CaseDeps } from './case-deps.ts'
import { caseInvalid, ownerNeedsService } from './case-errors.ts'

/** A data owner as the system that signed them in names them: `{collection: orders, subject: buyer, equals: hanako@example.jp}`. */
export interface OwnerInput {
  readonly collection: string
  readonly subject: string
  readonly equals: string
}

/** A service that speaks for one data owner, and by what authority. */
export interface Speaker {
  readonly caller: Caller
  /** Keyed digest of the owner. */
  readonly owner: Buffer
  readonly generation: number
  readonly grant: string
}

const ACTION = 'speak-for-owner'

/**
 * Whether a caller may speak for a data owner: a service with a grant to, such as the site where customers sign in. It answers for having made sure who
 * they are. No person may, whatever grant they have: staff would give themselves the customer's consent. A refusal is an entry.
 *
 * @param operation name of the route, for the entry
 * @throws action_denied, owner_needs_service, case_invalid (nothing comparable in the value)
 */
export async function speakForOwner(
  deps: CaseDeps,
  caller: Caller,
  { collection, subject, equals }: OwnerInput,
  operation: string,
): Promise<Speaker> {
  if (caller.kind !== 'service')
    throw ownerNeedsService('a data owner speaks through the service that signed them in')
  const [authority, { model }] = await Promise.all([deps.authorities.current(caller), deps.policy.reload()])
  const question = { collection, action: ACTION, fields: [], atMs: deps.clock.now() } as const
  const verdict = decide(question, authority, model)
  if (!verdict.allow) {
    const { clause, code, why } = verdict
    await deps.writer.transaction(caller.tenant, async (_tx, entries) => {
      entries.add({
        kind: actionRefused,
        outcome: 'failure',
        ...entryBy(caller),
        detail: { action: ACTION, operation, clause, reason: code },
      })
    })
    throw actionDenied(why, { extra: { clause, reason: code } })
  }
  const owner = await deps.digests.subject(caller.tenant, collection, subject, equals)
  if (owner === undefined)
    throw caseInvalid('no such kind of data owner, or nothing comparable in the value', {
      where: { pointer: '/equals' },
    })
  return { caller, owner, generation: authority.generation, grant: verdict.grant }
}
