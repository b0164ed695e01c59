import type { AuthenticationResponseJSON, VerifiedAuthenticationResponse } from '@simplewebauthn/server'
import type { Tx } from '../../platform/db.ts'
import { loadWebAuthn } from '../factors/load-webauthn.ts'
import { bytesOf } from '../factors/webauthn.ts'
import type { PeopleDeps } from '../people/people-deps.ts'

export interface HeldPasskey {
  readonly id: Buffer
  readonly person: Buffer
  readonly credential: Buffer
  readonly public_key: Buffer
  readonly counter: number
}

/** The confirmed passkey of this credential id, whoever's it is. */
export async function findPasskey(
  deps: PeopleDeps,
  tenant: number,
  id: string,
): Promise<HeldPasskey | undefined> {
  const [row] = await deps.database.of(tenant).read.query<HeldPasskey>(
    {
      text: `SELECT id, person, credential, public_key, counter FROM identity.factor
             WHERE tenant = $1 AND credential = $2 AND kind = 'passkey' AND removed_ms IS NULL AND confirmed_ms IS NOT NULL`,
    },
    [tenant, Buffer.from(id, 'base64url')],
  )
  return row
}

/** What the library says of an assertion; undefined when it is none. */
export async function verifyPasskey(
  deps: PeopleDeps,
  held: HeldPasskey,
  challenge: Buffer,
  response: AuthenticationResponseJSON,
): Promise<VerifiedAuthenticationResponse['authenticationInfo'] | undefined> {
  try {
    const { verified, authenticationInfo } = await (await loadWebAuthn()).verifyAuthenticationResponse({
      response,
      expectedChallenge: challenge.toString('base64url'),
      expectedOrigin: deps.site.origin,
      expectedRPID: deps.site.host,
      credential: {
        id: held.credential.toString('base64url'),
        publicKey: bytesOf(held.public_key),
        counter: held.counter,
      },
      requireUserVerification: true,
    })
    return verified ? authenticationInfo : undefined
  } catch {
    // Whatever was wrong with it, whoever sent it learns no more than that it was.
    return undefined
  }
}

/** Writes the use down; whether the passkey was still there and its counter went on. */
export async function takePasskey(
  tx: Tx,
  deps: PeopleDeps,
  tenant: number,
  held: HeldPasskey,
  info: Pick<VerifiedAuthenticationResponse['authenticationInfo'], 'newCounter' | 'credentialBackedUp'>,
): Promise<boolean> {
  const used = await tx.query(
    {
      text: `UPDATE identity.factor SET counter = $3, backed_up = $4, last_used_ms = $5 WHERE tenant = $1 AND id = $2 AND removed_ms IS NULL
             AND (counter = 0 OR counter < $3) RETURNING id`,
    },
    [tenant, held.id, info.newCounter, info.credentialBackedUp, deps.clock.now()],
  )
  return used.length === 1
}
