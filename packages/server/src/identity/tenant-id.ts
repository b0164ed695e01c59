import type { Sql } from '../platform/db.ts'
import { formatId } from '../platform/ids.ts'

/** A tenant's public id, as it stands in entries and paths. */
export const tenantIdText = (id: Uint8Array) => formatId('ten', id)

/** The same, by the tenant’s number. Throws `RangeError` where there is no such tenant. */
export async function tenantIdOf(sql: Sql, tenant: number): Promise<string> {
  const [row] = await sql.query<{ id: Buffer }>({ text: 'SELECT id FROM keys.tenant WHERE tenant = $1' }, [
    tenant,
  ])
  if (!row) throw new RangeError('no tenant has this number')
  return tenantIdText(row.id)
}
