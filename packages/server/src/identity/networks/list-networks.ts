import type { Sql } from '../../platform/db.ts'
import { type NetworkScope, networkId } from './network-rules.ts'

export interface ListedNetwork {
  readonly id: string
  readonly network: string
  readonly scope: NetworkScope
  readonly role: string | null
  /** `svc_…` or `per_…` */
  readonly principal: string | null
  readonly madeMs: number
  readonly madeBy: string
  readonly approvedBy: string | null
  readonly unapproved: string | null
}

/** The networks on a tenant's lists now. */
export async function listNetworks(sql: Sql, tenant: number): Promise<ListedNetwork[]> {
  const rows = await sql.query<{
    id: Buffer
    network: string
    scope: NetworkScope
    role: string | null
    principal: Buffer | null
    is_person: boolean
    made_ms: number
    made_by: string
    approved_by: string | null
    unapproved: string | null
  }>(
    {
      text: `SELECT n.id, n.network, n.scope, n.role, n.principal, p.id IS NOT NULL AS is_person, n.made_ms, n.made_by, n.approved_by, n.unapproved
             FROM identity.network n LEFT JOIN identity.person p ON p.tenant = n.tenant AND p.id = n.principal
             WHERE n.tenant = $1 AND n.removed_ms IS NULL ORDER BY n.id`,
    },
    [tenant],
  )
  return rows.map((row) => ({
    id: networkId(row.id),
    network: row.network,
    scope: row.scope,
    role: row.role,
    principal: row.principal && `${row.is_person ? 'per' : 'svc'}_${row.principal.toString('hex')}`,
    madeMs: row.made_ms,
    madeBy: row.made_by,
    approvedBy: row.approved_by,
    unapproved: row.unapproved,
  }))
}
