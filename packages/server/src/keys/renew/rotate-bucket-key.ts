import { isRetryable } from '../../platform/db.ts'
import { seal } from '../crypto/aead.ts'
import { newKey } from '../crypto/random.ts'
import { currentEpoch } from '../epochs.ts'
import { keyGone, keysBusy } from '../errors.ts'
import type { Keyring } from '../keyring/keyring.ts'
import { bucketKeyAad } from '../keyring/wraps.ts'
import type { KeysDeps } from '../keys-deps.ts'
import { passFence, takeFence } from '../write-fence.ts'
import { BATCH, type Progress, type RotationOptions, RotationProgress } from './progress.ts'

interface Target {
  readonly bucket: number
  readonly tenant: number
  readonly day: number
  readonly version: number
}

interface KeyRow {
  readonly record: Buffer
  readonly grp: number
  readonly due_ms: number | null
  readonly bucket_version: number
  readonly wrapped: Buffer
}

const FENCE_WAIT_MS = 30_000

/**
 * Gives a bucket a new key, wraps its record keys anew and destroys the old key: copies of record keys that were deleted or moved away, in
 * backups or dead tuples, are then worth nothing. Search tags stay, they come from the bucket's seed. Serving goes on. Called again after
 * a crash it goes on where it stopped. Throws `key_gone` when the bucket is not live, `keys_busy` when a transaction from before would not end.
 */
export async function rotateBucketKey(
  keyring: Keyring,
  bucket: number,
  options: RotationOptions = {},
): Promise<Progress> {
  const { deps } = keyring
  const target = (await interrupted(deps, bucket)) ?? (await newVersion(deps, bucket))
  keyring.forgetBucket(bucket)
  const fence = await takeFence(deps.database.across.read)
  const progress = await RotationProgress.start(
    deps,
    'bucket',
    String(bucket),
    await remaining(deps, target),
    options.onProgress,
  )
  const size = options.batch ?? BATCH
  await rewrapAll(keyring, target, size, progress)
  if (!(await passFence(deps.database.across.read, fence, FENCE_WAIT_MS)))
    throw keysBusy('a transaction from before the renewal is still open', { fix: 'call it again later' })
  // What was wrapped by the older key in transactions that began before the new one was there. No more can come.
  await rewrapAll(keyring, target, size, progress)
  await destroyOlder(deps, target)
  keyring.forgetBucket(bucket)
  return await progress.finish()
}

async function interrupted(deps: KeysDeps, bucket: number): Promise<Target | undefined> {
  const [row] = await deps.database.across.read.query<Target>(
    {
      text: `SELECT bucket, tenant, day, version FROM keys.bucket b WHERE bucket = $1 AND state = 'live'
             AND EXISTS (SELECT FROM keys.bucket_key k WHERE k.bucket = b.bucket AND k.version < b.version)`,
    },
    [bucket],
  )
  return row
}

/** Before the commit a crash leaves nothing; after it, two versions, of which writers may use only the newer. */
async function newVersion(deps: KeysDeps, bucket: number): Promise<Target> {
  const { environment } = deps
  const [row] = await deps.database.across.read.query<Target & { under: number }>(
    {
      text: `SELECT b.bucket, b.tenant, b.day, b.version, k.version AS under FROM keys.bucket b
             JOIN keys.tenant_key k ON k.tenant = b.tenant AND k.state = 'current'
             WHERE b.bucket = $1 AND b.state = 'live' AND b.closed_at_ms IS NULL`,
    },
    [bucket],
  )
  if (!row) throw keyGone('the bucket was destroyed, or is about to be')
  const { tenant, day, under: tenantVersion } = row
  const version = row.version + 1
  const epoch = await currentEpoch(deps.database.across.read)
  const held = await deps.tenantKey(tenant, tenantVersion)
  const key = newKey()
  const wrapped = seal(
    held.key.now,
    key,
    bucketKeyAad({ environment, tenant, tenantVersion, bucket, day, version }),
  )
  key.fill(0)
  const made = await deps.database.across.read.query(
    {
      text: `WITH under AS (
               SELECT version FROM keys.tenant_key WHERE tenant = $1 AND version = $2 AND state = 'current' FOR SHARE
             ), moved AS (
               UPDATE keys.bucket SET version = $4 FROM under
               WHERE bucket = $3 AND state = 'live' AND closed_at_ms IS NULL AND keys.bucket.version = $4 - 1 RETURNING bucket
             )
             INSERT INTO keys.bucket_key (bucket, version, tenant, tenant_version, epoch, wrapped)
             SELECT bucket, $4, $1, $2, $5, $6 FROM moved RETURNING version`,
    },
    [tenant, tenantVersion, bucket, version, epoch.id, wrapped],
  )
  if (made.length === 0) throw keysBusy('another renewal was quicker', { fix: 'try again' })
  return { bucket, tenant, day, version }
}

async function remaining(deps: KeysDeps, target: Target): Promise<number> {
  const [row] = await deps.database.across.read.query<{ n: number }>(
    {
      text: `SELECT count(*) AS n FROM keys.record_key WHERE tenant = $1 AND day = $2 AND bucket = $3 AND bucket_version < $4`,
    },
    [target.tenant, target.day, target.bucket, target.version],
  )
  return row?.n ?? 0
}

/** Passes once over the bucket in the order of its index. */
async function rewrapAll(
  keyring: Keyring,
  target: Target,
  size: number,
  progress: RotationProgress,
): Promise<void> {
  const { tenant, day, bucket, version } = target
  let after: readonly [Buffer, number] = [Buffer.alloc(0), 0]
  for (;;) {
    const rows = await keyring.deps.database.across.read.query<KeyRow>(
      {
        name: 'keys-bucket-older',
        text: `SELECT record, grp, due_ms, bucket_version, wrapped FROM keys.record_key
               WHERE tenant = $1 AND day = $2 AND bucket = $3 AND bucket_version < $4 AND (record, grp) > ($5, $6::smallint)
               ORDER BY record, grp LIMIT $7`,
      },
      [tenant, day, bucket, version, ...after, size],
    )
    const last = rows.at(-1)
    if (!last) return
    await withRetries(() => rewrapBatch(keyring, target, rows))
    await progress.advance(rows.length)
    after = [last.record, last.grp]
  }
}

/** Each batch is one statement; a crash leaves its rows under the older key or all of them under the newer. */
async function rewrapBatch(keyring: Keyring, target: Target, rows: readonly KeyRow[]): Promise<void> {
  const { tenant, day, bucket, version } = target
  const to = await keyring.bucket(bucket, version)
  const wrapped: Buffer[] = []
  for (const row of rows) {
    const from = await keyring.bucket(bucket, row.bucket_version)
    const place = { record: row.record, group: row.grp, dueMs: row.due_ms }
    const key = keyring.unwrapRecordKey(from, place, row.wrapped)
    wrapped.push(keyring.wrapRecordKey(to, place, key))
    key.fill(0)
  }
  await keyring.deps.database.across.read.query(
    {
      name: 'keys-rewrap',
      text: `UPDATE keys.record_key k SET wrapped = n.wrapped, bucket_version = $3
             FROM unnest($4::bytea[], $5::smallint[], $6::bytea[], $7::bytea[]) AS n(record, grp, old, wrapped)
             WHERE k.tenant = $1 AND k.day = $2 AND k.record = n.record AND k.grp = n.grp AND k.wrapped = n.old`,
    },
    [
      tenant,
      day,
      version,
      rows.map((r) => r.record),
      rows.map((r) => r.grp),
      rows.map((r) => r.wrapped),
      wrapped,
    ],
  )
}

async function withRetries(work: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (attempt === 5 || !isRetryable(error)) throw error
    }
  }
}

/** From its commit on nothing opens what the older versions wrapped. Refuses while a row still needs one, whatever went before. */
async function destroyOlder(deps: KeysDeps, { tenant, day, bucket, version }: Target): Promise<void> {
  const gone = await deps.database.across.read.query(
    {
      text: `DELETE FROM keys.bucket_key WHERE bucket = $3 AND version < $4 AND NOT EXISTS (
               SELECT FROM keys.record_key WHERE tenant = $1 AND day = $2 AND bucket = $3 AND bucket_version < $4
             ) RETURNING version`,
    },
    [tenant, day, bucket, version],
  )
  if (gone.length > 0) return
  const left = await remaining(deps, { tenant, day, bucket, version })
  if (left > 0) throw keysBusy('some record keys are still under the older key', { fix: 'call it again' })
}
