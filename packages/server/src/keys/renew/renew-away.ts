import { createHash } from 'node:crypto'
import type { Sql, Tx } from '../../platform/db.ts'
import { isAzukariError } from '../../platform/errors.ts'
import { endOfBucket } from '../days.ts'
import type { DueBucket } from '../destroy/destroy-due-bucket.ts'
import type { Keyring } from '../keyring/keyring.ts'
import { passFence, takeFence } from '../write-fence.ts'
import { type BucketVersion, newVersion, renewalOf } from './bucket-versions.ts'
import { type OlderRow, rewrapRows } from './rewrap-rows.ts'

// By deadline, in the one partition there is: of what is due, however much it is, not a row is read.
const UNDUE = `SELECT record, grp, due_ms, bucket_version, wrapped FROM (
    SELECT * FROM keys.record_key WHERE day = $2 AND due_ms > $5 AND due_ms < $6 OFFSET 0
  ) k WHERE tenant = $1 AND bucket = $3 AND bucket_version < $4
    AND EXISTS (SELECT FROM keys.bucket_key b WHERE b.bucket = k.bucket AND b.version = k.bucket_version)`

/** Above every version there is. */
const EVERY = 2 ** 31 - 1

function valuesOf({ tenant, day, bucket, version }: BucketVersion, safeNow: number) {
  const end = endOfBucket(day)
  if (end === undefined) throw new RangeError('a bucket without an end holds what is never due')
  return [tenant, day, bucket, version, safeNow, end]
}

function undueOf(sql: Sql, target: BucketVersion, safeNow: number, limit: number): Promise<OlderRow[]> {
  return sql.query<OlderRow & object>({ text: `${UNDUE} LIMIT ${limit}` }, valuesOf(target, safeNow))
}

export interface RenewedAway extends BucketVersion {
  /** Record keys that were not due, and are under the newer key. */
  readonly kept: number
}

/**
 * Gives a bucket a newer key and wraps by it only what is not due by `safeNow`: when its older key goes (`destroyRenewed`), all that is due goes with it, however
 * much it is, and a bucket of which little is left costs little. Undefined where it is not worth it (more than `most` are undue) or cannot be done now: another
 * renewal is quicker, the tenant's key is out of reach, or a transaction from before would not end within `waitMs`. A crash leaves two versions; called again it
 * goes on, and so does `rotateBucketKey`.
 */
export async function renewAway(
  keyring: Keyring,
  due: Omit<DueBucket, 'alive'>,
  safeNow: number,
  most: number,
  waitMs: number,
): Promise<RenewedAway | undefined> {
  const { deps } = keyring
  const { read } = deps.database.across
  const { bucket } = due
  if (endOfBucket(due.day) === undefined) return undefined
  const few = await undueOf(read, { ...due, version: EVERY }, safeNow, most + 1)
  if (few.length > most) return undefined
  let target: BucketVersion
  try {
    target = (await renewalOf(deps, bucket)) ?? (await newVersion(deps, bucket))
  } catch (error) {
    // Nothing stays undestroyed because a provider does not answer: it goes key by key.
    if (isAzukariError(error)) return undefined
    throw error
  }
  keyring.forgetBucket(bucket)
  const fence = await takeFence(read)
  let kept = await rewrapUndue(keyring, target, safeNow, most)
  if (!(await passFence(read, fence, waitMs))) return undefined
  // What was wrapped by the older key in transactions that began before the newer one was there. No more can come.
  kept += await rewrapUndue(keyring, target, safeNow, most)
  return { ...target, kept }
}

async function rewrapUndue(
  keyring: Keyring,
  target: BucketVersion,
  safeNow: number,
  most: number,
): Promise<number> {
  const rows = await undueOf(keyring.deps.database.across.read, target, safeNow, most + 1)
  if (rows.length > 0) await rewrapRows(keyring, target, rows)
  return rows.length
}

/** What a renewal destroyed. */
export interface DestroyedVersion {
  /** SHA-256 of the wrapped keys that were destroyed, in order of their versions, lower-case hex. */
  readonly key: string
  readonly tenantId: Buffer
}

/**
 * Destroys the older key of a bucket that was renewed away from what is due: from the commit on nothing opens that, and no search finds it. Undefined, and
 * nothing is destroyed, where something undue still needs the older key.
 */
export async function destroyRenewed(
  keyring: Keyring,
  tx: Tx,
  target: BucketVersion,
  safeNow: number,
): Promise<DestroyedVersion | undefined> {
  const { bucket, version } = target
  const [live] = await tx.query<{ id: Buffer }>(
    {
      text: `SELECT t.id FROM keys.bucket b JOIN keys.tenant t USING (tenant)
             WHERE bucket = $1 AND b.version = $2 AND b.state = 'live' FOR UPDATE OF b`,
    },
    [bucket, version],
  )
  if (!live) return undefined
  const gone = await tx.query<{ version: number; wrapped: Buffer }>(
    {
      text: `DELETE FROM keys.bucket_key WHERE bucket = $3 AND version < $4 AND NOT EXISTS (${UNDUE}) RETURNING version, wrapped`,
    },
    valuesOf(target, safeNow),
  )
  if (gone.length === 0) return undefined
  tx.afterCommit(() => keyring.forgetBucket(bucket))
  const key = createHash('sha256')
  for (const row of gone.sort((a, b) => a.version - b.version)) key.update(row.wrapped)
  return { key: key.digest('hex'), tenantId: live.id }
}
