import type { Sql } from '../../platform/db.ts'
import type { Keyring } from '../keyring/keyring.ts'
import { passFence, takeFence } from '../write-fence.ts'
import { type EndedBucket, holdsUndue } from './destroy-bucket.ts'

export interface DueBucket extends EndedBucket {
  /** The version of its key that they are under. */
  readonly version: number
  /** Rows of record keys in it that are due. */
  readonly keys: number
  /** Whether that key is still there: without it the rows are worth nothing and wait to be cleared. */
  readonly alive: boolean
}

const ALIVE = 'EXISTS (SELECT FROM keys.bucket_key b WHERE b.bucket = k.bucket AND b.version = k.version)'

const DUE = {
  name: 'keys-due-buckets',
  text: `SELECT k.*, ${ALIVE} AS alive FROM (
           SELECT bucket, tenant, day, bucket_version AS version, count(*) AS keys FROM keys.record_key
           WHERE due_ms <= $1 GROUP BY bucket, tenant, day, bucket_version
         ) k ORDER BY k.bucket, k.version`,
}

/** Where record keys lie that were due by `safeNow`. */
export function dueBuckets(sql: Sql, safeNow: number): Promise<DueBucket[]> {
  return sql.query<DueBucket & object>(DUE, [safeNow])
}

const FULL = {
  name: 'keys-full-buckets',
  text: `SELECT k.*, true AS alive FROM (
           SELECT bucket, tenant, day, version, count(*) AS keys FROM (
             SELECT bucket, tenant, day, bucket_version AS version FROM keys.record_key WHERE due_ms <= $1 LIMIT $3
           ) s GROUP BY bucket, tenant, day, version
         ) k WHERE keys >= $2 AND ${ALIVE} ORDER BY k.bucket, k.version`,
}

/**
 * Buckets of which at least `least` keys are due, told from no more than `look` rows: counting all of 100,000 takes longer than destroying the key above them.
 * One that it does not see is seen when others are out of the way, or counted by `dueBuckets`.
 */
export function fullBuckets(sql: Sql, safeNow: number, least: number, look: number): Promise<DueBucket[]> {
  return sql.query<DueBucket & object>(FULL, [safeNow, least, look])
}

// Not while its key is being renewed: a renewal writes to the bucket.
const CLOSE = {
  name: 'keys-close-bucket',
  text: `UPDATE keys.bucket b SET closed_at_ms = $2 WHERE bucket = $1 AND state = 'live' AND closed_at_ms IS NULL
         AND NOT EXISTS (SELECT FROM keys.bucket_key k WHERE k.bucket = b.bucket AND k.version < b.version)`,
}

/**
 * Closes a bucket of which all is due although its day is not over: nothing is wrapped by it from then on (what comes for the same day gets another bucket),
 * while what is in it stays readable. Answers whether it can be destroyed now: closed, whoever could still write to it is done, and nothing in it is
 * undue. False leaves it to a later call. Before the first commit a crash leaves the bucket as it was; after it, closed, which this takes up again.
 */
export async function closeDueBucket(
  keyring: Keyring,
  due: DueBucket,
  safeNow: number,
  waitMs: number,
): Promise<boolean> {
  const { database, clock } = keyring.deps
  if (await holdsUndue(database.across.read, due, safeNow)) return false
  await database.across.write(CLOSE, [due.bucket, clock.now()])
  keyring.forgetPlaces()
  if (!(await passFence(database.across.read, await takeFence(database.across.read), waitMs))) return false
  const [row] = await database.across.read.query<{ closed: boolean }>(
    {
      text: `SELECT closed_at_ms IS NOT NULL AS closed FROM keys.bucket WHERE bucket = $1 AND state = 'live'`,
    },
    [due.bucket],
  )
  return row?.closed === true && !(await holdsUndue(database.across.read, due, safeNow))
}

const CLEARED = {
  name: 'keys-cleared-buckets',
  text: `UPDATE keys.bucket b SET cleared_at_ms = $1 FROM (
           SELECT bucket, tenant, day FROM keys.bucket u WHERE state = 'destroyed' AND cleared_at_ms IS NULL
             AND EXISTS (SELECT FROM keys.tenant t WHERE t.tenant = u.tenant AND t.state = 'live')
             AND NOT EXISTS (
               SELECT FROM keys.record_key k WHERE k.due_ms <= $2 AND k.day = u.day AND k.tenant = u.tenant AND k.bucket = u.bucket
             )
           ORDER BY bucket LIMIT $3 FOR UPDATE SKIP LOCKED
         ) d WHERE b.bucket = d.bucket RETURNING b.bucket, b.tenant, b.day, b.cleared_keys AS keys, b.destroyed_at_ms AS "destroyedMs"`,
}

export interface ClearedBucket extends EndedBucket {
  /** Record keys that were in it when it was destroyed. */
  readonly keys: number
  readonly destroyedMs: number
}

/** Notes which destroyed buckets nothing is left of that was due by `safeNow`, at most `limit`. */
export function noteCleared(
  tx: Sql,
  safeNow: number,
  nowMs: number,
  limit: number,
): Promise<ClearedBucket[]> {
  return tx.query<ClearedBucket & object>(CLEARED, [nowMs, safeNow, limit])
}
