import type { Sql } from '../../platform/db.ts'
import { personId } from '../people/person-id.ts'
import { type DeviceDeps, deviceId } from './device-deps.ts'

export interface ListedDevice {
  readonly id: string
  readonly person: string
  readonly name: string
  readonly kind: 'passkey' | 'certificate'
  readonly state: 'waiting' | 'approved' | 'revoked'
  readonly unapproved: string | null
  readonly enrolledMs: number
  readonly approvedMs: number | null
  readonly lastUsedMs: number | null
  readonly revokedMs: number | null
}

interface Row {
  readonly id: Buffer
  readonly person: Buffer
  readonly name: Buffer
  readonly kind: 'passkey' | 'certificate'
  readonly unapproved: string | null
  readonly enrolled_ms: number
  readonly approved_ms: number | null
  readonly last_used_ms: number | null
  readonly revoked_ms: number | null
}

export const DEVICE_PAGE = 200

/** Devices of a tenant, or of one person in it, in the order in which they were enrolled. */
export async function listDevices(
  deps: Pick<DeviceDeps, 'keyring'>,
  sql: Sql,
  tenant: number,
  { person, after }: { readonly person?: Buffer | undefined; readonly after?: Buffer | undefined },
): Promise<ListedDevice[]> {
  const rows = await sql.query<Row>(
    {
      text: `SELECT id, person, name, kind, unapproved, enrolled_ms, approved_ms, last_used_ms, revoked_ms FROM identity.device
             WHERE tenant = $1 AND ($2::bytea IS NULL OR person = $2) AND id > $3 ORDER BY id LIMIT ${DEVICE_PAGE}`,
    },
    [tenant, person ?? null, after ?? Buffer.alloc(0)],
  )
  return Promise.all(
    rows.map(async (row) => ({
      id: deviceId(row.id),
      person: personId(row.person),
      name: (await deps.keyring.unseal(tenant, 'devices/name', row.name, row.id)).toString('utf8'),
      kind: row.kind,
      state: stateOf(row),
      unapproved: row.unapproved,
      enrolledMs: row.enrolled_ms,
      approvedMs: row.approved_ms,
      lastUsedMs: row.last_used_ms,
      revokedMs: row.revoked_ms,
    })),
  )
}

function stateOf(row: Row): ListedDevice['state'] {
  if (row.revoked_ms !== null) return 'revoked'
  return row.approved_ms === null ? 'waiting' : 'approved'
}
