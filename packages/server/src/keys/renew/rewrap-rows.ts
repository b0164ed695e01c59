import { isRetryable } from '../../platform/db.ts'
import type { Keyring } from '../keyring/keyring.ts'
import type { BucketVersion } from './bucket-versions.ts'

/** A row of a record key as it is, under one version of its bucket's key. */
export interface OlderRow {
  readonly record: Buffer
  readonly grp: number
  readonly due_ms: number | null
  readonly bucket_version: number
  readonly wrapped: Buffer
}

/** Wraps rows anew under their bucket's newer key. Each call is one statement; a crash leaves its rows under the older key or all of them under the newer. */
export async function rewrapRows(
  keyring: Keyring,
  target: BucketVersion,
  rows: readonly OlderRow[],
): Promise<void> {
  await withRetries(() => rewrapBatch(keyring, target, rows))
}

async function rewrapBatch(
  keyring: Keyring,
  target: BucketVersion,
  rows: readonly OlderRow[],
): Promise<void> {
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
