import type { DestroyedKey } from '../keys/index.ts'
import type { Tx } from '../platform/db.ts'
import { type Suppressed, suppress } from '../vault/index.ts'

export type GoneKey = Pick<DestroyedKey, 'tenant' | 'record' | 'group' | 'bucket'>

// The keys are gone by now, so what these tags found is unreadable already; with them it is unfindable too.
const UNTAG = {
  name: 'retention-untag',
  text: `DELETE FROM vault.tag t USING unnest($1::bigint[], $2::bytea[], $3::smallint[]) AS g(bucket, record, grp)
         WHERE t.bucket = g.bucket AND t.record = g.record AND t.grp = g.grp`,
}

// Two sweeps may each have destroyed one key of a record, and neither would see that it was the last: the second waits here for the first, in the
// order in which all wait.
const HOLD = {
  name: 'retention-hold',
  text: `SELECT r.id FROM vault.record r JOIN unnest($1::int[], $2::bytea[]) AS g(tenant, id) ON r.tenant = g.tenant AND r.id = g.id
         ORDER BY r.tenant, r.id FOR UPDATE OF r`,
}

// A record without any key left holds nothing but ciphertext nobody can open: the row goes, its suppression stays.
const FORGET = {
  name: 'retention-forget',
  text: `
    DELETE FROM vault.record r USING unnest($1::int[], $2::bytea[]) AS g(tenant, id)
    WHERE r.tenant = g.tenant AND r.id = g.id
      AND NOT EXISTS (SELECT FROM keys.record_key k WHERE k.tenant = r.tenant AND k.record = r.id AND k.day = ANY(r.days))
    RETURNING r.tenant, r.collection, r.lookup`,
}

/** Takes away the tags of destroyed keys, and the records that have no key left; answers how many those were. In the transaction that destroyed. */
export async function forgetRecords(tx: Tx, gone: readonly GoneKey[], nowMs: number): Promise<number> {
  if (gone.length === 0) return 0
  const records = gone.map((k) => k.record)
  const tenants = gone.map((k) => k.tenant)
  await tx.query(UNTAG, [gone.map((k) => k.bucket), records, gone.map((k) => k.group)])
  await tx.query(HOLD, [tenants, records])
  const forgotten = await tx.query<Suppressed & object>(FORGET, [tenants, records])
  if (forgotten.length > 0) await suppress(tx, forgotten, nowMs)
  return forgotten.length
}
