import type { Sql } from '../../platform/db.ts'
import type { TenantRow } from './held-keys.ts'

const COLUMNS = 'tenant, id, slug, zone, state'

/** Every tenant, destroyed ones too. */
export async function listTenants(sql: Sql): Promise<TenantRow[]> {
  return await sql.query<TenantRow & object>({ text: `SELECT ${COLUMNS} FROM keys.tenant ORDER BY tenant` })
}

/** A tenant by the name in its path. */
export async function findTenant(sql: Sql, slug: string): Promise<TenantRow | undefined> {
  const [row] = await sql.query<TenantRow & object>(
    { name: 'keys-find-tenant', text: `SELECT ${COLUMNS} FROM keys.tenant WHERE slug = $1` },
    [slug],
  )
  return row
}
