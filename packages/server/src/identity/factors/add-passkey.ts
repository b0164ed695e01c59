import type {
  PublicKeyCredentialCreationOptionsJSON,
  RegistrationResponseJSON,
  VerifiedRegistrationResponse,
} from '@simplewebauthn/server'
import { newId } from '../../platform/ids.ts'
import type { PersonCaller } from '../acting.ts'
import { factorRefused } from '../errors.ts'
import { findPerson, lockPerson } from '../people/find-person.ts'
import type { PeopleDeps } from '../people/people-deps.ts'
import { factorId } from '../people/person-id.ts'
import { openProfile, sealFor } from '../people/profile.ts'
import type { RequestFrom } from '../sessions/request-from.ts'
import { isChallenge, newChallenge, useChallenge } from './challenge.ts'
import { factorConfirmed } from './factor-confirmed.ts'
import { loadWebAuthn } from './load-webauthn.ts'
import { requireMayChangeFactors, requireRoom } from './may-change-factors.ts'
import { bytesOf, challengeOf, passkeyMethods } from './webauthn.ts'

const useOf = (caller: PersonCaller) => ['passkey/add', caller.session.key] as const

/** What a browser needs to make a passkey for the caller. Leaves nothing behind. */
export async function passkeyOptions(
  deps: PeopleDeps,
  caller: PersonCaller,
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const { tenant, principal: person } = caller
  const row = await findPerson(deps.database.of(tenant).read, tenant, person)
  requireMayChangeFactors(deps.clock, caller, row)
  const { name, userName } = await openProfile(deps.keyring, tenant, person, row.profile)
  const held = await deps.database.of(caller.tenant).read.query<{ credential: Buffer }>(
    {
      text: `SELECT credential FROM identity.factor WHERE tenant = $1 AND person = $2 AND kind = 'passkey' AND removed_ms IS NULL`,
    },
    [tenant, person],
  )
  return (await loadWebAuthn()).generateRegistrationOptions({
    rpName: 'Azukari',
    rpID: deps.site.host,
    userName,
    userDisplayName: name,
    userID: bytesOf(person),
    challenge: bytesOf(await newChallenge(deps, tenant, useOf(caller))),
    attestationType: 'none',
    excludeCredentials: held.map(({ credential }) => ({ id: credential.toString('base64url') })),
    // Found without a user name, and never without the PIN or finger of who holds it.
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })
}

interface AddPasskey {
  readonly name: string
  readonly response: RegistrationResponseJSON
  readonly from: RequestFrom
}

/**
 * Adds a passkey. Answers its id and the cookies of the session that takes the place of the caller's.
 *
 * Commit point: a crash before it leaves no passkey (the browser may keep one that opens nothing); after it the passkey, its entry, the challenge used up.
 * @throws factor_refused, factors_too_many, second_factor_needed, sign_in_again
 */
export async function addPasskey(
  deps: PeopleDeps,
  caller: PersonCaller,
  { name, response, from }: AddPasskey,
) {
  const { tenant, principal: person } = caller
  const challenge = challengeOf(response.response.clientDataJSON)
  const { registrationInfo: info } = await verify(deps, caller, challenge, response)
  if (info === undefined) throw refused()
  const { credential, credentialBackedUp } = info
  const { value } = await deps.writer.transaction(tenant, async (tx, entries) => {
    const row = await lockPerson(tx, tenant, person)
    requireMayChangeFactors(deps.clock, caller, row)
    await requireRoom(tx, tenant, person)
    if (!(await useChallenge(tx, deps, tenant, challenge))) throw refused()
    const nowMs = deps.clock.now()
    const id = newId(nowMs)
    const made = await tx.query(
      {
        text: `INSERT INTO identity.factor (tenant, id, person, kind, name, created_ms, confirmed_ms, credential, public_key, counter, transports, backed_up)
               VALUES ($1, $2, $3, 'passkey', $4, $5, $5, $6, $7, $8, $9, $10) ON CONFLICT (credential) DO NOTHING RETURNING id`,
      },
      [
        tenant,
        id,
        person,
        await sealFor(deps.keyring, tenant, id, 'factor-name', name),
        nowMs,
        Buffer.from(credential.id, 'base64url'),
        Buffer.from(credential.publicKey),
        credential.counter,
        credential.transports ?? [],
        credentialBackedUp,
      ],
    )
    // A credential belongs to one account for ever, a removed one included.
    if (made.length === 0) throw refused()
    const methods = passkeyMethods(credentialBackedUp)
    const confirmed = { factor: id, kind: 'passkey', methods, from } as const
    return { id: factorId(id), cookies: await factorConfirmed(tx, entries, deps, caller, row, confirmed) }
  })
  return value
}

async function verify(
  deps: PeopleDeps,
  caller: PersonCaller,
  challenge: Buffer,
  response: RegistrationResponseJSON,
): Promise<VerifiedRegistrationResponse> {
  if (!(await isChallenge(deps, caller.tenant, useOf(caller), challenge))) throw refused()
  try {
    return await (await loadWebAuthn()).verifyRegistrationResponse({
      response,
      expectedChallenge: challenge.toString('base64url'),
      expectedOrigin: deps.site.origin,
      expectedRPID: deps.site.host,
      requireUserVerification: true,
    })
  } catch (cause) {
    throw refused(cause)
  }
}

const refused = (cause?: unknown) =>
  factorRefused('the passkey could not be confirmed', { cause, fix: 'begin anew' })
