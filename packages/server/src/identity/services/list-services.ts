import type { Sql } from '../../platform/db.ts'
import { parseId } from '../../platform/ids.ts'
import { SERVICE_ID, serviceId } from './find-service.ts'

export interface ListedService {
  readonly id: string
  readonly name: string
  readonly owner: string
  readonly createdMs: number
  readonly disabledMs: number | undefined
  readonly liveKeys: number
  readonly lastUsedMs: number | undefined
}

interface Row {
  readonly id: Buffer
  readonly name: string
  readonly owner: string
  readonly created_ms: number
  readonly disabled_ms: number | null
  readonly live_keys: number
  readonly last_used_ms: number | null
}

export interface Page {
  /** The last id of the page before. */
  readonly after?: string | undefined
  readonly limit?: number | undefined
}

export const PAGE_LIMIT = 200

/** The services of a tenant in the order in which they were made, disabled ones too, a page at a time. */
export async function listServices(
  sql: Sql,
  tenant: number,
  nowMs: number,
  page: Page = {},
): Promise<ListedService[]> {
  const after = page.after === undefined ? Buffer.alloc(0) : parseId(SERVICE_ID, page.after)
  const rows = await sql.query<Row>(
    {
      text: `SELECT s.id, s.name, s.owner, s.created_ms, s.disabled_ms, max(k.last_used_ms) AS last_used_ms,
                    count(k.id) FILTER (WHERE s.disabled_ms IS NULL AND k.expires_ms > $2 AND coalesce(k.revoked_ms > $2, true)) AS live_keys
             FROM identity.service s LEFT JOIN identity.key k ON k.tenant = s.tenant AND k.service = s.id
             WHERE s.tenant = $1 AND s.id > $3 GROUP BY s.tenant, s.id ORDER BY s.id LIMIT $4`,
    },
    [tenant, nowMs, after, Math.min(page.limit ?? PAGE_LIMIT, PAGE_LIMIT)],
  )
  return rows.map((row) => ({
    id: serviceId(row.id),
    name: row.name,
    owner: row.owner,
    createdMs: row.created_ms,
    disabledMs: row.disabled_ms ?? undefined,
    liveKeys: row.live_keys,
    lastUsedMs: row.last_used_ms ?? undefined,
  }))
}
