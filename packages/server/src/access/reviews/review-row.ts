import type { Sql, Tx } from '../../platform/db.ts'
import { formatId, parseId } from '../../platform/ids.ts'
import { reviewClosed, reviewNotFound } from './review-errors.ts'
import { ITEM_COLUMNS, type ReviewItemRow } from './review-items.ts'

export const REVIEW_ID = 'rvw'
/** Who acts when the policy's time has come. */
export const SYSTEM = 'system'
export const reviewText = (id: Uint8Array) => formatId(REVIEW_ID, id)

export interface ReviewRow {
  readonly id: Buffer
  readonly started_ms: number
  readonly started_by: string
  readonly due_ms: number
  readonly closed_ms: number | null
  readonly closed_by: string | null
  readonly digest: Buffer | null
  readonly leaf: Buffer | null
  readonly items: number
  readonly undecided: number
  readonly kept_last: number
}

const COLUMNS = `v.id, v.started_ms, v.started_by, v.due_ms, v.closed_ms, v.closed_by, v.digest, v.leaf, c.items, c.undecided, c.kept_last`
const FROM = `access.review v CROSS JOIN LATERAL (
    SELECT count(*) AS items, count(*) FILTER (WHERE decision IS NULL) AS undecided, count(*) FILTER (WHERE effect = 'kept-last') AS kept_last
    FROM access.review_item i WHERE i.tenant = v.tenant AND i.review = v.id
  ) c`

/** Reviews of a tenant, the last first. */
export function listReviews(sql: Sql, tenant: number, limit = 100): Promise<ReviewRow[]> {
  const text = `SELECT ${COLUMNS} FROM ${FROM} WHERE v.tenant = $1 ORDER BY v.id DESC LIMIT $2`
  return sql.query<ReviewRow>({ text }, [tenant, limit])
}

/** Throws `review_not_found`. */
export async function readReview(sql: Sql, tenant: number, id: string): Promise<ReviewRow> {
  const text = `SELECT ${COLUMNS} FROM ${FROM} WHERE v.tenant = $1 AND v.id = $2`
  const [row] = await sql.query<ReviewRow>({ text }, [tenant, parseId(REVIEW_ID, id)])
  if (!row) throw reviewNotFound('no review of this id in this tenant')
  return row
}

export interface LockedReview {
  readonly id: Buffer
  readonly started_ms: number
  readonly due_ms: number
}

/** The review, under way and held until the transaction ends. Throws `review_not_found`, `review_closed`. */
export async function lockReview(tx: Tx, tenant: number, id: Buffer): Promise<LockedReview> {
  const [row] = await tx.query<LockedReview & { closed_ms: number | null }>(
    {
      text: 'SELECT id, started_ms, due_ms, closed_ms FROM access.review WHERE tenant = $1 AND id = $2 FOR UPDATE',
    },
    [tenant, id],
  )
  if (!row) throw reviewNotFound('no review of this id in this tenant')
  if (row.closed_ms !== null) throw reviewClosed('what was decided stands')
  return row
}

export interface ItemFilter {
  readonly after?: number | undefined
  readonly limit?: number | undefined
  readonly undecided?: boolean | undefined
}

/** Items of a review in their order, a page at a time. */
export function listItems(
  sql: Sql,
  tenant: number,
  review: Buffer,
  { after = 0, limit = 200, undecided = false }: ItemFilter = {},
): Promise<ReviewItemRow[]> {
  return sql.query<ReviewItemRow>(
    {
      text: `SELECT ${ITEM_COLUMNS} FROM access.review_item
             WHERE tenant = $1 AND review = $2 AND n > $3 AND (NOT $4 OR decision IS NULL) ORDER BY n LIMIT $5`,
    },
    [tenant, review, after, undecided, Math.min(limit, 1000)],
  )
}
