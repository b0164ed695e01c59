import type { Tx } from '../../platform/db.ts'

const DAY_MS = 86_400_000
/**
 * How long a destroyed record's id is kept from coming back. Longer than any file of old orders is likely to be imported again; its end keeps the
 * digests themselves from being kept for ever.
 */
export const SUPPRESSION_MS = 400 * DAY_MS

export interface Suppressed {
  readonly tenant: number
  readonly collection: number
  readonly lookup: Buffer
}

/** Remembers, by keyed digest and with an end date, that these ids were destroyed. */
export async function suppress(tx: Tx, records: readonly Suppressed[], nowMs: number): Promise<void> {
  await tx.query(
    {
      name: 'vault-suppress',
      text: `INSERT INTO vault.suppression AS s (tenant, collection, lookup, destroyed_ms, until_ms)
             SELECT r.tenant, r.collection, r.lookup, $4, $5
             FROM unnest($1::int[], $2::smallint[], $3::bytea[]) AS r(tenant, collection, lookup)
             ON CONFLICT (tenant, collection, lookup) DO UPDATE SET until_ms = greatest(s.until_ms, excluded.until_ms)`,
    },
    [
      records.map((r) => r.tenant),
      records.map((r) => r.collection),
      records.map((r) => r.lookup),
      nowMs,
      nowMs + SUPPRESSION_MS,
    ],
  )
}
