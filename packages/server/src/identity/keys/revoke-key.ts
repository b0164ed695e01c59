import { parseId } from '../../platform/ids.ts'
import type { Caller } from '../../platform/route.ts'
import { entryBy } from '../acting.ts'
import { keyNotFound } from '../errors.ts'
import { keyRevokedEntry } from '../events.ts'
import type { IdentityDeps } from '../identity-deps.ts'
import { KEY_ID, serviceId } from '../services/find-service.ts'

export interface RevokedKey {
  readonly id: string
  readonly service: string
  readonly revokedMs: number
}

/**
 * Ends a key now. Repeating it changes nothing and makes no second entry. Throws `key_not_found`.
 *
 * Commit point: from it on no decision made before releases anything, on any server, because the tenant's authority has a new generation.
 * A crash before it leaves the key live and unannounced.
 */
export async function revokeKey(deps: IdentityDeps, by: Caller, id: string): Promise<RevokedKey> {
  const key = parseId(KEY_ID, id)
  const { value } = await deps.writer.transaction(by.tenant, async (tx, entries) => {
    const [row] = await tx.query<{ service: Buffer; revoked_ms: number | null }>(
      { text: 'SELECT service, revoked_ms FROM identity.key WHERE tenant = $1 AND id = $2 FOR UPDATE' },
      [by.tenant, key],
    )
    if (!row) throw keyNotFound('no key of this id in this tenant')
    const service = serviceId(row.service)
    const nowMs = deps.clock.now()
    if (row.revoked_ms !== null && row.revoked_ms <= nowMs) return { id, service, revokedMs: row.revoked_ms }
    await tx.query(
      { text: 'UPDATE identity.key SET revoked_ms = $3, revoked_by = $4 WHERE tenant = $1 AND id = $2' },
      [by.tenant, key, nowMs, by.principalId],
    )
    entries.add({ kind: keyRevokedEntry, outcome: 'success', ...entryBy(by), detail: { key: id, service } })
    await deps.bumpAuthority(tx, by.tenant)
    return { id, service, revokedMs: nowMs }
  })
  return value
}
