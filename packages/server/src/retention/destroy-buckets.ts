import type { AcrossWriter, Entries } from '../audit/index.ts'
import { tenantIdText } from '../identity/index.ts'
import {
  closeDueBucket,
  type DestroyedBucket,
  type DueBucket,
  destroyBuckets,
  endedBuckets,
  type Keyring,
} from '../keys/index.ts'
import { isAzukariError } from '../platform/errors.ts'
import { bucketDestroyed } from './events.ts'

const AT_ONCE = 100
/** How long a bucket that was closed waits for who may still write to it. */
const CLOSING_MS = 1000

/**
 * Destroys the keys of the days that are over: what is left in them, and whatever lingers of their record keys in dead rows, WAL or backups, is unreadable
 * and unfindable from the commit, however much it is. Answers how many. Each group of them is a transaction with their entries; a crash between
 * two leaves the rest for the next run. With a pipelined writer it takes four round trips in all, whatever they hold.
 */
export async function destroyEndedBuckets(
  keyring: Keyring,
  writer: AcrossWriter,
  nowMs: number,
  clauses: readonly string[],
): Promise<number> {
  for (let destroyed = 0; ; ) {
    const ended = await endedBuckets(keyring.deps.database.across.read, nowMs, AT_ONCE)
    if (ended.length === 0) return destroyed
    const ids = ended.map((b) => b.bucket)
    const { value } = await writer.across(async (tx, entries) => {
      const gone = await destroyBuckets(keyring, tx, ids, nowMs)
      noteBuckets(entries, gone, clauses)
      return gone.length
    })
    destroyed += value
    // There are no more, or another process was quicker with all of these.
    if (ended.length < AT_ONCE || value === 0) return destroyed
  }
}

/**
 * Destroys the keys of buckets of which all is due although their day is not over, so that what is much is gone as fast as what is little. One that cannot
 * be now is left to the keys one by one. Answers which went.
 */
export async function destroyFullBuckets(
  keyring: Keyring,
  writer: AcrossWriter,
  due: readonly DueBucket[],
  nowMs: number,
  clauses: readonly string[],
): Promise<ReadonlySet<number>> {
  const destroyed = new Set<number>()
  for (const bucket of due) {
    if (!(await closeDueBucket(keyring, bucket, nowMs, CLOSING_MS))) continue
    try {
      const { value } = await writer.across(async (tx, entries) => {
        const gone = await destroyBuckets(keyring, tx, [bucket.bucket], nowMs)
        noteBuckets(entries, gone, clauses)
        return gone
      })
      for (const { bucket } of value) destroyed.add(bucket)
    } catch (error) {
      if (!isAzukariError(error, 'day_not_over')) throw error
    }
  }
  return destroyed
}

function noteBuckets(entries: Entries, gone: readonly DestroyedBucket[], clauses: readonly string[]): void {
  for (const { bucket, tenant, tenantId, day, key } of gone) {
    entries.add({
      kind: bucketDestroyed,
      outcome: 'success',
      actor: 'system',
      tenant: { tenant, id: tenantIdText(tenantId) },
      detail: { bucket, tenant, day, key, clauses },
    })
  }
}
