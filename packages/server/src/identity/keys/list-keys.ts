import type { Sql } from '../../platform/db.ts'
import { parseId } from '../../platform/ids.ts'
import { KEY_ID, keyId, SERVICE_ID, serviceId } from '../services/find-service.ts'
import { PAGE_LIMIT, type Page } from '../services/list-services.ts'

export type KeyState = 'live' | 'expired' | 'revoked'

export interface ListedKey {
  readonly id: string
  readonly service: string
  readonly shown: string
  readonly state: KeyState
  readonly createdMs: number
  readonly expiresMs: number
  /** May lie ahead: the end of a rotation's overlap. */
  readonly revokedMs: number | undefined
  readonly replaces: string | undefined
  /** To within ten minutes; undefined: never. */
  readonly lastUsedMs: number | undefined
  /** SHA-256 of the public key of the client certificate that it is bound to, lower-case hex. */
  readonly certificate: string | undefined
}

interface Row {
  readonly id: Buffer
  readonly service: Buffer
  readonly shown: string
  readonly created_ms: number
  readonly expires_ms: number
  readonly revoked_ms: number | null
  readonly disabled_ms: number | null
  readonly replaces: Buffer | null
  readonly last_used_ms: number | null
  readonly certificate: Buffer | null
}

/** The keys of a tenant, or of one of its services, in the order in which they were made, a page at a time. */
export async function listKeys(
  sql: Sql,
  tenant: number,
  nowMs: number,
  filter: Page & { readonly service?: string | undefined } = {},
): Promise<ListedKey[]> {
  const after = filter.after === undefined ? Buffer.alloc(0) : parseId(KEY_ID, filter.after)
  const service = filter.service === undefined ? null : parseId(SERVICE_ID, filter.service)
  const rows = await sql.query<Row>(
    {
      text: `SELECT k.id, k.service, k.shown, k.created_ms, k.expires_ms, k.revoked_ms, s.disabled_ms, k.replaces, k.last_used_ms,
               k.certificate
             FROM identity.key k JOIN identity.service s ON s.tenant = k.tenant AND s.id = k.service
             WHERE k.tenant = $1 AND k.id > $2 AND ($3::bytea IS NULL OR k.service = $3) ORDER BY k.id LIMIT $4`,
    },
    [tenant, after, service, Math.min(filter.limit ?? PAGE_LIMIT, PAGE_LIMIT)],
  )
  return rows.map((row) => ({
    id: keyId(row.id),
    service: serviceId(row.service),
    shown: row.shown,
    state: stateOf(row, nowMs),
    createdMs: row.created_ms,
    expiresMs: row.expires_ms,
    revokedMs: row.revoked_ms ?? undefined,
    replaces: row.replaces === null ? undefined : keyId(row.replaces),
    lastUsedMs: row.last_used_ms ?? undefined,
    certificate: row.certificate?.toString('hex'),
  }))
}

/** What a key is at an instant. Disabling a service revokes its keys; should one ever be left, it counts as revoked. */
export function stateOf(
  key: Pick<Row, 'expires_ms' | 'revoked_ms' | 'disabled_ms'>,
  nowMs: number,
): KeyState {
  if ((key.revoked_ms !== null && key.revoked_ms <= nowMs) || key.disabled_ms !== null) return 'revoked'
  return key.expires_ms > nowMs ? 'live' : 'expired'
}
