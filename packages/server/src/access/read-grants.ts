import type { Database, Sql } from '../platform/db.ts'
import { formatId } from '../platform/ids.ts'
import { type CompiledAuthority, compileAuthority, type Grant } from './compiled-authority.ts'

export const GRANT_ID = 'grt'

export interface GrantRow {
  readonly id: Buffer
  readonly principal: Buffer
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
}

export const GRANT_COLUMNS = `g.id, g.principal, g.action, g.collection, g.fields, g.purpose, g.masked, g.from_ms, g.until_ms,
  g.made_by, g.made_ms, g.approved_by, g.revoked_ms`

export const toGrant = (row: GrantRow): Grant => ({
  id: formatId(GRANT_ID, row.id),
  action: row.action,
  collection: row.collection,
  fields: row.fields,
  purpose: row.purpose,
  masked: row.masked,
  fromMs: row.from_ms,
  untilMs: row.until_ms,
})

/** An ended grant is still told from none for so long. */
const REMEMBERED_MS = 30 * 86_400_000

// One statement, one snapshot: the grants are those of that very generation.
const LOAD = {
  name: 'access-load-authority',
  text: `SELECT a.generation, ${GRANT_COLUMNS} FROM access.authority a
    LEFT JOIN access.grant g ON g.tenant = a.tenant AND g.principal = $2 AND g.revoked_ms IS NULL AND g.until_ms > $3
    WHERE a.tenant = $1`,
}

type LoadRow = { readonly generation: number } & (GrantRow | { readonly id: null })

/** What a principal may do in a tenant, compiled. */
export async function readAuthority(
  database: Database,
  tenant: number,
  principal: Buffer,
  nowMs: number,
): Promise<CompiledAuthority> {
  const values = [tenant, principal, nowMs - REMEMBERED_MS]
  let rows = await database.read.query<LoadRow>(LOAD, values)
  if (rows.length === 0) {
    // Statements that compare the generation need a row, in a tenant too where nothing was granted yet.
    const text = 'INSERT INTO access.authority (tenant, generation) VALUES ($1, 0) ON CONFLICT DO NOTHING'
    await database.write({ text }, [tenant])
    rows = await database.read.query<LoadRow>(LOAD, values)
  }
  const grants = rows.flatMap((row) => (row.id === null ? [] : [toGrant(row)]))
  return compileAuthority(rows[0]?.generation ?? 0, grants)
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
