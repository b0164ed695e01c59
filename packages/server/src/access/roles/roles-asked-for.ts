import type { Sql } from '../../platform/db.ts'

/** The roles that somebody asked for on a principal's (`per_…`) behalf and nobody has decided yet. */
export async function rolesAskedFor(
  sql: Sql,
  tenant: number,
  principal: string,
  nowMs: number,
): Promise<ReadonlySet<string>> {
  const rows = await sql.query<{ role: string }>(
    {
      text: `SELECT DISTINCT payload ->> 'role' AS role FROM access.request
             WHERE tenant = $1 AND subject = $2 AND kind = 'assignment' AND state = 'open' AND expires_ms > $3`,
    },
    [tenant, principal, nowMs],
  )
  return new Set(rows.map((row) => row.role))
}
