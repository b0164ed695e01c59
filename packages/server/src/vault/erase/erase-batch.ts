import { goneCount, goneRecords, HELD_DAY, keepGone } from '../../keys/index.ts'
import type { Tx } from '../../platform/db.ts'

/** Whom to look for: the tags of a data owner, one a live bucket. */
export interface OwnerTags {
  readonly tenant: number
  readonly field: number
  readonly buckets: readonly number[]
  readonly tags: readonly Buffer[]
}

export interface ErasedBatch {
  /** Ids of the records looked at, in order, 16 bytes each; the next batch goes on after the last. Empty: there were none. */
  readonly found: Buffer
  /** Of them those of which something was erased, each once, in order. */
  readonly records: Buffer
  readonly keys: number
}

// A field's number belongs to one collection, so its tags lead to no other's records.
const FOUND = `
  found AS MATERIALIZED (
    SELECT DISTINCT t.record FROM unnest($2::bigint[], $3::bytea[]) AS q(bucket, tag)
    JOIN LATERAL (
      SELECT record FROM vault.tag
      WHERE bucket = q.bucket AND field = $4 AND tag = q.tag AND tenant = $1 AND record > $5 ORDER BY record LIMIT $6
    ) t ON true
    ORDER BY t.record LIMIT $6
  )`

const MAY_GO = `tenant = $1 AND record = ANY(ARRAY(SELECT record FROM found)) AND grp = ANY($7::smallint[]) AND day > ${HELD_DAY}`

const ANSWER = `
  SELECT coalesce((SELECT string_agg(record, '' ORDER BY record) FROM found), '') AS found,
         coalesce((SELECT string_agg(keys, '') FROM kept), '') AS keys`

// All at once, in the order of the index: where nobody else has one of them, which is nearly always.
const ERASE = {
  text: `WITH ${FOUND},
    gone AS (DELETE FROM keys.record_key WHERE ${MAY_GO} RETURNING tenant, record, grp, bucket),
    ${keepGone('$8')} ${ANSWER}`,
}

// Keys that somebody holds are passed over, as the sweep does: nobody waits for another in a ring.
const ERASE_FREE = {
  text: `WITH ${FOUND},
    open AS MATERIALIZED (SELECT record, grp, day FROM keys.record_key WHERE ${MAY_GO} FOR UPDATE SKIP LOCKED),
    gone AS (
      DELETE FROM keys.record_key k USING open o
      WHERE k.tenant = $1 AND k.record = o.record AND k.grp = o.grp AND k.day = o.day RETURNING k.tenant, k.record, k.grp, k.bucket
    ),
    ${keepGone('$8')} ${ANSWER}`,
}

/**
 * Destroys the keys of the next records of a data owner: of these groups, but for what is on hold or retained by law. Their tags and records stay, worth
 * nothing, and are written down to be cleared. With `passing` keys that others hold are left; without, they are waited for, as long as the transaction's
 * lock_timeout says. A tag of 128 bits is taken as the owner's own. In the caller's transaction.
 */
export async function eraseBatch(
  tx: Tx,
  owner: OwnerTags,
  erasable: readonly number[],
  { after, limit, nowMs, passing }: { after: Buffer; limit: number; nowMs: number; passing: boolean },
): Promise<ErasedBatch> {
  const { tenant, field, buckets, tags } = owner
  const values = [tenant, buckets, tags, field, after, limit, erasable, nowMs]
  const [row] = await tx.query<{ found: Buffer; keys: Buffer }>(passing ? ERASE_FREE : ERASE, values)
  const [found, keys] = [row?.found ?? Buffer.alloc(0), row?.keys ?? Buffer.alloc(0)]
  return { found, records: goneRecords(keys), keys: goneCount(keys) }
}
