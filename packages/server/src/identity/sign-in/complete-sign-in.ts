import { hash } from 'node:crypto'
import type { Entries } from '../../audit/index.ts'
import type { Tx } from '../../platform/db.ts'
import { entryBy } from '../acting.ts'
import { signedIn } from '../events.ts'
import { personCaller } from '../people/person-id.ts'
import type { PeopleDeps } from '../people-deps.ts'
import { type BegunSession, beginSession } from '../sessions/begin-session.ts'
import type { RequestFrom } from '../sessions/request-from.ts'

export interface CompleteSignIn {
  readonly tenant: number
  readonly tenantId: string
  readonly person: Buffer
  readonly amr: readonly string[]
  readonly from: RequestFrom
  /** The session that ends with it. */
  readonly instead?: Buffer | undefined
  /** Keeps the end of the session before. */
  readonly untilMs?: number | undefined
  readonly provider?: string | undefined
  readonly signOn?: string | undefined
}

/** Begins a full session, under an id of its own, with its entry. All factors were judged before. */
export async function completeSignIn(
  tx: Tx,
  entries: Entries,
  deps: PeopleDeps,
  input: CompleteSignIn,
): Promise<BegunSession> {
  const { tenant, tenantId, person, amr, from } = input
  const begun = await beginSession(tx, deps, { ...input, state: 'full' })
  await tx.query({ text: 'UPDATE identity.person SET last_seen_ms = $3 WHERE tenant = $1 AND id = $2' }, [
    tenant,
    person,
    deps.clock.now(),
  ])
  entries.add({
    kind: signedIn,
    outcome: 'success',
    ...entryBy(personCaller(tenant, tenantId, person), { address: hash('sha256', from.address, 'buffer') }),
    detail: { amr: [...amr], session: begun.id, ...(input.provider ? { provider: input.provider } : {}) },
  })
  return begun
}
