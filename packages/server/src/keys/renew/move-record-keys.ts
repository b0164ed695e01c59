import type { Tx } from '../../platform/db.ts'
import type { BucketHandle } from '../keyring/held-keys.ts'
import type { Keyring } from '../keyring/keyring.ts'
import type { RecordPlace } from '../keyring/wraps.ts'

/** A record key as its row tells, and where it is to go. */
export interface Move {
  readonly record: Buffer
  readonly group: number
  /** Where it is now: the day of its bucket. */
  readonly day: number
  readonly to: BucketHandle
  readonly dueMs: number | null
}

export interface Moved {
  readonly record: Buffer
  readonly group: number
  readonly day: number
}

interface Row {
  readonly record: Buffer
  readonly grp: number
  readonly day: number
  readonly bucket: number
  readonly bucket_version: number
  readonly due_ms: number | null
  readonly wrapped: Buffer
}

/** A record key wrapped for another bucket or deadline. Nothing is written; the key is in memory for the time of the call. */
export function rewrapRecordKey(
  keyring: Keyring,
  from: { readonly bucket: BucketHandle; readonly place: RecordPlace; readonly wrapped: Uint8Array },
  to: { readonly bucket: BucketHandle; readonly place: RecordPlace },
): Buffer {
  const key = keyring.unwrapRecordKey(from.bucket, from.place, from.wrapped)
  try {
    return keyring.wrapRecordKey(to.bucket, to.place, key)
  } finally {
    key.fill(0)
  }
}

const nameOf = (record: Buffer, group: number) => `${record.toString('latin1')}/${group}`

/**
 * Moves record keys of one tenant into other buckets, or gives them another deadline, in the caller's transaction: their rows change
 * partition. Cells are not touched. Answers those that were there; the caller stores their new days beside the records. Throws what
 * `isBucketNotCurrent` knows when a bucket was renewed meanwhile: take its handle anew.
 */
export async function moveRecordKeys(
  keyring: Keyring,
  tx: Tx,
  tenant: number,
  moves: readonly Move[],
): Promise<Moved[]> {
  const wanted = new Map(moves.map((m) => [nameOf(m.record, m.group), m]))
  const rows = await lockRows(tx, tenant, [...wanted.values()])
  const out = { day: [] as number[], bucket: [] as number[], version: [] as number[] }
  const wrapped: Buffer[] = []
  const targets: Move[] = []
  for (const row of rows) {
    const move = wanted.get(nameOf(row.record, row.grp)) as Move
    const bucket = await keyring.bucket(row.bucket, row.bucket_version)
    const place = { record: row.record, group: row.grp, dueMs: row.due_ms }
    const next = { bucket: move.to, place: { ...place, dueMs: move.dueMs } }
    wrapped.push(rewrapRecordKey(keyring, { bucket, place, wrapped: row.wrapped }, next))
    targets.push(move)
    out.day.push(move.to.day)
    out.bucket.push(move.to.bucket)
    out.version.push(move.to.version)
  }
  await tx.query(
    {
      name: 'keys-move',
      text: `UPDATE keys.record_key k SET day = n.day, bucket = n.bucket, bucket_version = n.version, due_ms = n.due_ms, wrapped = n.wrapped
             FROM unnest($2::bytea[], $3::smallint[], $4::int[], $5::int[], $6::bigint[], $7::int[], $8::bigint[], $9::bytea[])
               AS n(record, grp, was, day, bucket, version, due_ms, wrapped)
             WHERE k.tenant = $1 AND k.record = n.record AND k.grp = n.grp AND k.day = n.was AND k.day = ANY($4::int[])`,
    },
    [
      tenant,
      targets.map((m) => m.record),
      targets.map((m) => m.group),
      targets.map((m) => m.day),
      out.day,
      out.bucket,
      out.version,
      targets.map((m) => m.dueMs),
      wrapped,
    ],
  )
  return targets.map((m) => ({ record: m.record, group: m.group, day: m.to.day }))
}

// In the order of the index, so that two callers never wait for each other in a ring.
function lockRows(tx: Tx, tenant: number, moves: readonly Move[]): Promise<Row[]> {
  return tx.query<Row>(
    {
      name: 'keys-lock-rows',
      text: `SELECT k.record, k.grp, k.day, k.bucket, k.bucket_version, k.due_ms, k.wrapped FROM keys.record_key k
             JOIN unnest($2::bytea[], $3::smallint[], $4::int[]) AS m(record, grp, day)
               ON k.record = m.record AND k.grp = m.grp AND k.day = m.day
             WHERE k.tenant = $1 AND k.day = ANY($4::int[]) ORDER BY k.record, k.grp FOR UPDATE OF k`,
    },
    [tenant, moves.map((m) => m.record), moves.map((m) => m.group), moves.map((m) => m.day)],
  )
}
