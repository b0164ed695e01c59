import type { Entries } from '../../audit/index.ts'
import type { Tx } from '../../platform/db.ts'
import { newId } from '../../platform/ids.ts'
import type { Caller } from '../../platform/route.ts'
import { entryBy } from '../acting.ts'
import { keyLifetimeInvalid, keyNotLive } from '../errors.ts'
import { keyCreated } from '../events.ts'
import type { IdentityDeps } from '../identity-deps.ts'
import { keyId, requireLiveService, serviceId } from '../services/find-service.ts'
import { certificateKey } from './client-certificate.ts'
import { newServiceKey } from './service-key.ts'

export interface CreateKey {
  readonly service: string
  /** Milliseconds since 1970; the longest the policy allows when left out. */
  readonly expiresMs?: number | undefined
  /** PEM of a client certificate: the key opens with it only. */
  readonly certificate?: string | undefined
}

export interface CreatedKey {
  readonly id: string
  readonly service: string
  /** The key. This is the only time it exists outside its holder's hands. */
  readonly key: string
  readonly shown: string
  readonly expiresMs: number
  readonly certificate?: string | undefined
}

/**
 * Makes a key for a live service. Throws `service_not_found`, `service_disabled`, `key_lifetime_invalid`, `certificate_invalid`.
 *
 * Commit point: a crash before it leaves nothing. After it the key exists although its text may never have reached anyone: it shows as never
 * used and is revoked like any other.
 */
export async function createKey(deps: IdentityDeps, by: Caller, input: CreateKey): Promise<CreatedKey> {
  const { certificate } = input
  const bound = certificate === undefined ? undefined : certificateKey(certificate, deps.clock.now())
  const { value } = await deps.writer.transaction(by.tenant, async (tx, entries) => {
    const service = await requireLiveService(tx, by.tenant, input.service)
    const made = await addKey(tx, deps, by, { service, expiresMs: input.expiresMs, bound })
    noteKey(entries, by, made)
    await deps.bumpAuthority(tx, by.tenant)
    return made
  })
  return value
}

export interface AddKey {
  readonly service: Buffer
  readonly expiresMs?: number | undefined
  readonly replaces?: Buffer
  /** SHA-256 of the public key of the certificate that it is bound to. */
  readonly bound?: Buffer | undefined
}

/** Inserts the row; the caller holds the service, makes the entry and raises the generation. */
export async function addKey(tx: Tx, deps: IdentityDeps, by: Caller, input: AddKey): Promise<CreatedKey> {
  const nowMs = deps.clock.now()
  const latestMs = await deps.keyLifetimeEnds(nowMs)
  const expiresMs = input.expiresMs ?? latestMs
  if (!Number.isSafeInteger(expiresMs) || expiresMs <= nowMs || expiresMs > latestMs) {
    throw keyLifetimeInvalid(`a key made now ends after now and by ${new Date(latestMs).toISOString()}`, {
      where: { pointer: '/expires' },
      fix: 'leave it out for the longest the policy allows',
    })
  }
  const id = newId(nowMs)
  const { text, hash, shown } = newServiceKey()
  const made = await tx.query(
    {
      text: `INSERT INTO identity.key (tenant, id, service, hash, shown, created_ms, created_by, expires_ms, replaces, certificate)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
             ON CONFLICT (tenant, replaces) WHERE replaces IS NOT NULL DO NOTHING RETURNING id`,
    },
    [
      by.tenant,
      id,
      input.service,
      hash,
      shown,
      nowMs,
      by.principalId,
      expiresMs,
      input.replaces ?? null,
      input.bound ?? null,
    ],
  )
  if (made.length === 0) throw keyNotLive('the key has been replaced already')
  const certificate = input.bound?.toString('hex')
  return { id: keyId(id), service: serviceId(input.service), key: text, shown, expiresMs, certificate }
}

export function noteKey(entries: Entries, by: Caller, made: CreatedKey): void {
  entries.add({
    kind: keyCreated,
    outcome: 'success',
    ...entryBy(by),
    detail: {
      key: made.id,
      service: made.service,
      expires_ms: made.expiresMs,
      certificate: made.certificate,
    },
  })
}
