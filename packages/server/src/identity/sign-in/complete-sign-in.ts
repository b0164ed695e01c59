import { hash } from 'node:crypto'
import type { Entries } from '../../audit/index.ts'
import type { Tx } from '../../platform/db.ts'
import { entryBy } from '../acting.ts'
import { sessionsRevoked, signedIn } from '../events.ts'
import type { PeopleDeps } from '../people/people-deps.ts'
import { personCaller } from '../people/person-id.ts'
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

/**
 * Begins a full session, under an id of its own, with its entry. All factors were judged before. Where its person has more than the policy allows, those
 * used longest ago end: a session left behind somewhere keeps nobody out, and one that was stolen is driven out or drives out, which shows.
 */
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
  await endBeyond(tx, entries, deps, input)
  entries.add({
    kind: signedIn,
    outcome: 'success',
    ...entryBy(personCaller(tenant, tenantId, person), { address: hash('sha256', from.address, 'buffer') }),
    detail: { amr: [...amr], session: begun.id, ...(input.provider ? { provider: input.provider } : {}) },
  })
  return begun
}

async function endBeyond(tx: Tx, entries: Entries, deps: PeopleDeps, input: CompleteSignIn): Promise<void> {
  const { tenant, tenantId, person } = input
  const { sessionsPerPerson } = await deps.rules()
  // The person's row was written by this transaction: of two who sign in at once the second counts the first.
  const ended = await tx.query(
    {
      text: `UPDATE identity.session SET ended_ms = $3, ended_by = 'limit' WHERE tenant = $1 AND person = $2 AND ended_ms IS NULL AND id IN (
               SELECT id FROM identity.session WHERE tenant = $1 AND person = $2 AND state = 'full' AND ended_ms IS NULL AND until_ms > $3
                 AND seen_ms + idle_ms > $3 ORDER BY seen_ms DESC, id DESC OFFSET $4) RETURNING id`,
    },
    [tenant, person, deps.clock.now(), Math.max(1, sessionsPerPerson)],
  )
  if (ended.length === 0) return
  const by = personCaller(tenant, tenantId, person)
  const detail = { count: ended.length, reason: 'limit' }
  entries.add({ kind: sessionsRevoked, outcome: 'success', ...entryBy(by, { person }), detail })
  await deps.bumpAuthority(tx, tenant)
}
