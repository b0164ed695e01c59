import { keysBusy } from '../errors.ts'
import type { Keyring } from '../keyring/keyring.ts'
import type { KeysDeps } from '../keys-deps.ts'
import { passFence, takeFence } from '../write-fence.ts'
import { type BucketVersion, newVersion, renewalOf } from './bucket-versions.ts'
import { BATCH, type Progress, type RotationOptions, RotationProgress } from './progress.ts'
import { type OlderRow, rewrapRows } from './rewrap-rows.ts'

const FENCE_WAIT_MS = 30_000
// What was under a version whose key is gone was due and waits to be cleared: nothing opens it, so nothing wraps it anew.
const OLDER = `FROM keys.record_key k WHERE tenant = $1 AND day = $2 AND bucket = $3 AND bucket_version < $4
  AND EXISTS (SELECT FROM keys.bucket_key b WHERE b.bucket = k.bucket AND b.version = k.bucket_version)`

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
  const target = (await renewalOf(deps, bucket)) ?? (await newVersion(deps, bucket))
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

async function remaining(deps: KeysDeps, target: BucketVersion): Promise<number> {
  const [row] = await deps.database.across.read.query<{ n: number }>(
    {
      text: `SELECT count(*) AS n ${OLDER}`,
    },
    [target.tenant, target.day, target.bucket, target.version],
  )
  return row?.n ?? 0
}

/** Passes once over the bucket in the order of its index. */
async function rewrapAll(
  keyring: Keyring,
  target: BucketVersion,
  size: number,
  progress: RotationProgress,
): Promise<void> {
  const { tenant, day, bucket, version } = target
  let after: readonly [Buffer, number] = [Buffer.alloc(0), 0]
  for (;;) {
    const rows = await keyring.deps.database.across.read.query<OlderRow>(
      {
        name: 'keys-bucket-older',
        text: `SELECT record, grp, due_ms, bucket_version, wrapped ${OLDER}
               AND (record, grp) > ($5, $6::smallint) ORDER BY record, grp LIMIT $7`,
      },
      [tenant, day, bucket, version, ...after, size],
    )
    const last = rows.at(-1)
    if (!last) return
    await rewrapRows(keyring, target, rows)
    await progress.advance(rows.length)
    after = [last.record, last.grp]
  }
}

/** From its commit on nothing opens what the older versions wrapped. Refuses while a row still needs one, whatever went before. */
async function destroyOlder(deps: KeysDeps, { tenant, day, bucket, version }: BucketVersion): Promise<void> {
  const gone = await deps.database.across.read.query(
    {
      text: `DELETE FROM keys.bucket_key WHERE bucket = $3 AND version < $4 AND NOT EXISTS (SELECT ${OLDER}) RETURNING version`,
    },
    [tenant, day, bucket, version],
  )
  if (gone.length > 0) return
  const left = await remaining(deps, { tenant, day, bucket, version })
  if (left > 0) throw keysBusy('some record keys are still under the older key', { fix: 'call it again' })
}
