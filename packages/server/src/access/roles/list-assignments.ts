import type { Sql } from '../../platform/db.ts'
import { formatId, parseId } from '../../platform/ids.ts'
import { ASSIGNMENT_ID } from '../authority/read-grants.ts'
import { type PrincipalKind, parsePrincipal, principalText } from '../principals.ts'
import { REQUEST_ID } from '../requests/request-row.ts'

export interface ListedAssignment {
  readonly id: string
  readonly principal: string
  readonly role: string
  readonly fromMs: number
  readonly untilMs: number
  readonly state: 'live' | 'not-begun' | 'ended' | 'revoked'
  readonly madeBy: string
  readonly madeMs: number
  readonly approvedBy: string | undefined
  readonly bootstrap: boolean
  readonly source: string | undefined
  readonly request: string | undefined
  readonly revokedMs: number | undefined
}

interface Row {
  readonly id: Buffer
  readonly principal: Buffer
  readonly principal_kind: PrincipalKind
  readonly role: string
  readonly from_ms: number
  readonly until_ms: number
  readonly made_by: string
  readonly made_ms: number
  readonly approved_by: string | null
  readonly bootstrap: boolean
  readonly source: string | null
  readonly request: Buffer | null
  readonly revoked_ms: number | null
}

export interface AssignmentFilter {
  readonly principal?: string | undefined
  readonly role?: string | undefined
  /** Leave out what is revoked or ended. */
  readonly live?: boolean | undefined
  readonly after?: string | undefined
  readonly limit?: number | undefined
}

const PAGE = 200

/** The assignments of a tenant in the order in which they were made, a page at a time. */
export async function listAssignments(
  sql: Sql,
  tenant: number,
  nowMs: number,
  filter: AssignmentFilter = {},
): Promise<ListedAssignment[]> {
  const after = filter.after === undefined ? Buffer.alloc(0) : parseId(ASSIGNMENT_ID, filter.after)
  const principal = filter.principal === undefined ? null : parsePrincipal(filter.principal).id
  const rows = await sql.query<Row>(
    {
      text: `SELECT id, principal, principal_kind, role, from_ms, until_ms, made_by, made_ms, approved_by, bootstrap, source, request, revoked_ms
             FROM access.assignment WHERE tenant = $1 AND id > $2 AND ($3::bytea IS NULL OR principal = $3) AND ($4::text IS NULL OR role = $4)
               AND (NOT $5 OR (revoked_ms IS NULL AND until_ms > $6)) ORDER BY id LIMIT $7`,
    },
    [
      tenant,
      after,
      principal,
      filter.role ?? null,
      filter.live === true,
      nowMs,
      Math.min(filter.limit ?? PAGE, PAGE),
    ],
  )
  return rows.map((row) => ({
    id: formatId(ASSIGNMENT_ID, row.id),
    principal: principalText(row.principal_kind, row.principal),
    role: row.role,
    fromMs: row.from_ms,
    untilMs: row.until_ms,
    state: stateOf(row, nowMs),
    madeBy: row.made_by,
    madeMs: row.made_ms,
    approvedBy: row.approved_by ?? undefined,
    bootstrap: row.bootstrap,
    source: row.source ?? undefined,
    request: row.request === null ? undefined : formatId(REQUEST_ID, row.request),
    revokedMs: row.revoked_ms ?? undefined,
  }))
}

function stateOf(row: Row, nowMs: number): ListedAssignment['state'] {
  if (row.revoked_ms !== null) return 'revoked'
  if (row.until_ms <= nowMs) return 'ended'
  return row.from_ms > nowMs ? 'not-begun' : 'live'
}

/** The roles in force of some principals: by the hexadecimal digits of their ids, each name once, sorted. */
export async function rolesOf(
  sql: Sql,
  tenant: number,
  principals: readonly Buffer[],
  nowMs: number,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await sql.query<{ principal: Buffer; roles: string[] }>(
    {
      text: `SELECT principal, array_agg(DISTINCT role ORDER BY role) AS roles FROM access.assignment
             WHERE tenant = $1 AND principal = ANY ($2::bytea[]) AND revoked_ms IS NULL AND from_ms <= $3 AND until_ms > $3 GROUP BY principal`,
    },
    [tenant, principals, nowMs],
  )
  return new Map(rows.map(({ principal, roles }) => [principal.toString('hex'), roles]))
}
