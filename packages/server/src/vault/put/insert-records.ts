import { byteaArray, int2Array, int4Array, int8Array, textArray } from '../../platform/binary-array.ts'
import type { Tx } from '../../platform/db.ts'
import { packCells } from '../cells/packed-cells.ts'
import type { SealedRecord } from '../cells/seal-record.ts'
import type { EventTimes } from '../clocks/clocks.ts'

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
        AS t(bucket, field, grp, tag, tenant, record)`,
}

/** Writes new records with the transaction's COMMIT. */
export function insertRecords(tx: Tx, records: readonly NewRecord[]): void {
  if (records.length === 0) return
  const keys = records.flatMap((r) => r.sealed.keys.map((key) => ({ r, key })))
  const tags = records.flatMap((r) => r.sealed.tags.map((tag) => ({ r, tag })))
  tx.send(INSERT, [
    int4Array(records.map((r) => r.tenant)),
    byteaArray(records.map((r) => r.id)),
    int2Array(records.map((r) => r.collection)),
    byteaArray(records.map((r) => r.lookup)),
    int8Array(records.map((r) => r.nowMs)),
    textArray(records.map((r) => JSON.stringify(r.events))),
    textArray(records.map((r) => arrayText(r.sealed.keys.map((k) => k.group)))),
    textArray(records.map((r) => arrayText(r.sealed.keys.map((k) => k.day)))),
    byteaArray(records.map((r) => packCells(r.sealed.cells))),
    int4Array(keys.map(({ r }) => r.tenant)),
    int4Array(keys.map(({ key }) => key.day)),
    int8Array(keys.map(({ key }) => key.bucket)),
    int8Array(keys.map(({ key }) => key.dueMs)),
    int4Array(keys.map(({ key }) => key.bucketVersion)),
    int2Array(keys.map(({ key }) => key.group)),
    byteaArray(keys.map(({ r }) => r.id)),
    byteaArray(keys.map(({ key }) => key.wrapped)),
    int8Array(tags.map(({ tag }) => tag.bucket)),
    int2Array(tags.map(({ tag }) => tag.field)),
    int2Array(tags.map(({ tag }) => tag.group)),
    byteaArray(tags.map(({ tag }) => tag.tag)),
    int4Array(tags.map(({ r }) => r.tenant)),
    byteaArray(tags.map(({ r }) => r.id)),
    int4Array(records.map((r) => r.sealed.schema)),
  ])
}

const arrayText = (numbers: readonly number[]) => `{${numbers.join(',')}}`
