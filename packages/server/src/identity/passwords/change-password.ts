import { entryBy, type PersonCaller } from '../acting.ts'
import { passwordChanged } from '../events.ts'
import { findPerson, lockPerson } from '../people/find-person.ts'
import type { PeopleDeps } from '../people/people-deps.ts'
import { openProfile } from '../people/profile.ts'
import { beginSession } from '../sessions/begin-session.ts'
import { endSessions } from '../sessions/end-sessions.ts'
import { networkOf, type RequestFrom } from '../sessions/request-from.ts'
import { refuseSignIn, type Trying, tryOnce } from '../sign-in/attempt.ts'
import { type Counted, forgive, perAddress } from '../sign-in/throttle.ts'
import { currentVerifier, passwordSecret, preparePassword, storePassword } from './set-password.ts'

export interface ChangePassword {
  /** Left out by who has none yet: they came with a passkey or through a provider. */
  readonly current: string | undefined
  readonly next: string
  readonly from: RequestFrom
}

/**
 * Changes the caller's password. All their other sessions end, and this one goes on under a new id. Guessing the current one is counted as at
 * sign-in.
 *
 * Commit point: a crash before it leaves the old password; after it the new one is in force and the other sessions are over.
 * @throws sign_in_refused, sign_in_throttled, password_refused, overloaded
 */
export async function changePassword(
  deps: PeopleDeps,
  caller: PersonCaller,
  { current, next, from }: ChangePassword,
): Promise<readonly string[]> {
  const { tenant, tenantId, principal: person, session } = caller
  const { lockoutAfter } = await deps.rules()
  const counted: readonly Counted[] = [
    { what: 'throttle/change', value: person, limit: lockoutAfter },
    perAddress(networkOf(from.address)),
  ]
  const trying: Trying = {
    tenant,
    tenantId,
    what: 'change-password',
    counted,
    people: { staff: person },
    from,
  }
  await tryOnce(deps, trying)
  const verifier = await currentVerifier(deps.database.of(tenant).read, tenant, person)
  if (verifier !== undefined) {
    const secret = passwordSecret(deps.keyring, tenant)
    const right = await deps.passwords.verify(verifier, current ?? '', secret)
    if (!right) return refuseSignIn(deps, trying, 'current_password_wrong')
  }
  const row = await findPerson(deps.database.of(tenant).read, tenant, person)
  const profile = await openProfile(deps.keyring, tenant, person, row.profile)
  const made = await preparePassword(deps, tenant, profile, next, person)
  const { value } = await deps.writer.transaction(tenant, async (tx, entries) => {
    await lockPerson(tx, tenant, person)
    if ((await currentVerifier(tx, tenant, person)) !== verifier) return undefined
    await forgive(tx, deps, tenant, counted)
    await storePassword(tx, deps, tenant, person, made)
    const ended = await endSessions(tx, deps, caller, { person, except: session.key })
    const begun = await beginSession(tx, deps, {
      tenant,
      person,
      state: session.state,
      amr: session.amr,
      from,
      instead: session.key,
      untilMs: session.untilMs,
    })
    const detail = { sessions_ended: ended }
    entries.add({ kind: passwordChanged, outcome: 'success', ...entryBy(caller), detail })
    await deps.bumpAuthority(tx, tenant)
    return begun.cookies
  })
  return value ?? refuseSignIn(deps, trying, 'changed_meanwhile')
}
