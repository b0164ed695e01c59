import { seal } from '../crypto/aead.ts'
import { newKey } from '../crypto/random.ts'
import { currentEpoch } from '../epochs.ts'
import { keyGone, keysBusy } from '../errors.ts'
import { bucketKeyAad } from '../keyring/wraps.ts'
import type { KeysDeps } from '../keys-deps.ts'

/** A bucket and the version of its key that all of it is to be under. */
export interface BucketVersion {
  readonly bucket: number
  readonly tenant: number
  readonly day: number
  readonly version: number
}

/** The renewal of a bucket that is under way, or was cut short: it has two versions. */
export async function renewalOf(deps: KeysDeps, bucket: number): Promise<BucketVersion | undefined> {
  const [row] = await deps.database.across.read.query<BucketVersion>(
    {
      text: `SELECT bucket, tenant, day, version FROM keys.bucket b WHERE bucket = $1 AND state = 'live'
             AND EXISTS (SELECT FROM keys.bucket_key k WHERE k.bucket = b.bucket AND k.version < b.version)`,
    },
    [bucket],
  )
  return row
}

/** Gives a bucket a newer key beside the one it has. Before the commit a crash leaves nothing; after it, two versions, of which writers may use only the newer. */
export async function newVersion(deps: KeysDeps, bucket: number): Promise<BucketVersion> {
  const { environment } = deps
  const [row] = await deps.database.across.read.query<BucketVersion & { under: number }>(
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
