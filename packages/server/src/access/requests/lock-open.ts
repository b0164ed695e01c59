import type { Tx } from '../../platform/db.ts'
import type { Caller } from '../../platform/route.ts'
import { requestExpired, requestNotOpen } from '../errors.ts'
import type { RequestDeps } from './request-deps.ts'
import { lockRequest, type RequestRow } from './request-row.ts'

/** The request, open and locked until the transaction ends. Throws `request_not_found`, `request_not_open`, `request_expired`. */
export async function lockOpen(
  tx: Tx,
  { deps, by, id }: { readonly deps: Pick<RequestDeps, 'clock'>; readonly by: Caller; readonly id: string },
): Promise<RequestRow> {
  const row = await lockRequest(tx, by.tenant, id)
  if (row.state !== 'open') throw requestNotOpen(`it is ${row.state}`, { extra: { state: row.state } })
  if (row.expires_ms <= deps.clock.now())
    throw requestExpired('nobody decided it in time', { fix: 'ask again' })
  return row
}
