import type { Sql } from '../../platform/db.ts'
import { formatId, parseId } from '../../platform/ids.ts'
import type { Grant } from '../authority/compiled-authority.ts'
import { GRANT_COLUMNS, GRANT_ID, type GrantRow, toGrant } from '../authority/read-grants.ts'
import { parsePrincipal, principalText } from '../principals.ts'
import { REQUEST_ID } from '../requests/request-row.ts'

export interface ListedGrant extends Grant {
  readonly principal: string
  readonly state: 'live' | 'not-begun' | 'ended' | 'revoked'
  readonly madeBy: string
  readonly madeMs: number
  readonly approvedBy: string | undefined
  readonly request: string | undefined
  readonly revokedMs: number | undefined
}

export interface GrantFilter {
  readonly principal?: string | undefined
  /** Leave out what is revoked or ended. */
  readonly live?: boolean | undefined
  readonly after?: string | undefined
  readonly limit?: number | undefined
}

const PAGE_LIMIT = 200

/** The grants of a tenant in the order in which they were made, a page at a time. */
export async function listGrants(
  sql: Sql,
  tenant: number,
  nowMs: number,
  filter: GrantFilter = {},
): Promise<ListedGrant[]> {
  const after = filter.after === undefined ? Buffer.alloc(0) : parseId(GRANT_ID, filter.after)
  const principal = filter.principal === undefined ? null : parsePrincipal(filter.principal).id
  const rows = await sql.query<GrantRow>(
    {
      text: `SELECT ${GRANT_COLUMNS} FROM access.grant g
             WHERE g.tenant = $1 AND g.id > $2 AND ($3::bytea IS NULL OR g.principal = $3)
               AND (NOT $4 OR (g.revoked_ms IS NULL AND g.until_ms > $5)) ORDER BY g.id LIMIT $6`,
    },
    [tenant, after, principal, filter.live === true, nowMs, Math.min(filter.limit ?? PAGE_LIMIT, PAGE_LIMIT)],
  )
  return rows.map((row) => ({
    ...toGrant(row),
    principal: principalText(row.principal_kind, row.principal),
    state: stateOf(row, nowMs),
    madeBy: row.made_by,
    madeMs: row.made_ms,
    approvedBy: row.approved_by ?? undefined,
    request: row.request === null ? undefined : formatId(REQUEST_ID, row.request),
    revokedMs: row.revoked_ms ?? undefined,
  }))
}

function stateOf(row: GrantRow, nowMs: number): ListedGrant['state'] {
  if (row.revoked_ms !== null) return 'revoked'
  if (row.until_ms <= nowMs) return 'ended'
  return row.from_ms > nowMs ? 'not-begun' : 'live'
}
