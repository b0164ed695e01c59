import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server'
import { entryBy, type PersonCaller } from '../acting.ts'
import { isChallenge, newChallenge, useChallenge } from '../factors/challenge.ts'
import { loadWebAuthn } from '../factors/load-webauthn.ts'
import { bytesOf, challengeOf } from '../factors/webauthn.ts'
import { type DeviceDeps, deviceId } from './device-deps.ts'
import { deviceCanBeCopied, deviceRefused } from './device-errors.ts'
import { deviceConfirmed } from './device-events.ts'

const useOf = (caller: PersonCaller) => ['device/confirm', caller.session.key] as const

interface Row {
  readonly id: Buffer
  readonly credential: Buffer
  readonly public_key: Buffer
  readonly counter: number
}

const LIVE = `SELECT id, credential, public_key, counter FROM identity.device
  WHERE tenant = $1 AND person = $2 AND kind = 'passkey' AND approved_ms IS NOT NULL AND revoked_ms IS NULL`

/** What a browser needs to show that it runs on a device of the caller's. Leaves nothing behind. */
export async function confirmOptions(
  deps: DeviceDeps,
  caller: PersonCaller,
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const { tenant, principal } = caller
  const rows = await deps.database.of(tenant).read.query<Row>({ text: LIVE }, [tenant, principal])
  return (await loadWebAuthn()).generateAuthenticationOptions({
    rpID: deps.site.host,
    challenge: bytesOf(await newChallenge(deps, tenant, useOf(caller))),
    allowCredentials: rows.map(({ credential }) => ({ id: credential.toString('base64url') })),
    userVerification: 'required',
  })
}

/**
 * Binds the caller's session to the device it runs on. Throws `device_refused` for what is not an approved device of the caller's.
 *
 * Commit point: a crash before it leaves the session without a device; after it the session has it, with its entry.
 */
export async function confirmDevice(
  deps: DeviceDeps,
  caller: PersonCaller,
  response: AuthenticationResponseJSON,
): Promise<string> {
  const { tenant, principal: person, session } = caller
  const challenge = challengeOf(response.response.clientDataJSON)
  if (!(await isChallenge(deps, tenant, useOf(caller), challenge))) throw refused(deps)
  const credential = Buffer.from(response.id, 'base64url')
  const { value } = await deps.writer.transaction(tenant, async (tx, entries) => {
    const [row] = await tx.query<Row>({ text: `${LIVE} AND credential = $3 FOR UPDATE` }, [
      tenant,
      person,
      credential,
    ])
    if (!row || !(await useChallenge(tx, deps, tenant, challenge))) throw refused(deps)
    const counter = await verify(deps, row, challenge, response)
    await tx.query(
      { text: 'UPDATE identity.device SET counter = $3, last_used_ms = $4 WHERE tenant = $1 AND id = $2' },
      [tenant, row.id, counter, deps.clock.now()],
    )
    const bound = await tx.query(
      {
        text: 'UPDATE identity.session SET device = $3 WHERE tenant = $1 AND id = $2 AND ended_ms IS NULL RETURNING id',
      },
      [tenant, session.key, row.id],
    )
    if (bound.length === 0) throw refused(deps)
    const detail = { device: deviceId(row.id), session: session.id }
    entries.add({ kind: deviceConfirmed, outcome: 'success', ...entryBy(caller), detail })
    await deps.bumpAuthority(tx, tenant)
    return deviceId(row.id)
  })
  return value
}

async function verify(
  deps: DeviceDeps,
  row: Row,
  challenge: Buffer,
  response: AuthenticationResponseJSON,
): Promise<number> {
  const verified = await (await loadWebAuthn())
    .verifyAuthenticationResponse({
      response,
      expectedChallenge: challenge.toString('base64url'),
      expectedOrigin: deps.site.origin,
      expectedRPID: deps.site.host,
      requireUserVerification: true,
      credential: {
        id: row.credential.toString('base64url'),
        publicKey: bytesOf(row.public_key),
        counter: row.counter,
      },
    })
    .catch((cause: unknown) => {
      throw refused(deps, cause)
    })
  if (!verified.verified) throw refused(deps)
  const { credentialDeviceType, credentialBackedUp, newCounter } = verified.authenticationInfo
  // What could not be copied when it was enrolled and says now that it can is another thing than what was approved.
  if (credentialDeviceType !== 'singleDevice' || credentialBackedUp)
    throw deviceCanBeCopied('its keeper may copy it to other machines', {
      extra: { clause: deps.clauseOf('devices') },
    })
  return newCounter
}

const refused = (deps: DeviceDeps, cause?: unknown) =>
  deviceRefused('that is no approved device of yours', { cause, extra: { clause: deps.clauseOf('devices') } })
