import type { Sql } from '../../platform/db.ts'

/** A role, a relation and something that the role must not be able to do to it. */
export interface Excess {
  readonly role: string
  readonly relation: string
  readonly privilege: string
}

// Whatever role the application's can act as counts (the one that goes across tenants is a member of the other), inherited or by SET ROLE; a superuser has every privilege, and an owner can take any.
// Columns count too: UPDATE may be granted on one of them. Reading of the catalog is free to every role.
const EXCESS = {
  name: 'audit-append-only',
  text: `
    WITH roles AS (
      SELECT oid, rolname FROM pg_roles WHERE pg_has_role('azukari_across', oid, 'MEMBER')
    ), relations AS (
      SELECT c.oid, c.relname, c.relowner FROM pg_class c
      WHERE c.relnamespace = 'audit'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
    ), found AS (
      SELECT r.rolname, c.relname, p.privilege FROM roles r, relations c, unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER']) AS p (privilege)
        WHERE has_table_privilege(r.oid, c.oid, p.privilege)
      UNION ALL
      SELECT r.rolname, c.relname, 'UPDATE of a column' FROM roles r, relations c
        WHERE has_any_column_privilege(r.oid, c.oid, 'UPDATE') AND NOT has_table_privilege(r.oid, c.oid, 'UPDATE')
      UNION ALL
      SELECT r.rolname, c.relname, 'INSERT' FROM roles r, relations c
        WHERE c.relname NOT IN ('pending', 'opening') AND has_any_column_privilege(r.oid, c.oid, 'INSERT')
      UNION ALL
      SELECT r.rolname, c.relname, 'owner' FROM roles r, relations c WHERE r.oid = c.relowner
      UNION ALL
      SELECT r.rolname, 'audit', 'CREATE in the schema' FROM roles r WHERE has_schema_privilege(r.oid, 'audit', 'CREATE')
    )
    SELECT rolname AS role, relname AS relation, privilege FROM found ORDER BY 1, 2, 3`,
}

/** What the application's role could do to the log beyond adding to it and reading it, by the catalog. */
export function excessPrivileges(sql: Sql): Promise<Excess[]> {
  return sql.query<Excess>(EXCESS)
}

/** How many tables the catalog shows in the log's schema: none would make every check of them hold. */
export async function auditTables(sql: Sql): Promise<number> {
  const [row] = await sql.query<{ count: number }>({
    name: 'audit-count-tables',
    text: `SELECT count(*) AS count FROM pg_class WHERE relnamespace = 'audit'::regnamespace AND relkind = 'r'`,
  })
  return row?.count ?? 0
}
