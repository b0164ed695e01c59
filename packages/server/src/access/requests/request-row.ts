import type { Sql, Tx } from '../../platform/db.ts'
import { parseId } from '../../platform/ids.ts'
import { requestNotFound } from '../errors.ts'
import type { RequestEffect, RequestPayload } from './request-kind.ts'

/** Before the underscore of a request’s public id. */
export const REQUEST_ID = 'req'

export type RequestState = 'open' | 'approved' | 'refused' | 'withdrawn' | 'expired' | 'failed'

/** A request as the database has it. */
export interface RequestRow {
  readonly id: Buffer
  readonly kind: string
  readonly subject: string | null
  readonly payload: RequestPayload
  readonly reason: Buffer | null
  readonly requested_by: string
  readonly requested_ms: number
  readonly expires_ms: number
  readonly state: RequestState
  readonly decided_by: string | null
  readonly decided_ms: number | null
  readonly emergency: boolean
  readonly bootstrap: boolean
  readonly effect: RequestEffect | null
  readonly review_due_ms: number | null
  readonly reviewed_by: string | null
  readonly reviewed_ms: number | null
  readonly review: 'confirmed' | 'objected' | null
  readonly note: Buffer | null
}

export const REQUEST_COLUMNS = `id, kind, subject, payload, reason, requested_by, requested_ms, expires_ms, state, decided_by, decided_ms, emergency,
  bootstrap, effect, review_due_ms, reviewed_by, reviewed_ms, review, note`

/** Throws `request_not_found`, also for another tenant's. */
export async function readRequest(sql: Sql, tenant: number, id: string): Promise<RequestRow> {
  return found(await select(sql, tenant, id, ''))
}

/** The same, and nobody else decides it until the transaction ends. */
export async function lockRequest(tx: Tx, tenant: number, id: string): Promise<RequestRow> {
  return found(await select(tx, tenant, id, 'FOR UPDATE'))
}

const select = (sql: Sql, tenant: number, id: string, lock: string) =>
  sql.query<RequestRow>(
    { text: `SELECT ${REQUEST_COLUMNS} FROM access.request WHERE tenant = $1 AND id = $2 ${lock}` },
    [tenant, parseId(REQUEST_ID, id)],
  )

function found([row]: readonly RequestRow[]): RequestRow {
  if (!row) throw requestNotFound('no request of this id in this tenant')
  return row
}
