import type { Database, Sql } from '../../platform/db.ts'
import { formatId } from '../../platform/ids.ts'
import type { PrincipalKind } from '../principals.ts'
import {
  type Assignment,
  type CompiledAuthority,
  compileAuthority,
  type Grant,
} from './compiled-authority.ts'

export const GRANT_ID = 'grt'
export const ASSIGNMENT_ID = 'asg'
export const CASE_ID = 'cas'

export interface GrantRow {
  readonly id: Buffer
  readonly principal: Buffer
  readonly principal_kind: PrincipalKind
  readonly action: string
  readonly collection: string | null
  readonly fields: string[]
  readonly purpose: string | null
  readonly masked: boolean
  readonly from_ms: number
  readonly until_ms: number
  readonly made_by: string
  readonly made_ms: number
  readonly approved_by: string | null
  readonly revoked_ms: number | null
  readonly request: Buffer | null
  readonly case_id: Buffer | null
}

export const GRANT_COLUMNS = `g.id, g.principal, g.principal_kind, g.action, g.collection, g.fields, g.purpose, g.masked, g.from_ms, g.until_ms,
  g.made_by, g.made_ms, g.approved_by, g.revoked_ms, g.request, g.case_id`

type CompiledColumns = Omit<
  GrantRow,
  'principal' | 'principal_kind' | 'made_by' | 'made_ms' | 'approved_by' | 'revoked_ms' | 'request'
>

export const toGrant = (row: CompiledColumns): Grant => ({
  id: formatId(GRANT_ID, row.id),
  action: row.action,
  collection: row.collection,
  fields: row.fields,
  purpose: row.purpose,
  masked: row.masked,
  fromMs: row.from_ms,
  untilMs: row.until_ms,
  ...(row.case_id === null ? {} : { caseId: formatId(CASE_ID, row.case_id) }),
})

export interface AssignmentRow {
  readonly id: Buffer
  readonly role: string
  readonly from_ms: number
  readonly until_ms: number
}

export const toAssignment = (row: AssignmentRow): Assignment => ({
  id: formatId(ASSIGNMENT_ID, row.id),
  role: row.role,
  fromMs: row.from_ms,
  untilMs: row.until_ms,
})

/** An ended grant is still told from none for so long. */
const REMEMBERED_MS = 30 * 86_400_000

// One statement, one snapshot: grants and assignments are those of that very generation. A case that was ended early has ended and is told so.
const LOAD = {
  name: 'access-load-authority',
  text: `SELECT a.generation, NOT $4::boolean OR EXISTS (
      SELECT FROM policy.acknowledgement k WHERE k.tenant = $1 AND k.person = $2) AS accepted, mine.*
    FROM access.authority a
    LEFT JOIN (
      SELECT id, action, collection, fields, purpose, masked, from_ms, least(until_ms, revoked_ms) AS until_ms, case_id, NULL AS role
      FROM access.grant
      WHERE tenant = $1 AND principal = $2 AND (revoked_ms IS NULL OR case_id IS NOT NULL) AND until_ms > $3
      UNION ALL
      SELECT id, NULL, NULL, NULL, NULL, NULL, from_ms, until_ms, NULL, role FROM access.assignment
      WHERE tenant = $1 AND principal = $2 AND revoked_ms IS NULL AND until_ms > $3
    ) mine ON true WHERE a.tenant = $1`,
}

interface LoadRow extends CompiledColumns {
  readonly generation: number
  /** Not a person, or one who has accepted a version of the policy. */
  readonly accepted: boolean
  /** Null in a grant, and in the row of a principal who has nothing. */
  readonly role: string | null
}

/**
 * What a principal may do in a tenant, compiled. A person who has accepted no version of the policy has nothing (A12), whoever gave it and however; the
 * first acceptance raises the generation. Later versions are accepted within the time that the policy gives, and close nothing.
 */
export async function readAuthority(
  database: Database,
  who: { readonly tenant: number; readonly principal: Buffer; readonly person: boolean },
  nowMs: number,
): Promise<CompiledAuthority> {
  const { tenant, principal, person } = who
  const values = [tenant, principal, nowMs - REMEMBERED_MS, person]
  let rows = await database.of(tenant).read.query<LoadRow>(LOAD, values)
  if (rows.length === 0) {
    // Statements that compare the generation need a row, in a tenant too where nothing was granted yet.
    const text = 'INSERT INTO access.authority (tenant, generation) VALUES ($1, 0) ON CONFLICT DO NOTHING'
    await database.of(tenant).write({ text }, [tenant])
    rows = await database.of(tenant).read.query<LoadRow>(LOAD, values)
  }
  const generation = rows[0]?.generation ?? 0
  const accepted = rows[0]?.accepted ?? !person
  const held = rows.filter((row) => row.id !== null)
  const assignments = held.flatMap((row) =>
    row.role === null ? [] : [toAssignment({ ...row, role: row.role })],
  )
  const grants = held.filter((row) => row.role === null).map(toGrant)
  return compileAuthority(generation, grants, { assignments, person, accepted })
}

/** Whether a principal is no person, or one who had accepted a version of the policy by an instant. */
export async function acceptedAt(
  sql: Sql,
  tenant: number,
  principal: Buffer,
  atMs: number,
): Promise<boolean> {
  const [row] = await sql.query<{ accepted: boolean }>(
    {
      text: `SELECT NOT EXISTS (SELECT FROM identity.person p WHERE p.tenant = $1 AND p.id = $2) OR EXISTS (
               SELECT FROM policy.acknowledgement k WHERE k.tenant = $1 AND k.person = $2 AND k.accepted_ms <= $3) AS accepted`,
    },
    [tenant, principal, atMs],
  )
  return row?.accepted === true
}

/** The grants of a principal that were live at an instant, by when they were made and revoked: who had access yesterday. */
export async function grantsAt(sql: Sql, tenant: number, principal: Buffer, atMs: number): Promise<Grant[]> {
  const rows = await sql.query<GrantRow>(
    {
      text: `SELECT ${GRANT_COLUMNS} FROM access.grant g
             WHERE g.tenant = $1 AND g.principal = $2 AND g.made_ms <= $3 AND coalesce(g.revoked_ms > $3, true)
             ORDER BY g.id`,
    },
    [tenant, principal, atMs],
  )
  return rows.map(toGrant)
}

/** The assignments of a principal that existed at an instant, by when they were made and revoked. */
export async function assignmentsAt(
  sql: Sql,
  tenant: number,
  principal: Buffer,
  atMs: number,
): Promise<Assignment[]> {
  const rows = await sql.query<AssignmentRow>(
    {
      text: `SELECT id, role, from_ms, until_ms FROM access.assignment
             WHERE tenant = $1 AND principal = $2 AND made_ms <= $3 AND coalesce(revoked_ms > $3, true) ORDER BY id`,
    },
    [tenant, principal, atMs],
  )
  return rows.map(toAssignment)
}
