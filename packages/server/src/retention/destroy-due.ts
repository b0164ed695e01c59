import { destroyDue as destroyKeys } from '../keys/index.ts'
import type { Tx } from '../platform/db.ts'
import { type Suppressed, suppress } from '../vault/index.ts'

export interface Destroyed {
  /** Record keys destroyed, by tenant number. */
  readonly byTenant: ReadonlyMap<number, number>
  readonly keys: number
  /** Records of which nothing is left. */
  readonly records: number
}

// The keys are gone by now, so what these tags found is unreadable already; with them it is unfindable too.
const UNTAG = {
  name: 'retention-untag',
  text: `DELETE FROM vault.tag t USING unnest($1::bigint[], $2::bytea[]) AS g(bucket, record)
         WHERE t.bucket = g.bucket AND t.record = g.record`,
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

/** Destroys up to `limit` record keys that were due at `nowMs`, with their tags, in the caller's transaction. */
export async function destroyDue(tx: Tx, nowMs: number, limit: number): Promise<Destroyed> {
  const gone = await destroyKeys(tx, nowMs, limit)
  if (gone.length === 0) return { byTenant: new Map(), keys: 0, records: 0 }
  const records = gone.map((k) => k.record)
  await tx.query(UNTAG, [gone.map((k) => k.bucket), records])
  const forgotten = await tx.query<Suppressed & object>(FORGET, [gone.map((k) => k.tenant), records])
  if (forgotten.length > 0) await suppress(tx, forgotten, nowMs)
  const byTenant = new Map<number, number>()
  for (const { tenant } of gone) byTenant.set(tenant, (byTenant.get(tenant) ?? 0) + 1)
  return { byTenant, keys: gone.length, records: forgotten.length }
}
