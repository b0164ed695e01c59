import type { Sql } from '../../platform/db.ts'
import { parseId } from '../../platform/ids.ts'
import { CASE_ID } from '../authority/read-grants.ts'
import { CASE_COLUMNS, CASE_FROM, type CaseRow } from './case-row.ts'

export interface CaseFilter {
  /** Only this person's. */
  readonly person?: Buffer | undefined
  /** Only those in which something of this data owner was shown: a keyed digest. */
  readonly subject?: Buffer | undefined
  /** Only those that are over, were used, and that nobody has reviewed. */
  readonly toReview?: boolean | undefined
  readonly after?: string | undefined
  readonly limit?: number | undefined
}

const PAGE_LIMIT = 200

/** Cases in the order in which they were asked for, a page at a time. */
export function listCases(
  sql: Sql,
  tenant: number,
  nowMs: number,
  filter: CaseFilter = {},
): Promise<CaseRow[]> {
  const after = filter.after === undefined ? Buffer.alloc(0) : parseId(CASE_ID, filter.after)
  return sql.query<CaseRow>(
    {
      text: `SELECT ${CASE_COLUMNS} FROM ${CASE_FROM} WHERE c.tenant = $1 AND c.id > $2
               AND ($3::bytea IS NULL OR c.person = $3)
               AND ($4::bytea IS NULL OR EXISTS (
                 SELECT FROM access.case_use u WHERE u.tenant = c.tenant AND u.case_id = c.id AND u.subjects @> ARRAY[$4::bytea]))
               AND (NOT $5 OR (c.used > 0 AND c.reviewed_ms IS NULL AND least(c.ended_ms, c.until_ms) <= $6))
             ORDER BY c.id LIMIT $7`,
    },
    [
      tenant,
      after,
      filter.person ?? null,
      filter.subject ?? null,
      filter.toReview === true,
      nowMs,
      Math.min(filter.limit ?? PAGE_LIMIT, PAGE_LIMIT),
    ],
  )
}

export interface CaseUseRow {
  readonly case_id: Buffer
  readonly n: number
  readonly action: 'reveal' | 'search'
  readonly record: Buffer | null
  readonly subjects: Buffer[]
  readonly fields: string[]
  readonly taken_ms: number
  readonly leaf: Buffer | null
}

const USE_COLUMNS = 'case_id, n, action, record, subjects, fields, taken_ms, leaf'

/** What a case was used for, in order. */
export function caseUses(sql: Sql, tenant: number, id: Buffer): Promise<CaseUseRow[]> {
  const text = `SELECT ${USE_COLUMNS} FROM access.case_use WHERE tenant = $1 AND case_id = $2 ORDER BY n`
  return sql.query<CaseUseRow>({ text }, [tenant, id])
}

/** Every time that something of a data owner was shown to staff, the last first: what the owner is told. At most a thousand. */
export function accessesOf(sql: Sql, tenant: number, subject: Buffer): Promise<CaseUseRow[]> {
  const text = `SELECT ${USE_COLUMNS} FROM access.case_use WHERE tenant = $1 AND subjects @> ARRAY[$2::bytea]
    ORDER BY taken_ms DESC LIMIT 1000`
  return sql.query<CaseUseRow>({ text }, [tenant, subject])
}
