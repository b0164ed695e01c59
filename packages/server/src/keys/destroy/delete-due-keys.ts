import type { Tx } from '../../platform/db.ts'
import { keepGone } from './gone-keys.ts'

/** Buckets of one day, or of one month that the law names: their record keys lie in one partition. */
export interface BucketsOfDay {
  readonly day: number
  readonly buckets: readonly number[]
  /** Beside each bucket the version of its key that is meant: what is under one that is gone waits to be cleared, and is not destroyed again. */
  readonly versions: readonly number[]
}

/** Keys that were destroyed of one tenant, packed: `goneRecords`, `unpackGone`. */
export interface GoneOfTenant {
  readonly tenant: number
  readonly keys: Buffer
}

// By their places in the partition: a batch looks nothing up by index twice. What is due is asked again of each row: one that was changed meanwhile is looked
// at as it is now.
const DUE = `day = $2 AND due_ms <= $1 AND (bucket, bucket_version) IN (SELECT * FROM unnest($3::bigint[], $5::int[]))`
const ANSWER = `SELECT tenant, string_agg(keys, '') AS keys FROM kept GROUP BY tenant`

const DESTROY = {
  text: `WITH gone AS (
           DELETE FROM keys.record_key
           WHERE ${DUE} AND ctid = ANY(ARRAY(SELECT ctid FROM keys.record_key WHERE ${DUE} LIMIT $4))
           RETURNING tenant, record, grp, bucket
         ), ${keepGone('$1')} ${ANSWER}`,
}

const DESTROY_FREE = {
  text: `WITH due AS MATERIALIZED (
           SELECT ctid FROM keys.record_key WHERE ${DUE} LIMIT $4 FOR UPDATE SKIP LOCKED
         ), gone AS (
           DELETE FROM keys.record_key WHERE ${DUE} AND ctid = ANY(ARRAY(SELECT ctid FROM due))
           RETURNING tenant, record, grp, bucket
         ), ${keepGone('$1')} ${ANSWER}`,
}

/**
 * Destroys record keys of these buckets that were due by `safeNow` (the earliest of the clocks that must agree, in milliseconds), at most `limit`, and writes
 * down what has to be cleared. What is destroyed is unreadable and not found from the commit on; what lingers of it on disk dies with its bucket's key. With
 * `passing` those being changed right now are left to the next call; without, they are waited for, as long as the transaction's lock_timeout says.
 */
export function deleteDueKeys(
  tx: Tx,
  { day, buckets, versions }: BucketsOfDay,
  safeNow: number,
  limit: number,
  passing: boolean,
): Promise<GoneOfTenant[]> {
  const values = [safeNow, day, buckets, limit, versions]
  return tx.query<GoneOfTenant & object>(passing ? DESTROY_FREE : DESTROY, values)
}
