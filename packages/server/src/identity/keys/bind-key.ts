import { parseId } from '../../platform/ids.ts'
import type { Caller } from '../../platform/route.ts'
import { entryBy } from '../acting.ts'
import { keyNotFound, keyNotLive } from '../errors.ts'
import { keyBound } from '../events.ts'
import type { IdentityDeps } from '../identity-deps.ts'
import { KEY_ID, serviceId } from '../services/find-service.ts'
import { certificateKey } from './client-certificate.ts'

export interface BindKey {
  readonly key: string
  /** PEM. */
  readonly certificate: string
}

export interface BoundKey {
  readonly id: string
  readonly service: string
  /** SHA-256 of the certificate's public key, lower-case hex. */
  readonly certificate: string
}

interface Row {
  readonly service: Buffer
  readonly expires_ms: number
  readonly revoked_ms: number | null
}

/**
 * Binds a live key to a client certificate: from now on it opens nothing without it. It may be bound to another one later, and is never set free: that
 * would make a key that was handed out for one machine good for all. Throws `key_not_found`, `key_not_live`, `certificate_invalid`.
 *
 * Commit point: a crash before it leaves the key as it was; after it nothing decided for who came without the certificate releases anything more.
 */
export async function bindKey(deps: IdentityDeps, by: Caller, input: BindKey): Promise<BoundKey> {
  const id = parseId(KEY_ID, input.key)
  const bound = certificateKey(input.certificate, deps.clock.now())
  const { value } = await deps.writer.transaction(by.tenant, async (tx, entries) => {
    const nowMs = deps.clock.now()
    const [row] = await tx.query<Row>(
      {
        text: `SELECT service, expires_ms, revoked_ms FROM identity.key WHERE tenant = $1 AND id = $2 FOR NO KEY UPDATE`,
      },
      [by.tenant, id],
    )
    if (!row) throw keyNotFound('no key of this id in this tenant')
    if (row.expires_ms <= nowMs || (row.revoked_ms !== null && row.revoked_ms <= nowMs))
      throw keyNotLive('only a live key is bound', { fix: 'make a new one for the service' })
    await tx.query({ text: 'UPDATE identity.key SET certificate = $3 WHERE tenant = $1 AND id = $2' }, [
      by.tenant,
      id,
      bound,
    ])
    const made = { service: serviceId(row.service), certificate: bound.toString('hex') }
    entries.add({ kind: keyBound, outcome: 'success', ...entryBy(by), detail: { key: input.key, ...made } })
    await deps.bumpAuthority(tx, by.tenant)
    return { id: input.key, ...made }
  })
  return value
}
