import type { Tx } from '../../platform/db.ts'
import { packCells } from '../cells/packed-cells.ts'
import type { SealedRecord } from '../cells/seal-record.ts'
import type { EventTimes } from '../clocks/clocks.ts'
import type { Held } from './hold-record.ts'

/**
 * Replaces what is live of a held record: its row, keys and tags. What is due or destroyed stays as it is. Answers the new version.
 */
export async function writeVersion(
  tx: Tx,
  tenant: number,
  record: { readonly id: Buffer; readonly version: number },
  held: Held,
  events: EventTimes,
  sealed: SealedRecord,
  nowMs: number,
): Promise<number> {
  const keys = [...sealed.keys, ...held.due]
  await tx.query(
    {
      name: 'vault-change-record',
      text: `UPDATE vault.record SET version = version + 1, updated_ms = $3, events = $4, groups = $5, days = $6, cells = $7, schema = $8
             WHERE tenant = $1 AND id = $2`,
    },
    [
      tenant,
      record.id,
      nowMs,
      JSON.stringify(events),
      keys.map((k) => k.group),
      keys.map((k) => k.day),
      packCells([...sealed.cells, ...held.kept]),
      sealed.schema,
    ],
  )
  await removeKeysAndTags(tx, tenant, record.id, held.live)
  await insertKeysAndTags(tx, tenant, record.id, sealed)
  return record.version + 1
}

/** Takes keys away with their tags; what they opened and found is unreadable and unfindable when the transaction commits. */
export async function removeKeysAndTags(
  tx: Tx,
  tenant: number,
  record: Buffer,
  keys: readonly { readonly group: number; readonly day: number; readonly bucket: number }[],
): Promise<void> {
  const groups = keys.map((k) => k.group)
  await tx.query(
    {
      name: 'vault-remove-tags',
      text: `DELETE FROM vault.tag t USING unnest($2::bigint[], $3::smallint[]) AS k(bucket, grp)
             WHERE t.bucket = k.bucket AND t.grp = k.grp AND t.record = $1`,
    },
    [record, keys.map((k) => k.bucket), groups],
  )
  await tx.query(
    {
      name: 'vault-remove-keys',
      text: 'DELETE FROM keys.record_key WHERE tenant = $1 AND record = $2 AND grp = ANY($3::smallint[]) AND day = ANY($4::int[])',
    },
    [tenant, record, groups, keys.map((k) => k.day)],
  )
}

/** Writes the keys and tags of a sealed record. */
export async function insertKeysAndTags(
  tx: Tx,
  tenant: number,
  record: Buffer,
  sealed: SealedRecord,
): Promise<void> {
  const { keys, tags } = sealed
  await tx.query(
    {
      name: 'vault-insert-keys',
      text: `INSERT INTO keys.record_key (tenant, day, bucket, due_ms, bucket_version, grp, record, wrapped)
             SELECT $1, k.day, k.bucket, k.due_ms, k.version, k.grp, $2, k.wrapped
             FROM unnest($3::int[], $4::bigint[], $5::bigint[], $6::int[], $7::smallint[], $8::bytea[])
               AS k(day, bucket, due_ms, version, grp, wrapped)`,
    },
    [
      tenant,
      record,
      keys.map((k) => k.day),
      keys.map((k) => k.bucket),
      keys.map((k) => k.dueMs),
      keys.map((k) => k.bucketVersion),
      keys.map((k) => k.group),
      keys.map((k) => k.wrapped),
    ],
  )
  await tx.query(
    {
      name: 'vault-insert-tags',
      text: `INSERT INTO vault.tag (bucket, field, grp, tag, tenant, record)
             SELECT t.bucket, t.field, t.grp, t.tag, $1, $2
             FROM unnest($3::bigint[], $4::smallint[], $5::smallint[], $6::bytea[]) AS t(bucket, field, grp, tag)
             ON CONFLICT DO NOTHING`,
    },
    [
      tenant,
      record,
      tags.map((t) => t.bucket),
      tags.map((t) => t.field),
      tags.map((t) => t.group),
      tags.map((t) => t.tag),
    ],
  )
}
