import type { AuthenticationResponseJSON } from '@simplewebauthn/server'
import type { Tx } from '../../platform/db.ts'
import { isAzukariError } from '../../platform/errors.ts'
import { entryBy } from '../acting.ts'
import { passwordRefused } from '../errors.ts'
import { passwordResetDone } from '../events.ts'
import { isChallenge, useChallenge } from '../factors/challenge.ts'
import { takeRecoveryCode } from '../factors/recovery-codes.ts'
import { takeTotp } from '../factors/totp.ts'
import { challengeOf } from '../factors/webauthn.ts'
import { lockPerson } from '../people/find-person.ts'
import type { PeopleDeps } from '../people/people-deps.ts'
import { personCaller } from '../people/person-id.ts'
import { openProfile } from '../people/profile.ts'
import { endSessions } from '../sessions/end-sessions.ts'
import { networkOf, type RequestFrom } from '../sessions/request-from.ts'
import { refuseSignIn, type Trying, tryOnce } from '../sign-in/attempt.ts'
import { findPasskey, takePasskey, verifyPasskey } from '../sign-in/passkey-proof.ts'
import { type Counted, forgive, perAddress } from '../sign-in/throttle.ts'
import { tenantIdText } from '../tenant-id.ts'
import { findReset, type OpenReset, resetUse } from './open-reset.ts'
import { preparePassword, storePassword } from './set-password.ts'

/** A second factor that the person has had all along. */
export type ResetProof =
  | { readonly kind: 'totp' | 'recovery'; readonly code: string }
  | { readonly kind: 'passkey'; readonly response: AuthenticationResponseJSON }

export interface RedeemReset {
  readonly token: string
  readonly password: string
  readonly proof: ResetProof
  readonly from: RequestFrom
}

/**
 * Uses a link once: with a second factor of the person's, in the same request, another password is in force and all their sessions are over. Nobody is signed
 * in by it. Failures are counted as at sign-in, together with those. The password is judged after the factor, so that a link alone tells nothing of those
 * used before; what is refused then leaves link and factor as they were.
 *
 * Commit point: a crash before it leaves the link and the old password; after it the new one, and no session.
 * @throws reset_invalid, sign_in_refused, sign_in_throttled, password_refused, overloaded
 */
export async function redeemReset(deps: PeopleDeps, input: RedeemReset): Promise<{ sessionsEnded: number }> {
  const { token, password, proof, from } = input
  const found = await findReset(deps.database.across.read, token, deps.clock.now())
  const { tenant, person } = found
  const tenantId = tenantIdText(found.tenant_id)
  const { lockoutAfter } = await deps.rules()
  const counted: readonly Counted[] = [
    { what: `throttle/${proof.kind}`, value: person, limit: lockoutAfter },
    perAddress(networkOf(from.address)),
  ]
  const trying: Trying = {
    tenant,
    tenantId,
    what: `reset-${proof.kind}`,
    counted,
    people: { staff: person },
    from,
  }
  await tryOnce(deps, trying)
  const prove = await proofOf(deps, found, proof)
  try {
    const { value } = await deps.writer.transaction(tenant, async (tx, entries) => {
      const row = await lockPerson(tx, tenant, person)
      await findReset(tx, token, deps.clock.now(), 'FOR UPDATE OF r')
      if (!(await prove?.(tx))) return undefined
      const profile = await openProfile(deps.keyring, tenant, person, row.profile)
      const verifier = await preparePassword(deps, tenant, profile, password, person)
      await forgive(tx, deps, tenant, counted)
      await storePassword(tx, deps, tenant, person, verifier)
      const used = 'UPDATE identity.password_reset SET redeemed_ms = $3 WHERE tenant = $1 AND id = $2'
      await tx.query({ text: used }, [tenant, found.id, deps.clock.now()])
      const by = personCaller(tenant, tenantId, person)
      const sessionsEnded = await endSessions(tx, deps, by, { person })
      const detail = { factor: proof.kind, sessions_ended: sessionsEnded }
      entries.add({ kind: passwordResetDone, outcome: 'success', ...entryBy(by), detail })
      await deps.bumpAuthority(tx, tenant)
      return { sessionsEnded }
    })
    return value ?? (await refuseSignIn(deps, trying, 'second_factor_wrong'))
  } catch (error) {
    // The factor was right: whoever tries passwords that are not good enough is not guessing.
    if (isAzukariError(error, passwordRefused.code))
      await deps.writer.transaction(tenant, (tx) => forgive(tx, deps, tenant, counted))
    throw error
  }
}

/** What uses the factor up within the transaction; undefined when it cannot be right. */
async function proofOf(
  deps: PeopleDeps,
  reset: OpenReset,
  proof: ResetProof,
): Promise<((tx: Tx) => Promise<boolean>) | undefined> {
  const { tenant, person } = reset
  if (proof.kind !== 'passkey') {
    const take = proof.kind === 'totp' ? takeTotp : takeRecoveryCode
    const { code } = proof
    return async (tx) => Boolean(await take(tx, deps.keyring, tenant, person, code, deps.clock.now()))
  }
  const { response } = proof
  const held = await findPasskey(deps, tenant, response.id)
  const challenge = challengeOf(response.response.clientDataJSON)
  if (held === undefined || !held.person.equals(person)) return undefined
  if (!(await isChallenge(deps, tenant, resetUse(reset), challenge))) return undefined
  const info = await verifyPasskey(deps, held, challenge, response)
  if (info === undefined) return undefined
  return async (tx) =>
    (await useChallenge(tx, deps, tenant, challenge)) && takePasskey(tx, deps, tenant, held, info)
}
