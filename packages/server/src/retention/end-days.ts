import type { AuditWriter } from '../audit/index.ts'
import { destroyBucket, dropDays, endedBuckets, type Keyring, prepareDays } from '../keys/index.ts'
import { isAzukariError } from '../platform/errors.ts'
import { bucketDestroyed } from './events.ts'
import { forgetRecords, type GoneKey } from './forget-records.ts'

const AT_ONCE = 100
/** Partitions of the key store are made this many days before a record key can fall into them. */
const AHEAD_DAYS = 120

// What the sweep passed over because it was being changed at that moment.
const LAST = {
  name: 'retention-last-keys',
  text: `SELECT tenant, record, grp AS "group", bucket FROM keys.record_key
         WHERE tenant = $1 AND day = $2 AND bucket = $3 ORDER BY record, grp FOR UPDATE`,
}

/**
 * Ends the days that are over: each of their buckets loses its key, so that whatever lingers of its record keys in dead rows, WAL or backups dies with the
 * epoch. Also makes room for the days to come. Answers how many buckets were destroyed. Each is a transaction with its entry; a crash between two
 * leaves the rest for the next run.
 */
export async function endDays(keyring: Keyring, writer: AuditWriter, nowMs: number): Promise<number> {
  const { database } = keyring.deps
  await prepareDays(database, nowMs, AHEAD_DAYS)
  let destroyed = 0
  for (const { bucket, tenant, day } of await endedBuckets(database.read, nowMs, AT_ONCE)) {
    try {
      await writer.transaction(async (tx, entries) => {
        const last = await tx.query<GoneKey & object>(LAST, [tenant, day, bucket])
        const { left } = await destroyBucket(keyring, tx, bucket, nowMs)
        await forgetRecords(tx, last, nowMs)
        await tx.query({ text: 'DELETE FROM vault.tag WHERE bucket = $1' }, [bucket])
        const detail = { bucket, tenant, day, keys: left }
        entries.add({ kind: bucketDestroyed, outcome: 'success', actor: 'system', detail })
      })
      destroyed += 1
    } catch (error) {
      // Another process was quicker.
      if (!isAzukariError(error, 'key_gone')) throw error
    }
  }
  if (destroyed > 0) await dropDays(database, nowMs)
  return destroyed
}
