import type { Tx } from '../platform/db.ts'
import type { EventTimes } from './clocks.ts'
import { packCells } from './packed-cells.ts'
import type { SealedRecord } from './seal-record.ts'

export interface NewRecord {
  readonly tenant: number
  readonly collection: number
  readonly id: Buffer
  readonly lookup: Buffer
  readonly events: EventTimes
  readonly nowMs: number
  readonly sealed: SealedRecord
}

// One statement for all of a group's new records, their keys and their tags. A record that somebody else made since its state was read breaks the
// unique index: the group raises, is carried out again one by one, and that slot finds the record there.
const INSERT = {
  name: 'vault-insert-records',
  text: `
    WITH made AS (
      INSERT INTO vault.record (tenant, id, collection, lookup, version, created_ms, updated_ms, events, groups, days, cells, schema, born)
      SELECT tenant, id, collection, lookup, 1, now_ms, now_ms, events::jsonb, groups::smallint[], days::int[], cells, schema, schema
      FROM unnest($1::int[], $2::bytea[], $3::smallint[], $4::bytea[], $5::bigint[], $6::text[], $7::text[], $8::text[], $9::bytea[],
                  $24::int[]) AS n(tenant, id, collection, lookup, now_ms, events, groups, days, cells, schema)
    ), keyed AS (
      INSERT INTO keys.record_key (tenant, day, bucket, due_ms, bucket_version, grp, record, wrapped)
      SELECT k.* FROM unnest($10::int[], $11::int[], $12::bigint[], $13::bigint[], $14::int[], $15::smallint[], $16::bytea[], $17::bytea[])
        AS k(tenant, day, bucket, due_ms, bucket_version, grp, record, wrapped)
    )
    INSERT INTO vault.tag (bucket, field, grp, tag, tenant, record)
    SELECT t.* FROM unnest($18::bigint[], $19::smallint[], $20::smallint[], $21::bytea[], $22::int[], $23::bytea[])
        AS t(bucket, field, grp, tag, tenant, record)
    ON CONFLICT DO NOTHING`,
}

/** Writes new records with the transaction's COMMIT. */
export function insertRecords(tx: Tx, records: readonly NewRecord[]): void {
  if (records.length === 0) return
  const keys = records.flatMap((r) => r.sealed.keys.map((key) => ({ r, key })))
  const tags = records.flatMap((r) => r.sealed.tags.map((tag) => ({ r, tag })))
  tx.send(INSERT, [
    records.map((r) => r.tenant),
    records.map((r) => r.id),
    records.map((r) => r.collection),
    records.map((r) => r.lookup),
    records.map((r) => r.nowMs),
    records.map((r) => JSON.stringify(r.events)),
    records.map((r) => arrayText(r.sealed.keys.map((k) => k.group))),
    records.map((r) => arrayText(r.sealed.keys.map((k) => k.day))),
    records.map((r) => packCells(r.sealed.cells)),
    keys.map(({ r }) => r.tenant),
    keys.map(({ key }) => key.day),
    keys.map(({ key }) => key.bucket),
    keys.map(({ key }) => key.dueMs),
    keys.map(({ key }) => key.bucketVersion),
    keys.map(({ key }) => key.group),
    keys.map(({ r }) => r.id),
    keys.map(({ key }) => key.wrapped),
    tags.map(({ tag }) => tag.bucket),
    tags.map(({ tag }) => tag.field),
    tags.map(({ tag }) => tag.group),
    tags.map(({ tag }) => tag.tag),
    tags.map(({ r }) => r.tenant),
    tags.map(({ r }) => r.id),
    records.map((r) => r.sealed.schema),
  ])
}

const arrayText = (numbers: readonly number[]) => `{${numbers.join(',')}}`
