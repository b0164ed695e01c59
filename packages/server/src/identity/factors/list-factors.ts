import type { Sql } from '../../platform/db.ts'
import { factorId } from '../people/person-id.ts'
import { openFor, type PeopleKeys } from '../people/profile.ts'

export interface ListedFactor {
  readonly id: string
  readonly kind: 'totp' | 'passkey'
  readonly name: string | undefined
  readonly createdMs: number
  readonly lastUsedMs: number | undefined
  /** Whether the passkey is copied to other devices of its holder. */
  readonly synced: boolean
}

interface Row {
  readonly id: Buffer
  readonly kind: 'totp' | 'passkey'
  readonly name: Buffer | null
  readonly created_ms: number
  readonly last_used_ms: number | null
  readonly backed_up: boolean | null
}

/** A person's second factors, oldest first, and how many recovery codes are left. */
export async function listFactors(sql: Sql, keys: PeopleKeys, tenant: number, person: Buffer) {
  const rows = await sql.query<Row>(
    {
      text: `SELECT id, kind, name, created_ms, last_used_ms, backed_up FROM identity.factor
             WHERE tenant = $1 AND person = $2 AND removed_ms IS NULL AND confirmed_ms IS NOT NULL ORDER BY id`,
    },
    [tenant, person],
  )
  const [left] = await sql.query<{ n: number }>(
    {
      text: 'SELECT count(*) AS n FROM identity.recovery_code WHERE tenant = $1 AND person = $2 AND used_ms IS NULL',
    },
    [tenant, person],
  )
  const factors = await Promise.all(
    rows.map(
      async (row): Promise<ListedFactor> => ({
        id: factorId(row.id),
        kind: row.kind,
        name:
          row.name === null
            ? undefined
            : (await openFor(keys, tenant, row.id, 'factor-name', row.name)).toString('utf8'),
        createdMs: row.created_ms,
        lastUsedMs: row.last_used_ms ?? undefined,
        synced: row.backed_up === true,
      }),
    ),
  )
  return { factors, recoveryCodes: left?.n ?? 0 }
}
