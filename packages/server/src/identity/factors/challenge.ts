import { randomBytes, timingSafeEqual } from 'node:crypto'
import { lengthPrefixed } from '../../keys/index.ts'
import type { Tx } from '../../platform/db.ts'
import type { PeopleDeps } from '../people/people-deps.ts'
import { digestFor, type PeopleKeys } from '../people/profile.ts'
import { hashSecretText } from '../secret-text.ts'

const LIVES_MS = 5 * 60_000
const NONCE_BYTES = 16
const TIME_BYTES = 6
const MAC_BYTES = 32

type ChallengeDeps = Pick<PeopleDeps, 'keyring' | 'clock'>

/** What a challenge is good for: the use, and whose session it belongs to, if any. */
export type ChallengeUse = readonly (Uint8Array | string)[]

/**
 * A challenge that carries its own proof of having come from here: random bytes, its end, and a keyed digest over both and over what it is for. Asking for
 * one leaves nothing behind, so a flood of asking fills nothing; only those that were used are remembered, until their end.
 */
export async function newChallenge(deps: ChallengeDeps, tenant: number, use: ChallengeUse): Promise<Buffer> {
  const head = Buffer.concat([randomBytes(NONCE_BYTES), Buffer.alloc(TIME_BYTES)])
  head.writeUIntBE(deps.clock.now() + LIVES_MS, NONCE_BYTES, TIME_BYTES)
  return Buffer.concat([head, await macOf(deps.keyring, tenant, head, use)])
}

/** Whether a challenge came from here, for this use, and is not over. */
export async function isChallenge(
  deps: ChallengeDeps,
  tenant: number,
  use: ChallengeUse,
  challenge: Buffer,
): Promise<boolean> {
  if (challenge.length !== NONCE_BYTES + TIME_BYTES + MAC_BYTES) return false
  const head = challenge.subarray(0, NONCE_BYTES + TIME_BYTES)
  const endsMs = head.readUIntBE(NONCE_BYTES, TIME_BYTES)
  const mac = await macOf(deps.keyring, tenant, head, use)
  return timingSafeEqual(mac, challenge.subarray(head.length)) && deps.clock.now() < endsMs
}

const macOf = (keys: PeopleKeys, tenant: number, head: Buffer, use: ChallengeUse) =>
  digestFor(keys, tenant, 'challenge', lengthPrefixed([head, ...use]))

/** Uses something up that opens once: whether it was still unused. It is remembered until it would have ended by itself. */
export async function useOnce(tx: Tx, tenant: number, secret: string, untilMs: number): Promise<boolean> {
  const rows = await tx.query(
    {
      text: 'INSERT INTO identity.used_once (tenant, hash, until_ms) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING hash',
    },
    [tenant, hashSecretText(secret), untilMs],
  )
  return rows.length === 1
}

/** Uses a challenge up. */
export const useChallenge = (tx: Tx, deps: ChallengeDeps, tenant: number, challenge: Buffer) =>
  useOnce(tx, tenant, challenge.toString('base64url'), deps.clock.now() + LIVES_MS)
