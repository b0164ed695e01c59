import type { Entries } from '../../audit/index.ts'
import type { Tx } from '../../platform/db.ts'
import { entryBy, type PersonCaller } from '../acting.ts'
import { factorAdded, personActivated } from '../events.ts'
import type { PersonRow } from '../people/find-person.ts'
import type { PeopleDeps } from '../people/people-deps.ts'
import { factorId } from '../people/person-id.ts'
import type { RequestFrom } from '../sessions/request-from.ts'
import { completeSignIn } from '../sign-in/complete-sign-in.ts'

export interface Confirmed {
  readonly factor: Buffer
  readonly kind: 'totp' | 'passkey'
  /** How the factor is named in the session's methods (RFC 8176). */
  readonly methods: readonly string[]
  readonly from: RequestFrom
}

/**
 * Writes down a factor that was confirmed. The first one makes an invited person active and the pending session a full one: the two factors were both
 * given in it. Any other leaves the session as it is, under a new id. Answers the cookies of the session that takes the place of the caller's.
 */
export async function factorConfirmed(
  tx: Tx,
  entries: Entries,
  deps: PeopleDeps,
  caller: PersonCaller,
  row: PersonRow,
  { factor, kind, methods, from }: Confirmed,
): Promise<readonly string[]> {
  const { tenant, tenantId, principal: person, session } = caller
  entries.add({
    kind: factorAdded,
    outcome: 'success',
    ...entryBy(caller),
    detail: { kind, factor: factorId(factor) },
  })
  if (row.state === 'invited') {
    await tx.query(
      {
        text: `UPDATE identity.person SET state = 'active', active_ms = $3 WHERE tenant = $1 AND id = $2`,
      },
      [tenant, person, deps.clock.now()],
    )
    entries.add({ kind: personActivated, outcome: 'success', ...entryBy(caller) })
  }
  const amr = [...new Set([...session.amr, ...methods, 'mfa'])]
  const begun = await completeSignIn(tx, entries, deps, {
    tenant,
    tenantId,
    person,
    amr,
    from,
    instead: session.key,
    ...(session.state === 'full' ? { untilMs: session.untilMs } : {}),
  })
  await deps.bumpAuthority(tx, tenant)
  return begun.cookies
}
