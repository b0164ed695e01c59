import type { Entries } from '../../audit/index.ts'
import type { Tx } from '../../platform/db.ts'
import { parseId } from '../../platform/ids.ts'
import { entryBy } from '../acting.ts'
import { personActivated } from '../events.ts'
import type { PersonRow } from '../people/find-person.ts'
import type { PeopleDeps } from '../people/people-deps.ts'
import { personCaller, SESSION_ID } from '../people/person-id.ts'
import { beginSession } from '../sessions/begin-session.ts'
import type { RequestFrom } from '../sessions/request-from.ts'
import { completeSignIn } from '../sign-in/complete-sign-in.ts'
import { mayBegin } from '../sign-in/first-factor.ts'
import { type Counted, forgive } from '../sign-in/throttle.ts'
import type { Claims } from './claims.ts'
import { findOrMakePerson } from './find-or-make-person.ts'
import type { SignOnReason } from './finish-sign-on.ts'
import type { SignOnProvider } from './provider.ts'

export interface AdmitPerson {
  readonly tenant: number
  readonly tenantId: string
  readonly provider: SignOnProvider
  readonly claims: Claims
  /** The session of who links the provider to their account. */
  readonly session: string | undefined
  readonly from: RequestFrom
  readonly counted: readonly Counted[]
}

export type Admitted =
  | { readonly cookies: readonly string[]; readonly pending: boolean }
  | { readonly reason: SignOnReason }

/** Lets in whom a provider vouches for, or says why not; then nothing was changed that matters. Within the caller's transaction. */
export async function admitPerson(
  tx: Tx,
  entries: Entries,
  deps: PeopleDeps,
  input: AdmitPerson,
): Promise<Admitted> {
  const { tenant, tenantId, provider, claims } = input
  const linkTo =
    input.session === undefined ? undefined : await personOfSession(tx, deps, tenant, input.session)
  if (input.session !== undefined && linkTo === undefined) return { reason: 'session_over' }
  const row = await findOrMakePerson(tx, entries, deps, { tenant, tenantId, provider, claims, linkTo })
  if (row === undefined) return { reason: 'no_account' }
  const nowMs = deps.clock.now()
  if (!mayBegin(row, nowMs)) return { reason: 'person_state' }
  const by = personCaller(tenant, tenantId, row.id)
  await forgive(tx, deps, tenant, input.counted)
  const mapped = [...new Set(Object.values(provider.groups))]
  if (mapped.length > 0) {
    await deps.roles.assign(tx, entries, by, {
      person: row.id,
      roles: claims.roles,
      reason: 'sign-on',
      mapped,
    })
  }
  const begun =
    linkTo === undefined ? await begin(tx, entries, deps, input, row) : { cookies: [], pending: false }
  await deps.bumpAuthority(tx, tenant)
  return begun
}

async function begin(tx: Tx, entries: Entries, deps: PeopleDeps, input: AdmitPerson, row: PersonRow) {
  const { tenant, tenantId, provider, claims, from } = input
  const shared = { tenant, person: row.id, from, provider: provider.id }
  const amr = [...new Set([...claims.amr, 'fed'])]
  if (claims.secondFactor === 'here') {
    const pendingMs = row.state === 'invited' ? row.enrol_until_ms - deps.clock.now() : undefined
    const { cookies } = await beginSession(tx, deps, { ...shared, state: 'pending', amr, pendingMs })
    return { cookies, pending: true }
  }
  if (row.state === 'invited') {
    const text = `UPDATE identity.person SET state = 'active', active_ms = $3 WHERE tenant = $1 AND id = $2`
    await tx.query({ text }, [tenant, row.id, deps.clock.now()])
    const by = personCaller(tenant, tenantId, row.id)
    entries.add({ kind: personActivated, outcome: 'success', ...entryBy(by) })
  }
  const full = { ...shared, tenantId, amr: [...new Set([...amr, 'mfa'])] }
  const { cookies } = await completeSignIn(tx, entries, deps, full)
  return { cookies, pending: false }
}

/** Of a session that is full and live, the person: asked again, because minutes went by at the provider. */
async function personOfSession(
  tx: Tx,
  deps: PeopleDeps,
  tenant: number,
  session: string,
): Promise<Buffer | undefined> {
  const [row] = await tx.query<{ person: Buffer }>(
    {
      text: `SELECT person FROM identity.session WHERE tenant = $1 AND id = $2 AND state = 'full' AND ended_ms IS NULL
             AND least(until_ms, seen_ms + idle_ms) > $3`,
    },
    [tenant, parseId(SESSION_ID, session), deps.clock.now()],
  )
  return row?.person
}
