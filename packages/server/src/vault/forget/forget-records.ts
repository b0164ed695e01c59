import type { DestroyedKey } from '../../keys/index.ts'
import { byteaArray, int2Array, int4Array, int8Array } from '../../platform/binary-array.ts'
import type { Tx } from '../../platform/db.ts'
import { SUPPRESSION_MS } from './suppress.ts'

export type GoneKey = Pick<DestroyedKey, 'tenant' | 'record' | 'group' | 'bucket'>

// The keys are gone by now, so what these tags found is unreadable already; with them it is unfindable too. Of a record with several keys two sweeps may each
// have destroyed one, and neither would see that it was the last: the second waits here for the first, in the order in which all wait.
const UNTAG = {
  text: `
    WITH gone AS MATERIALIZED (
      SELECT * FROM unnest($1::int[], $2::bigint[], $3::bytea[], $4::smallint[]) AS g(tenant, bucket, record, grp)
    ), untagged AS (
      DELETE FROM vault.tag t USING gone g WHERE t.record = g.record AND t.bucket = g.bucket AND t.grp = g.grp
    ), held AS (
      SELECT r.id FROM vault.record r JOIN (SELECT DISTINCT tenant, record FROM gone) g ON r.tenant = g.tenant AND r.id = g.record
      WHERE cardinality(r.days) > 1 ORDER BY r.tenant, r.id FOR UPDATE OF r
    )
    SELECT count(*) FROM held`,
}

// Neither has a name, so that each is planned for how many there are. A record without any key left holds nothing but ciphertext nobody can open: the row goes, its suppression stays.
const FORGET = {
  text: `
    WITH forgotten AS (
      DELETE FROM vault.record r USING unnest($1::int[], $2::bytea[]) AS g(tenant, id)
      WHERE r.tenant = g.tenant AND r.id = g.id
        AND (cardinality(r.days) = 1
          OR NOT EXISTS (SELECT FROM keys.record_key k WHERE k.tenant = r.tenant AND k.record = r.id AND k.day = ANY(r.days)))
      RETURNING r.tenant, r.collection, r.lookup
    ), suppressed AS (
      INSERT INTO vault.suppression AS s (tenant, collection, lookup, destroyed_ms, until_ms)
      SELECT tenant, collection, lookup, $3, $4 FROM forgotten
      ON CONFLICT (tenant, collection, lookup) DO UPDATE SET until_ms = greatest(s.until_ms, excluded.until_ms)
    )
    SELECT count(*) AS n FROM forgotten`,
}

/**
 * Takes away the tags of destroyed keys, and the records that have no key left; these are kept from coming back. Answers how many those were. In the
 * transaction that destroyed.
 */
export async function forgetRecords(tx: Tx, gone: readonly GoneKey[], nowMs: number): Promise<number> {
  if (gone.length === 0) return 0
  const tenants = int4Array(gone.map((k) => k.tenant))
  const records = byteaArray(gone.map((k) => k.record))
  const buckets = int8Array(gone.map((k) => k.bucket))
  await tx.query(UNTAG, [tenants, buckets, records, int2Array(gone.map((k) => k.group))])
  const [row] = await tx.query<{ n: number }>(FORGET, [tenants, records, nowMs, nowMs + SUPPRESSION_MS])
  return row?.n ?? 0
}
