import type { AcrossWriter } from '../audit/index.ts'
import { tenantIdText } from '../identity/index.ts'
import { type DueBucket, destroyRenewed, type Keyring, renewAway } from '../keys/index.ts'
import { bucketRenewed } from './events.ts'

/** How long a bucket that is being renewed waits for who may still write by its older key. */
const WAIT_MS = 1000

/**
 * Destroys what is due of buckets in which something else has time left, where that is little: the bucket gets a newer key, what has time left is wrapped by it, and
 * the older key is destroyed with all that is due. At most `mostKept` are wrapped anew, and half as many as are due: beyond that deleting what is due is quicker. Answers
 * how many buckets. One that cannot be renewed now is left to the keys one by one.
 *
 * Commit point: before it a crash leaves a bucket with two keys, which the next run takes up; after it what is due is unreadable and unfindable, and its rows wait to
 * be cleared.
 */
export async function renewDueBuckets(
  keyring: Keyring,
  writer: AcrossWriter,
  due: readonly DueBucket[],
  nowMs: number,
  clauses: readonly string[],
  mostKept: number,
): Promise<number> {
  let renewed = 0
  for (const bucket of due) {
    const most = Math.min(mostKept, bucket.keys >> 1)
    const target = await renewAway(keyring, bucket, nowMs, most, WAIT_MS)
    if (target === undefined) continue
    const { value } = await writer.across(async (tx, entries) => {
      const gone = await destroyRenewed(keyring, tx, target, nowMs)
      if (gone === undefined) return 0
      const { tenant, day, kept } = target
      entries.add({
        kind: bucketRenewed,
        outcome: 'success',
        actor: 'system',
        tenant: { tenant, id: tenantIdText(gone.tenantId) },
        detail: {
          bucket: target.bucket,
          tenant,
          day,
          key: gone.key,
          kept,
          until: new Date(nowMs).toISOString(),
          clauses,
        },
      })
      return 1
    })
    renewed += value
  }
  return renewed
}
