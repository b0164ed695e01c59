import type { Tx } from '../../platform/db.ts'
import { packCells } from '../cells/packed-cells.ts'
import type { SealedRecord } from '../cells/seal-record.ts'
import type { Held } from '../records/hold-record.ts'
import type { BehindRecord } from './hold-behind.ts'

/** A record sealed anew: what its row, keys and tags become. `sealed` is undefined when nothing of it can be opened any more. */
export interface Resealed {
  readonly record: BehindRecord
  readonly held: Held
  readonly sealed: SealedRecord | undefined
}

// The version and the times stay: for who uses the record nothing happened.
const UPDATE = {
  name: 'vault-reseal-rows',
  text: `UPDATE vault.record r SET schema = $1, groups = n.groups::smallint[], days = n.days::int[], cells = n.cells
         FROM unnest($2::int[], $3::bytea[], $4::text[], $5::text[], $6::bytea[]) AS n(tenant, id, groups, days, cells)
         WHERE r.tenant = n.tenant AND r.id = n.id`,
}

const UNTAG = {
  name: 'vault-reseal-untag',
  text: `DELETE FROM vault.tag WHERE bucket = ANY($1::bigint[]) AND record = ANY($2::bytea[])`,
}

const UNKEY = {
  name: 'vault-reseal-unkey',
  text: `DELETE FROM keys.record_key k USING unnest($1::int[], $2::bytea[], $3::smallint[], $4::int[]) AS o(tenant, record, grp, day)
         WHERE k.day = ANY($4::int[]) AND k.tenant = o.tenant AND k.record = o.record AND k.grp = o.grp AND k.day = o.day`,
}

const KEY = {
  name: 'vault-reseal-key',
  text: `INSERT INTO keys.record_key (tenant, day, bucket, due_ms, bucket_version, grp, record, wrapped)
         SELECT * FROM unnest($1::int[], $2::int[], $3::bigint[], $4::bigint[], $5::int[], $6::smallint[], $7::bytea[], $8::bytea[])`,
}

const TAG = {
  name: 'vault-reseal-tag',
  text: `INSERT INTO vault.tag (bucket, field, grp, tag, tenant, record)
         SELECT * FROM unnest($1::bigint[], $2::smallint[], $3::smallint[], $4::bytea[], $5::int[], $6::bytea[]) ON CONFLICT DO NOTHING`,
}

/** Writes held records sealed anew under `schema`: old keys and tags gone, new ones there, in the caller's transaction. */
export async function writeResealed(tx: Tx, schema: number, resealed: readonly Resealed[]): Promise<void> {
  if (resealed.length === 0) return
  const rows = resealed.map(rowOf)
  await tx.query(UPDATE, [
    schema,
    rows.map((r) => r.tenant),
    rows.map((r) => r.id),
    rows.map((r) => r.groups),
    rows.map((r) => r.days),
    rows.map((r) => r.cells),
  ])
  const old = resealed.flatMap(({ record, held }) => held.live.map((key) => ({ record, key })))
  await tx.query(UNTAG, [[...new Set(old.map((o) => o.key.bucket))], resealed.map((r) => r.record.id)])
  await tx.query(UNKEY, [
    old.map((o) => o.record.tenant),
    old.map((o) => o.record.id),
    old.map((o) => o.key.group),
    old.map((o) => o.key.day),
  ])
  const keys = resealed.flatMap(({ record, sealed }) => (sealed?.keys ?? []).map((key) => ({ record, key })))
  await tx.query(KEY, [
    keys.map((k) => k.record.tenant),
    keys.map((k) => k.key.day),
    keys.map((k) => k.key.bucket),
    keys.map((k) => k.key.dueMs),
    keys.map((k) => k.key.bucketVersion),
    keys.map((k) => k.key.group),
    keys.map((k) => k.record.id),
    keys.map((k) => k.key.wrapped),
  ])
  const tags = resealed.flatMap(({ record, sealed }) => (sealed?.tags ?? []).map((tag) => ({ record, tag })))
  await tx.query(TAG, [
    tags.map((t) => t.tag.bucket),
    tags.map((t) => t.tag.field),
    tags.map((t) => t.tag.group),
    tags.map((t) => t.tag.tag),
    tags.map((t) => t.record.tenant),
    tags.map((t) => t.record.id),
  ])
}

/** Marks of what was destroyed stay, so that it goes on to be told as destroyed. */
function rowOf({ record, held, sealed }: Resealed) {
  const keys = sealed?.keys ?? []
  const cells = [...(sealed?.cells ?? []), ...held.kept]
  const { tenant, id } = record
  return {
    tenant,
    id,
    groups: arrayText(keys.map((k) => k.group)),
    days: arrayText(keys.map((k) => k.day)),
    cells: packCells(cells),
  }
}

const arrayText = (numbers: readonly number[]) => `{${numbers.join(',')}}`
