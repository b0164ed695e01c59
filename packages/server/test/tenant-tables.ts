import type { Pool, Sql } from '../src/platform/db.ts'

/** A table with a column `tenant`, as the catalog knows it. */
export interface TenantTable {
  readonly table: string
  readonly forced: boolean
  /** Name and role of each policy. */
  readonly policies: readonly string[]
  /** What the application's role may do: a column it may change, whether it may change the tenant, add and delete. */
  readonly updates: string | null
  readonly movable: boolean
  readonly inserts: boolean
  readonly deletes: boolean
  /** A row of a tenant, every column filled. */
  readonly row: { readonly into: string; of(tenant: number, n: number): string }
}

interface Row extends Omit<TenantTable, 'row'> {
  readonly columns: readonly { readonly name: string; readonly type: string }[]
}

const TABLES = `
  SELECT c.oid::regclass::text AS table, c.relrowsecurity AND c.relforcerowsecurity AS forced,
    ARRAY(SELECT p.polname || ' ' || array_to_string(ARRAY(SELECT r::regrole::text FROM unnest(p.polroles) r), ' ')
          FROM pg_policy p WHERE p.polrelid = c.oid ORDER BY p.polname) AS policies,
    (SELECT quote_ident(a.attname) FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0
       AND has_column_privilege('azukari_app', c.oid, a.attnum, 'UPDATE') ORDER BY a.attname = 'tenant', a.attnum LIMIT 1) AS updates,
    has_column_privilege('azukari_app', c.oid, 'tenant', 'UPDATE') AS movable,
    has_table_privilege('azukari_app', c.oid, 'INSERT') AS inserts,
    has_table_privilege('azukari_app', c.oid, 'DELETE') AS deletes,
    (SELECT json_agg(json_build_object('name', quote_ident(a.attname), 'type', format_type(a.atttypid, null)) ORDER BY a.attnum)
       FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns
  FROM pg_class c JOIN pg_namespace s ON s.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND s.nspname NOT IN ('pg_catalog', 'information_schema', 'public')
    AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant' AND NOT a.attisdropped)
  ORDER BY 1`

/** All tables of the program that have a tenant. */
export async function tenantTables(sql: Sql): Promise<readonly TenantTable[]> {
  const rows = await sql.query<Row>({ text: TABLES })
  return rows.map(({ columns, ...table }) => ({
    ...table,
    row: {
      into: `(${columns.map((c) => c.name).join(', ')}) OVERRIDING SYSTEM VALUE`,
      of: (tenant, n) =>
        `(${columns.map((c) => (c.name === 'tenant' ? tenant : columnValue(c, n))).join(', ')})`,
    },
  }))
}

function columnValue({ name, type }: { readonly name: string; readonly type: string }, n: number): string {
  // A day of -1 lies in a partition that is always there.
  if (name === 'day') return '-1'
  if (type.endsWith('[]')) return `'{}'`
  const values: Readonly<Record<string, string>> = {
    bytea: `decode(lpad('${n}', 32, '0'), 'hex')`,
    text: `'${n}'`,
    jsonb: `'{}'`,
    boolean: 'false',
    cidr: `'10.${n}.0.0/16'`,
  }
  return values[type] ?? `${n}`
}

/** One row of each tenant in every table. What rows have to be is taken off first: it is not what is tested here. */
export async function fillTenantTables(
  owner: Pool,
  tables: readonly TenantTable[],
  tenants: readonly number[],
): Promise<void> {
  const constraints = await owner.read.query<{ table: string; name: string }>(
    {
      text: `SELECT conrelid::regclass::text AS table, quote_ident(conname) AS name FROM pg_constraint
           WHERE contype IN ('f', 'c') AND conparentid = 0 AND conislocal AND conrelid::regclass::text = ANY ($1)
           ORDER BY contype DESC`,
    },
    [tables.map(({ table }) => table)],
  )
  for (const { table } of tables) await owner.write({ text: `ALTER TABLE ${table} DISABLE TRIGGER USER` })
  for (const { table, name } of constraints)
    await owner.write({ text: `ALTER TABLE ${table} DROP CONSTRAINT ${name}` })
  await owner.tx(async (tx) => {
    await tx.query({ text: 'SET LOCAL session_replication_role = replica' })
    for (const { table, row } of tables)
      for (const [i, tenant] of tenants.entries())
        await tx.query({ text: `INSERT INTO ${table} ${row.into} VALUES ${row.of(tenant, i + 1)}` })
  })
}
