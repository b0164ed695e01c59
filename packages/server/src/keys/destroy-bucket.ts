import type { Database, Sql, Tx } from '../platform/db.ts'
import { DAY_MS, dayOf, endOfBucket, lawDay } from './days.ts'
import { dayNotOver, keyGone } from './errors.ts'
import type { Keyring } from './keyring.ts'

export interface EndedBucket {
  readonly bucket: number
  readonly tenant: number
  readonly day: number
}

/** Live buckets whose day or month had ended by `safeNow`, oldest first. */
export async function endedBuckets(sql: Sql, safeNow: number, limit: number): Promise<EndedBucket[]> {
  return await sql.query<EndedBucket & object>(
    {
      text: `SELECT bucket, tenant, day FROM keys.bucket
             WHERE state = 'live' AND (day BETWEEN 0 AND $1 OR day BETWEEN $2 AND -1000)
             ORDER BY (day < 0), day, bucket LIMIT $3`,
    },
    [dayOf(safeNow) - 1, lawDay(safeNow) + 1, limit],
  )
}

/**
 * Destroys a bucket: its key, its seed (with it the search tags), and whatever record keys are left, all of which were due by then. Unreadable
 * from the commit; no copy once the epoch has been rotated after it. Answers how many record keys were left. Throws `day_not_over`, `key_gone`.
 */
export async function destroyBucket(
  keyring: Keyring,
  tx: Tx,
  bucket: number,
  safeNow: number,
): Promise<{ left: number }> {
  const [row] = await tx.query<EndedBucket & object>(
    { text: `SELECT bucket, tenant, day FROM keys.bucket WHERE bucket = $1 AND state = 'live' FOR UPDATE` },
    [bucket],
  )
  if (!row) throw keyGone('the bucket was destroyed before')
  const end = endOfBucket(row.day)
  if (end === undefined || end > safeNow) throw dayNotOver('something in it may not be due yet')
  await tx.query({ text: 'DELETE FROM keys.bucket_key WHERE bucket = $1' }, [bucket])
  await tx.query(
    {
      text: `UPDATE keys.bucket SET state = 'destroyed', seed = NULL, tenant_version = NULL, destroyed_at_ms = $2 WHERE bucket = $1`,
    },
    [bucket, keyring.deps.clock.now()],
  )
  const left = await tx.query(
    { text: 'DELETE FROM keys.record_key WHERE tenant = $1 AND day = $2 AND bucket = $3 RETURNING grp' },
    [row.tenant, row.day, bucket],
  )
  tx.afterCommit(() => keyring.forgetBucket(bucket))
  return { left: left.length }
}

/** Makes the partitions for record keys due in the days ahead, before anything needs them; answers how many it made. */
export async function prepareDays(database: Database, now: number, ahead: number): Promise<number> {
  const [row] = await database.read.query<{ made: number }>(
    { text: 'SELECT keys.make_days($1, $2) AS made' },
    [dayOf(now), dayOf(now + ahead * DAY_MS)],
  )
  return row?.made ?? 0
}

/** Gives back the space of days in which every bucket is destroyed; answers how many partitions went. Zero also when the table was busy. */
export async function dropDays(database: Database, safeNow: number): Promise<number> {
  const [row] = await database.read.query<{ dropped: number }>(
    { text: 'SELECT keys.drop_days($1) AS dropped' },
    [dayOf(safeNow)],
  )
  return row?.dropped ?? 0
}
