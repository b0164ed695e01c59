import type { PublicKeyCredentialCreationOptionsJSON, RegistrationResponseJSON } from '@simplewebauthn/server'
import { newId } from '../../platform/ids.ts'
import { entryBy, type PersonCaller } from '../acting.ts'
import { isChallenge, newChallenge, useChallenge } from '../factors/challenge.ts'
import { loadWebAuthn } from '../factors/load-webauthn.ts'
import { bytesOf, challengeOf } from '../factors/webauthn.ts'
import { findPerson } from '../people/find-person.ts'
import { openProfile } from '../people/profile.ts'
import { type DeviceDeps, deviceId } from './device-deps.ts'
import { deviceCanBeCopied, deviceRefused } from './device-errors.ts'
import { deviceEnrolled } from './device-events.ts'
import { checkDeviceName } from './device-name.ts'

const useOf = (caller: PersonCaller) => ['device/enrol', caller.session.key] as const

/** What a browser needs to make a credential that stays in this machine. Leaves nothing behind. */
export async function enrolOptions(
  deps: DeviceDeps,
  caller: PersonCaller,
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const { tenant, principal: person } = caller
  const row = await findPerson(deps.database.of(tenant).read, tenant, person)
  const { name, userName } = await openProfile(deps.keyring, tenant, person, row.profile)
  const held = await deps.database.of(tenant).read.query<{ credential: Buffer }>(
    {
      text: `SELECT credential FROM identity.device WHERE tenant = $1 AND person = $2 AND credential IS NOT NULL AND revoked_ms IS NULL`,
    },
    [tenant, person],
  )
  return (await loadWebAuthn()).generateRegistrationOptions({
    rpName: 'Azukari company device',
    rpID: deps.site.host,
    userName,
    userDisplayName: name,
    // Apart from the person's passkeys: authenticators keep one credential for each user id.
    userID: bytesOf(newId(deps.clock.now())),
    challenge: bytesOf(await newChallenge(deps, tenant, useOf(caller))),
    attestationType: 'none',
    excludeCredentials: held.map(({ credential }) => ({ id: credential.toString('base64url') })),
    // In the machine itself, and not offered for signing in.
    authenticatorSelection: {
      authenticatorAttachment: 'platform',
      residentKey: 'discouraged',
      userVerification: 'required',
    },
  })
}

export interface EnrolDevice {
  readonly name: string
  readonly response: RegistrationResponseJSON
}

/**
 * Enrols the machine a person is at; it counts once somebody else has approved it. A credential that its maker says may be copied (backup eligible,
 * WebAuthn §6.1.3) is refused: it would let in whatever it is copied to. Throws `device_can_be_copied`, `device_refused`, `device_name_invalid`.
 *
 * Commit point: a crash before it leaves nothing here; after it the device, the request and the entries.
 */
export async function enrolDevice(deps: DeviceDeps, caller: PersonCaller, { name, response }: EnrolDevice) {
  const label = checkDeviceName(name)
  const challenge = challengeOf(response.response.clientDataJSON)
  const info = await verify(deps, caller, challenge, response)
  const { tenant, principal: person } = caller
  const { value } = await deps.writer.transaction(tenant, async (tx, entries) => {
    if (!(await useChallenge(tx, deps, tenant, challenge))) throw refused()
    const nowMs = deps.clock.now()
    const id = newId(nowMs)
    const made = await tx.query(
      {
        text: `INSERT INTO identity.device (tenant, id, person, kind, name, credential, public_key, counter, transports, aaguid, enrolled_ms, enrolled_by)
               VALUES ($1, $2, $3, 'passkey', $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (credential) DO NOTHING RETURNING id`,
      },
      [
        tenant,
        id,
        person,
        await deps.keyring.seal(tenant, 'devices/name', Buffer.from(label, 'utf8'), id),
        Buffer.from(info.credential.id, 'base64url'),
        Buffer.from(info.credential.publicKey),
        info.credential.counter,
        info.credential.transports ?? [],
        info.aaguid,
        nowMs,
        caller.principalId,
      ],
    )
    // A credential belongs to one enrolment for ever, a revoked one included.
    if (made.length === 0) throw refused()
    entries.add({
      kind: deviceEnrolled,
      outcome: 'success',
      ...entryBy(caller),
      detail: { device: deviceId(id), aaguid: info.aaguid },
    })
    return { id: deviceId(id), request: await deps.askFor(tx, entries, caller, deviceId(id)) }
  })
  return value
}

async function verify(
  deps: DeviceDeps,
  caller: PersonCaller,
  challenge: Buffer,
  response: RegistrationResponseJSON,
) {
  if (!(await isChallenge(deps, caller.tenant, useOf(caller), challenge))) throw refused()
  const verified = await (await loadWebAuthn())
    .verifyRegistrationResponse({
      response,
      expectedChallenge: challenge.toString('base64url'),
      expectedOrigin: deps.site.origin,
      expectedRPID: deps.site.host,
      requireUserVerification: true,
    })
    .catch((cause: unknown) => {
      throw refused(cause)
    })
  const info = verified.registrationInfo
  if (!verified.verified || info === undefined) throw refused()
  // `multiDevice` is the flag BE, `backedUp` BS; both are signed by the authenticator at every use.
  if (info.credentialDeviceType !== 'singleDevice' || info.credentialBackedUp)
    throw deviceCanBeCopied('its keeper may copy it to other machines', {
      fix: 'use the credential store of the machine itself, one that does not sync',
      extra: { clause: deps.clauseOf('devices') },
    })
  if (response.authenticatorAttachment === 'cross-platform')
    throw deviceCanBeCopied('a key that is carried about is no machine', {
      extra: { clause: deps.clauseOf('devices') },
    })
  return info
}

const refused = (cause?: unknown) =>
  deviceRefused('the device could not be confirmed', { cause, fix: 'begin anew' })
