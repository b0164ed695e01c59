import type { Tx } from '../../platform/db.ts'
import { formatId, parseId } from '../../platform/ids.ts'
import { serviceDisabled, serviceNotFound } from '../errors.ts'

/** Before the underscore of public ids: `svc_…` and `key_…`. */
export const SERVICE_ID = 'svc'
export const KEY_ID = 'key'

/**
 * Makes sure that a service of the tenant is live until the transaction ends: disabling it waits. Throws `service_not_found` (also for
 * another tenant's), `service_disabled`.
 */
export async function requireLiveService(tx: Tx, tenant: number, id: string): Promise<Buffer> {
  const service = parseId(SERVICE_ID, id)
  const [row] = await tx.query<{ disabled_ms: number | null }>(
    { text: 'SELECT disabled_ms FROM identity.service WHERE tenant = $1 AND id = $2 FOR SHARE' },
    [tenant, service],
  )
  if (!row) throw serviceNotFound('no service of this id in this tenant')
  if (row.disabled_ms !== null) throw serviceDisabled('a disabled service gets no keys and no grants')
  return service
}

export const serviceId = (id: Uint8Array) => formatId(SERVICE_ID, id)
export const keyId = (id: Uint8Array) => formatId(KEY_ID, id)
