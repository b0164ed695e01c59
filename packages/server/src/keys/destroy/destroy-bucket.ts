import type { Database, Sql, Tx } from '../../platform/db.ts'
import { DAY_MS, dayOf, endOfBucket, lawDay } from '../days.ts'
import { dayNotOver, keyGone } from '../errors.ts'
import type { Keyring } from '../keyring/keyring.ts'

export interface EndedBucket {
  readonly bucket: number
  readonly tenant: number
  readonly day: number
}

export interface DestroyedBucket extends EndedBucket {
  /** SHA-256 of the wrapped key that was destroyed (of all its versions, in order), lower-case hex: tells which one, and opens nothing. */
  readonly key: string
  /** The tenant's opaque id, as entries name it. */
  readonly tenantId: Buffer
}

/** Live buckets whose day or month had ended by `safeNow`, oldest first. */
export async function endedBuckets(sql: Sql, safeNow: number, limit: number): Promise<EndedBucket[]> {
  return await sql.query<EndedBucket & object>(
    {
      name: 'keys-ended-buckets',
      text: `SELECT bucket, tenant, day FROM keys.bucket
             WHERE state = 'live' AND (day BETWEEN 0 AND $1 OR day BETWEEN $2 AND -1000)
             ORDER BY (day < 0), day, bucket LIMIT $3`,
    },
    [dayOf(safeNow) - 1, lawDay(safeNow) + 1, limit],
  )
}

const LOCK = {
  name: 'keys-lock-buckets',
  text: `SELECT bucket, tenant, day, closed_at_ms IS NOT NULL AS closed FROM keys.bucket
         WHERE bucket = ANY($1::bigint[]) AND state = 'live' ORDER BY bucket FOR UPDATE`,
}

const DESTROY = {
  name: 'keys-destroy-buckets',
  text: `WITH gone AS (DELETE FROM keys.bucket_key WHERE bucket = ANY($1::bigint[]) RETURNING bucket, version, wrapped)
         UPDATE keys.bucket b SET state = 'destroyed', seed = NULL, tenant_version = NULL, destroyed_at_ms = $2
         WHERE b.bucket = ANY($1::bigint[])
         RETURNING b.bucket, b.tenant, b.day, (SELECT t.id FROM keys.tenant t WHERE t.tenant = b.tenant) AS "tenantId",
           (SELECT encode(sha256(string_agg(wrapped, '' ORDER BY version)), 'hex') FROM gone g WHERE g.bucket = b.bucket) AS key`,
}

/**
 * Destroys buckets: their keys, and their seeds with the search tags. From the commit on no record key in them opens and no tag of theirs can be
 * asked for; no copy once the epoch has been rotated after it. The rows of those record keys stay, worth nothing, until they are cleared. Answers those
 * that were still alive. Throws `day_not_over` when something in one of them may not be due by `safeNow`.
 */
export async function destroyBuckets(
  keyring: Keyring,
  tx: Tx,
  buckets: readonly number[],
  safeNow: number,
): Promise<DestroyedBucket[]> {
  const rows = await tx.query<EndedBucket & { closed: boolean }>(LOCK, [buckets])
  if (rows.length === 0) return []
  for (const row of rows) {
    const end = endOfBucket(row.day)
    if (end !== undefined && end <= safeNow) continue
    if (!row.closed || (await holdsUndue(tx, row, safeNow)))
      throw dayNotOver('something in it may not be due yet')
  }
  const ids = rows.map((r) => r.bucket)
  const destroyed = await tx.query<DestroyedBucket & object>(DESTROY, [ids, keyring.deps.clock.now()])
  tx.afterCommit(() => {
    for (const bucket of ids) keyring.forgetBucket(bucket)
  })
  return destroyed
}

/** One bucket. Throws `day_not_over`, `key_gone` when it was destroyed before. */
export async function destroyBucket(
  keyring: Keyring,
  tx: Tx,
  bucket: number,
  safeNow: number,
): Promise<DestroyedBucket> {
  const [destroyed] = await destroyBuckets(keyring, tx, [bucket], safeNow)
  if (!destroyed) throw keyGone('the bucket was destroyed before')
  return destroyed
}

const UNDUE = {
  name: 'keys-bucket-undue',
  text: `SELECT FROM keys.record_key WHERE tenant = $1 AND day = $2 AND bucket = $3 AND due_ms > $4 AND due_ms < $5 LIMIT 1`,
}

/**
 * Whether a bucket holds a record key that is not due by then: a last answer only for one that no transaction can still write to. Its deadlines all lie
 * before its end, so the index of deadlines is read between now and then only.
 */
export async function holdsUndue(sql: Sql, of: EndedBucket, safeNow: number): Promise<boolean> {
  const end = endOfBucket(of.day)
  if (end === undefined) return true
  return (await sql.query(UNDUE, [of.tenant, of.day, of.bucket, safeNow, end])).length > 0
}

/** Makes the partitions for record keys due in the days ahead, before anything needs them; answers how many it made. */
export async function prepareDays(database: Database, now: number, ahead: number): Promise<number> {
  const [row] = await database.across.read.query<{ made: number }>(
    { text: 'SELECT keys.make_days($1, $2) AS made' },
    [dayOf(now), dayOf(now + ahead * DAY_MS)],
  )
  return row?.made ?? 0
}

/**
 * Gives back the space of days in which every bucket is destroyed and cleared; answers how many partitions went. Zero also when the table was busy.
 */
export async function dropDays(database: Database, safeNow: number): Promise<number> {
  const [row] = await database.across.read.query<{ dropped: number }>(
    { text: 'SELECT keys.drop_days($1) AS dropped' },
    [dayOf(safeNow)],
  )
  return row?.dropped ?? 0
}
