import type { Sql } from '../../platform/db.ts'
import { formatId } from '../../platform/ids.ts'
import { CASE_ID } from '../authority/read-grants.ts'
import { principalText } from '../principals.ts'

export interface CaseRow {
  readonly id: Buffer
  readonly person: Buffer
  readonly requested_ms: number
  readonly collection: string
  readonly fields: string[]
  readonly purpose: string
  readonly records: Buffer[]
  readonly subjects: Buffer[]
  readonly sealed: Buffer
  readonly cap: number
  readonly used: number
  readonly until_ms: number
  readonly opened_ms: number | null
  readonly opened_by: string | null
  readonly ended_ms: number | null
  readonly ended_by: string | null
  readonly review_due_ms: number | null
  readonly reviewed_ms: number | null
  readonly reviewed_by: string | null
  readonly outcome: 'in-order' | 'objected' | null
  readonly note: Buffer | null
  /** The request it was asked for with, and what became of that. */
  readonly request: Buffer | null
  readonly request_state: string | null
}

export const CASE_COLUMNS = `c.id, c.person, c.requested_ms, c.collection, c.fields, c.purpose, c.records, c.subjects, c.sealed, c.cap, c.used,
  c.until_ms, c.opened_ms, c.opened_by, c.ended_ms, c.ended_by, c.review_due_ms, c.reviewed_ms, c.reviewed_by, c.outcome, c.note,
  r.id AS request, r.state AS request_state`

/** To be read with `CASE_COLUMNS`. The index of requests is by this very text of an id. */
export const CASE_FROM = `access.case c LEFT JOIN access.request r
  ON r.tenant = c.tenant AND r.kind = 'case' AND r.payload->>'case' = 'cas_' || encode(c.id, 'hex')`

export const caseText = (id: Uint8Array) => formatId(CASE_ID, id)
export const personText = (id: Uint8Array) => principalText('person', id)

export type CaseState = 'requested' | 'refused' | 'live' | 'ended' | 'reviewed'

/** What a case is at an instant. One that was never opened and no longer can be was refused. */
export function caseState(row: CaseRow, nowMs: number): CaseState {
  if (row.opened_ms === null)
    return row.request_state === 'open' && row.until_ms > nowMs ? 'requested' : 'refused'
  if (row.reviewed_ms !== null) return 'reviewed'
  return row.ended_ms === null && row.until_ms > nowMs ? 'live' : 'ended'
}

/** When a case ended or ends by itself. */
export const endOf = (row: Pick<CaseRow, 'ended_ms' | 'until_ms'>) =>
  Math.min(row.ended_ms ?? row.until_ms, row.until_ms)

export async function readCase(sql: Sql, tenant: number, id: Buffer): Promise<CaseRow | undefined> {
  const [row] = await sql.query<CaseRow>(
    {
      name: 'access-read-case',
      text: `SELECT ${CASE_COLUMNS} FROM ${CASE_FROM} WHERE c.tenant = $1 AND c.id = $2`,
    },
    [tenant, id],
  )
  return row
}
