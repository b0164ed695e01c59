import type { Clock } from '../../platform/clock.ts'
import type { Tx } from '../../platform/db.ts'
import { parseId } from '../../platform/ids.ts'
import type { Caller } from '../../platform/route.ts'
import { entryBy } from '../acting.ts'
import { keyLifetimeInvalid, keyNotFound, keyNotLive } from '../errors.ts'
import { keyRotated } from '../events.ts'
import type { IdentityDeps } from '../identity-deps.ts'
import { KEY_ID, requireLiveService, serviceId } from '../services/find-service.ts'
import { certificateKey } from './client-certificate.ts'
import { addKey, type CreatedKey } from './create-key.ts'

const HOUR_MS = 3_600_000
/** Time to hand the new key out when nothing is said. */
export const OVERLAP_MS = 24 * HOUR_MS
/** Two keys side by side for longer are two keys, not a rotation. */
export const LONGEST_OVERLAP_MS = 30 * 24 * HOUR_MS

export interface RotateKey {
  readonly key: string
  /** How long the old key still opens, in milliseconds; 0: not at all. */
  readonly overlapMs?: number | undefined
  readonly expiresMs?: number | undefined
  /** PEM of the client certificate that the new key opens with only; the old key's when left out. */
  readonly certificate?: string | undefined
}

export interface RotatedKey extends CreatedKey {
  readonly replaces: string
  /** When the old key stops opening. */
  readonly oldEndsMs: number
}

interface OldKey {
  readonly expires_ms: number
  readonly revoked_ms: number | null
  readonly certificate: Buffer | null
}

/**
 * Makes a key in the place of a live one, which goes on opening for the overlap and no longer than it would have. A key is replaced once.
 * Throws `key_not_found`, `key_not_live`, `key_lifetime_invalid`, `service_disabled`, `certificate_invalid`.
 *
 * Commit point: a crash before it leaves the old key as it was; after it both are there and the old one has its end. If the answer was lost,
 * revoke the new key (it is listed as never used) and make another with `createKey`.
 */
export async function rotateKey(deps: IdentityDeps, by: Caller, input: RotateKey): Promise<RotatedKey> {
  const old = parseId(KEY_ID, input.key)
  const overlapMs = input.overlapMs ?? OVERLAP_MS
  if (!Number.isSafeInteger(overlapMs) || overlapMs < 0 || overlapMs > LONGEST_OVERLAP_MS) {
    throw keyLifetimeInvalid(`an overlap is 0 to ${LONGEST_OVERLAP_MS} ms`, {
      where: { pointer: '/overlap' },
    })
  }
  const { certificate } = input
  const given = certificate === undefined ? undefined : certificateKey(certificate, deps.clock.now())
  const { value } = await deps.writer.transaction(by.tenant, async (tx, entries) => {
    const { service, row, nowMs } = await lockLiveKey(tx, deps.clock, by.tenant, old)
    const made = await addKey(tx, deps, by, {
      service,
      expiresMs: input.expiresMs,
      replaces: old,
      // A rotation never sets a key free.
      bound: given ?? row.certificate ?? undefined,
    })
    const oldEndsMs = Math.min(row.expires_ms, nowMs + overlapMs)
    await tx.query(
      { text: 'UPDATE identity.key SET revoked_ms = $3, revoked_by = $4 WHERE tenant = $1 AND id = $2' },
      [by.tenant, old, oldEndsMs, by.principalId],
    )
    const { id: key, expiresMs } = made
    entries.add({
      kind: keyRotated,
      outcome: 'success',
      ...entryBy(by),
      detail: {
        key,
        replaces: input.key,
        service: made.service,
        expires_ms: expiresMs,
        old_ends_ms: oldEndsMs,
        certificate: made.certificate,
      },
    })
    await deps.bumpAuthority(tx, by.tenant)
    return { ...made, replaces: input.key, oldEndsMs }
  })
  return value
}

/** A key that is live, and its service, which stay so until the end of the transaction. */
async function lockLiveKey(tx: Tx, clock: Clock, tenant: number, key: Buffer) {
  const of = [tenant, key]
  const [held] = await tx.query<{ service: Buffer }>(
    { text: 'SELECT service FROM identity.key WHERE tenant = $1 AND id = $2' },
    of,
  )
  if (!held) throw keyNotFound('no key of this id in this tenant')
  // The service before its key, as everywhere: two who lock in different orders stop each other.
  const service = await requireLiveService(tx, tenant, serviceId(held.service))
  const [row] = await tx.query<OldKey>(
    {
      text: 'SELECT expires_ms, revoked_ms, certificate FROM identity.key WHERE tenant = $1 AND id = $2 FOR NO KEY UPDATE',
    },
    of,
  )
  if (!row) throw keyNotFound('no key of this id in this tenant')
  const nowMs = clock.now()
  // A revocation that lies ahead means that it was rotated before: addKey refuses the second.
  if (row.expires_ms <= nowMs || (row.revoked_ms !== null && row.revoked_ms <= nowMs)) {
    throw keyNotLive('only a live key is rotated', { fix: 'make a new one for the service' })
  }
  return { service, row, nowMs }
}
