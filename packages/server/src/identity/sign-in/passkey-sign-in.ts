import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server'
import { isChallenge, newChallenge, useChallenge } from '../factors/challenge.ts'
import { loadWebAuthn } from '../factors/load-webauthn.ts'
import { bytesOf, challengeOf, passkeyMethods } from '../factors/webauthn.ts'
import { lockPerson } from '../people/find-person.ts'
import type { PeopleDeps } from '../people/people-deps.ts'
import { networkOf, type RequestFrom } from '../sessions/request-from.ts'
import type { SessionRow } from '../sessions/session-row.ts'
import { tenantIdOf } from '../tenant-id.ts'
import { refuseSignIn, type Trying, tryOnce } from './attempt.ts'
import { completeSignIn } from './complete-sign-in.ts'
import { findPasskey, type HeldPasskey, takePasskey, verifyPasskey } from './passkey-proof.ts'
import { type Counted, forgive, perAddress } from './throttle.ts'

/** The pending session of who signs in, if they gave a first factor before. */
export type Pending = SessionRow | undefined

const useOf = (pending: Pending) => ['passkey/sign-in', pending?.id ?? 'nobody'] as const

/**
 * What a browser needs to sign in with a passkey. After a first factor it names that person's passkeys; without one it names none, says the same to
 * everybody, and whoever holds a passkey tells by it who they are.
 */
export async function passkeySignInOptions(
  deps: PeopleDeps,
  tenant: number,
  pending: Pending,
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const held =
    pending === undefined
      ? []
      : await deps.database.of(tenant).read.query<{ credential: Buffer; transports: string[] }>(
          {
            text: `SELECT credential, transports FROM identity.factor WHERE tenant = $1 AND person = $2 AND kind = 'passkey' AND removed_ms IS NULL`,
          },
          [tenant, pending.person],
        )
  return (await loadWebAuthn()).generateAuthenticationOptions({
    rpID: deps.site.host,
    challenge: bytesOf(await newChallenge(deps, tenant, useOf(pending))),
    allowCredentials: held.map(({ credential }) => ({ id: credential.toString('base64url') })),
    userVerification: 'required',
  })
}

export interface PasskeySignIn {
  readonly tenant: number
  readonly response: AuthenticationResponseJSON
  readonly pending: Pending
  readonly from: RequestFrom
}

/**
 * Signs in with a passkey: as the second factor of a pending session, or alone, since a passkey whose holder was verified is two factors by itself.
 *
 * Commit point: a crash before it leaves the challenge unused; after it the challenge is used up and a full session begun.
 * @throws sign_in_refused, sign_in_throttled
 */
export async function signInWithPasskey(
  deps: PeopleDeps,
  { tenant, response, pending, from }: PasskeySignIn,
): Promise<{ cookies: readonly string[] }> {
  const tenantId = await tenantIdOf(deps.database.of(tenant).read, tenant)
  const counted: readonly Counted[] = [perAddress(networkOf(from.address))]
  const held = await findPasskey(deps, tenant, response.id)
  const people = held === undefined ? {} : { staff: held.person }
  const trying: Trying = { tenant, tenantId, what: 'passkey', counted, people, from }
  await tryOnce(deps, trying)
  if (held === undefined || !belongs(held, response, pending)) return refuseSignIn(deps, trying, 'unknown')
  const challenge = challengeOf(response.response.clientDataJSON)
  const verified = (await isChallenge(deps, tenant, useOf(pending), challenge))
    ? await verifyPasskey(deps, held, challenge, response)
    : undefined
  if (verified === undefined) return refuseSignIn(deps, trying, 'not_verified')
  const { value } = await deps.writer.transaction(tenant, async (tx, entries) => {
    const row = await lockPerson(tx, tenant, held.person)
    if (row.state !== 'active' || !(await useChallenge(tx, deps, tenant, challenge))) return undefined
    if (!(await takePasskey(tx, deps, tenant, held, verified))) return undefined
    await forgive(tx, deps, tenant, counted)
    const amr = [...new Set([...(pending?.amr ?? []), ...passkeyMethods(verified.credentialBackedUp), 'mfa'])]
    const instead = pending?.id
    return completeSignIn(tx, entries, deps, { tenant, tenantId, person: held.person, amr, from, instead })
  })
  return value ?? refuseSignIn(deps, trying, 'changed_meanwhile')
}

// A passkey of somebody else does not complete a session that another began; alone, it has to say whose it is.
function belongs(held: HeldPasskey, { response }: AuthenticationResponseJSON, pending: Pending): boolean {
  if (pending !== undefined && !held.person.equals(pending.person)) return false
  const { userHandle } = response
  if (userHandle === undefined) return pending !== undefined
  return held.person.equals(Buffer.from(userHandle, 'base64url'))
}
