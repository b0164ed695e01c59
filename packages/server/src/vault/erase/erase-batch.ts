import { HELD_DAY } from '../../keys/index.ts'
import type { Tx } from '../../platform/db.ts'
import { forgetRecords, type GoneKey } from '../forget/forget-records.ts'

/** Whom to look for: the tags of a data owner, one a live bucket. */
export interface OwnerTags {
  readonly tenant: number
  readonly field: number
  readonly buckets: readonly number[]
  readonly tags: readonly Buffer[]
}

export interface ErasedBatch {
  /** The last record looked at; the next batch goes on after it. Undefined: there were none. */
  readonly last: Buffer | undefined
  /** Records of which something was erased, in order. */
  readonly records: readonly Buffer[]
  readonly keys: number
  /** Of them, records of which nothing is left. */
  readonly forgotten: number
  /** Keys that another transaction has at this moment. */
  readonly busy: number
  readonly kept: readonly KeptKeys[]
}

/** Record keys of these records that stay, by group and day of destruction. */
export interface KeptKeys {
  readonly grp: number
  readonly day: number
  readonly records: number
  readonly until: number | null
}

// A field's number belongs to one collection, so its tags lead to no other's records.
const NEXT = {
  text: `SELECT DISTINCT t.record FROM unnest($1::bigint[], $2::bytea[]) AS q(bucket, tag)
         JOIN LATERAL (
           SELECT record FROM vault.tag
           WHERE bucket = q.bucket AND field = $3 AND tag = q.tag AND tenant = $4 AND record > $5 ORDER BY record LIMIT $6
         ) t ON true
         ORDER BY t.record LIMIT $6`,
}

const KEY_BYTES = 16 + 2

// Each step goes by key from the step before, also where tables have no statistics yet.
const KEYS_OF = `unnest($2::bytea[]) AS f(id)
           JOIN LATERAL (SELECT id, groups, days FROM vault.record WHERE tenant = $1 AND id = f.id OFFSET 0) r ON true
           CROSS JOIN LATERAL unnest(r.groups, r.days) AS g(grp, day)`

// Keys that somebody holds are passed over, as the sweep does: nobody waits for another in a ring.
const ERASE = {
  text: `WITH open AS MATERIALIZED (
           SELECT k.record, k.grp, k.day FROM ${KEYS_OF}
           JOIN LATERAL (
             SELECT record, grp, day FROM keys.record_key
             WHERE tenant = $1 AND record = r.id AND record_key.grp = g.grp AND record_key.day = g.day LIMIT 1 FOR UPDATE SKIP LOCKED
           ) k ON true
           WHERE g.grp = ANY($3::smallint[]) AND g.day > ${HELD_DAY}
         ), gone AS (
           DELETE FROM keys.record_key k USING open o
           WHERE k.tenant = $1 AND k.record = o.record AND k.grp = o.grp AND k.day = o.day RETURNING k.record, k.grp, k.bucket
         )
         SELECT bucket, string_agg(record || int2send(grp), '') AS keys FROM gone GROUP BY bucket`,
}

const LEFT = {
  text: `SELECT k.grp, k.day, count(*)::int AS records, max(k.due_ms) AS until
         FROM ${KEYS_OF}
         JOIN LATERAL (
           SELECT grp, day, due_ms FROM keys.record_key
           WHERE tenant = $1 AND record = r.id AND record_key.grp = g.grp AND record_key.day = g.day LIMIT 1
         ) k ON true
         GROUP BY k.grp, k.day`,
}

/**
 * Erases the next records of a data owner: the keys of these groups, but for what is on hold or retained by law, with their tags; a record without any key
 * left is forgotten and kept from coming back. A tag of 128 bits is taken as the owner's own. In the caller's transaction.
 */
export async function eraseBatch(
  tx: Tx,
  owner: OwnerTags,
  erasable: readonly number[],
  after: Buffer,
  limit: number,
  nowMs: number,
): Promise<ErasedBatch> {
  const { tenant, field, buckets, tags } = owner
  const found = await tx.query<{ record: Buffer }>(NEXT, [buckets, tags, field, tenant, after, limit])
  const ids = found.map((f) => f.record)
  if (ids.length === 0) return { last: undefined, records: [], keys: 0, forgotten: 0, busy: 0, kept: [] }
  const rows = await tx.query<{ bucket: number; keys: Buffer }>(ERASE, [tenant, ids, erasable])
  const gone: GoneKey[] = []
  for (const { bucket, keys } of rows) {
    for (let at = 0; at < keys.length; at += KEY_BYTES) {
      gone.push({ tenant, bucket, record: keys.subarray(at, at + 16), group: keys.readInt16BE(at + 16) })
    }
  }
  const forgotten = await forgetRecords(tx, gone, nowMs)
  const left = await tx.query<KeptKeys & object>(LEFT, [tenant, ids])
  const mayGo = (k: KeptKeys) => erasable.includes(k.grp) && k.day > HELD_DAY
  const erased = new Set(gone.map((k) => k.record.toString('hex')))
  return {
    last: ids.at(-1),
    records: [...erased].sort().map((hex) => Buffer.from(hex, 'hex')),
    keys: gone.length,
    forgotten,
    busy: left.filter(mayGo).reduce((n, k) => n + k.records, 0),
    kept: left.filter((k) => !mayGo(k)),
  }
}
