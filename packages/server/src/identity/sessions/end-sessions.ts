import type { Entries } from '../../audit/index.ts'
import type { Tx } from '../../platform/db.ts'
import { parseId } from '../../platform/ids.ts'
import type { Caller } from '../../platform/route.ts'
import { entryBy, type PersonCaller } from '../acting.ts'
import { sessionNotFound } from '../errors.ts'
import { sessionsRevoked, signedOut } from '../events.ts'
import type { IdentityDeps } from '../identity-deps.ts'
import { findPerson } from '../people/find-person.ts'
import { PERSON_ID, SESSION_ID } from '../people/person-id.ts'

/**
 * Ends the caller's session.
 *
 * Commit point: a crash before it leaves the session; after it its cookie opens nothing on any server, and what was decided for it releases nothing more.
 */
export async function signOut(deps: IdentityDeps, caller: PersonCaller): Promise<void> {
  await deps.writer.transaction(caller.tenant, async (tx, entries) => {
    const ended = await endSessions(tx, deps, caller, { person: caller.principal, only: caller.session.key })
    if (ended === 0) return
    entries.add({
      kind: signedOut,
      outcome: 'success',
      ...entryBy(caller),
      detail: { session: caller.session.id },
    })
    await deps.bumpAuthority(tx, caller.tenant)
  })
}

export interface RevokeSessions {
  /** `per_…` */
  readonly person: string
  /** `ses_…`; all of the person's when left out. */
  readonly session?: string | undefined
}

/** Ends one or all sessions of a person. Throws `person_not_found`, `session_not_found`. Commit point: as in `signOut`. */
export async function revokeSessions(deps: IdentityDeps, by: Caller, input: RevokeSessions): Promise<number> {
  const only = input.session === undefined ? undefined : parseId(SESSION_ID, input.session)
  const { value } = await deps.writer.transaction(by.tenant, async (tx, entries) => {
    const { id: person } = await findPerson(tx, by.tenant, parseId(PERSON_ID, input.person))
    const ended = await endSessions(tx, deps, by, { person, only })
    if (ended === 0 && only !== undefined) throw sessionNotFound('it is over, or another person’s')
    if (ended > 0) noteRevoked(entries, by, person, ended)
    await deps.bumpAuthority(tx, by.tenant)
    return ended
  })
  return value
}

/** The entry that sessions of a person were ended by somebody; how many stands in it. */
export function noteRevoked(entries: Entries, by: Caller, person: Buffer, count: number): void {
  entries.add({ kind: sessionsRevoked, outcome: 'success', ...entryBy(by, { person }), detail: { count } })
}

/** Within a transaction of the caller's, who raises the generation. Answers how many were ended. */
export async function endSessions(
  tx: Tx,
  { clock }: Pick<IdentityDeps, 'clock'>,
  by: Caller,
  input: {
    readonly person: Buffer
    readonly only?: Buffer | undefined
    readonly except?: Buffer | undefined
  },
): Promise<number> {
  const nowMs = clock.now()
  const rows = await tx.query(
    {
      text: `UPDATE identity.session SET ended_ms = $3, ended_by = $4 WHERE tenant = $1 AND person = $2 AND ended_ms IS NULL AND until_ms > $3
               AND ($5::bytea IS NULL OR id = $5) AND ($6::bytea IS NULL OR id <> $6) RETURNING id`,
    },
    [by.tenant, input.person, nowMs, by.principalId, input.only ?? null, input.except ?? null],
  )
  return rows.length
}
