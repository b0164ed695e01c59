import { parseId } from '../../platform/ids.ts'
import type { Caller } from '../../platform/route.ts'
import { entryBy } from '../acting.ts'
import { serviceNotFound } from '../errors.ts'
import { serviceDisabledEntry } from '../events.ts'
import type { IdentityDeps } from '../identity-deps.ts'
import { SERVICE_ID } from './find-service.ts'

export interface DisabledService {
  readonly id: string
  readonly disabledMs: number
  /** Keys that this call revoked. */
  readonly keysRevoked: number
}

/**
 * Ends a service and every key it has, for good. Repeating it changes nothing. Throws `service_not_found`.
 *
 * Commit point: from it on no decision made before releases anything. A crash before it leaves the service as it was.
 */
export async function disableService(deps: IdentityDeps, by: Caller, id: string): Promise<DisabledService> {
  const service = parseId(SERVICE_ID, id)
  const { value } = await deps.writer.transaction(by.tenant, async (tx, entries) => {
    const [row] = await tx.query<{ disabled_ms: number | null }>(
      { text: 'SELECT disabled_ms FROM identity.service WHERE tenant = $1 AND id = $2 FOR UPDATE' },
      [by.tenant, service],
    )
    if (!row) throw serviceNotFound('no service of this id in this tenant')
    if (row.disabled_ms !== null) return { id, disabledMs: row.disabled_ms, keysRevoked: 0 }
    const nowMs = deps.clock.now()
    await tx.query(
      {
        text: 'UPDATE identity.service SET disabled_ms = $3, disabled_by = $4 WHERE tenant = $1 AND id = $2',
      },
      [by.tenant, service, nowMs, by.principalId],
    )
    const revoked = await tx.query(
      {
        text: `UPDATE identity.key SET revoked_ms = $3, revoked_by = $4
               WHERE tenant = $1 AND service = $2 AND coalesce(revoked_ms > $3, true) RETURNING id`,
      },
      [by.tenant, service, nowMs, by.principalId],
    )
    const keysRevoked = revoked.length
    entries.add({
      kind: serviceDisabledEntry,
      outcome: 'success',
      ...entryBy(by),
      detail: { service: id, keys_revoked: keysRevoked },
    })
    await deps.bumpAuthority(tx, by.tenant)
    return { id, disabledMs: nowMs, keysRevoked }
  })
  return value
}
