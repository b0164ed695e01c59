import { byteaArray, int2Array, int4Array } from '../../platform/binary-array.ts'
import type { Tx } from '../../platform/db.ts'
import type { PutSlot } from '../put/put-slot.ts'
import type { PutState } from '../put/put-state.ts'

/** As the state of a put, but without its cells: most lines of an import never open one. */
const STATE = {
  name: 'vault-bulk-state',
  text: `
    SELECT p.version AS policy, a.generation, (SELECT platform.now_ms()) AS now_ms,
           r.id, r.version, r.schema, r.born, r.created_ms, r.events, r.groups, r.days, s.lookup IS NOT NULL AS suppressed
    FROM unnest($1::int[], $2::smallint[], $3::bytea[]) WITH ORDINALITY AS i(tenant, collection, lookup, ord)
    CROSS JOIN (SELECT version FROM policy.current) p
    LEFT JOIN access.authority a ON a.tenant = i.tenant
    LEFT JOIN vault.record r ON r.tenant = i.tenant AND r.collection = i.collection AND r.lookup = i.lookup
    LEFT JOIN vault.suppression s ON s.tenant = i.tenant AND s.collection = i.collection AND s.lookup = i.lookup
      AND s.until_ms > least($4, (SELECT platform.now_ms()))
    ORDER BY i.ord`,
}

const NO_CELLS = Buffer.alloc(0)

/** One state a slot, in order; `cells` is left empty. Nothing is locked. */
export async function readBulkState(tx: Tx, slots: readonly PutSlot[], nowMs: number): Promise<PutState[]> {
  const rows = await tx.query<Omit<PutState, 'cells'>>(STATE, [
    int4Array(slots.map((s) => s.caller.tenant)),
    int2Array(slots.map((s) => s.collectionNumber)),
    byteaArray(slots.map((s) => s.lookup)),
    nowMs,
  ])
  return rows.map((row) => ({
    ...row,
    cells: NO_CELLS,
    repeat_body: null,
    repeat_version: null,
    repeat_leaf: null,
  }))
}

/** A live record key and the digest of what its group was made from; null where a put made it. */
export interface DigestRow {
  readonly ord: number
  readonly grp: number
  readonly bucket: number
  readonly version: number
  readonly due_ms: number | null
  readonly digest: Buffer | null
}

const DIGESTS = {
  name: 'vault-bulk-digests',
  text: `
    SELECT i.ord, k.grp, k.bucket, k.bucket_version AS version, k.due_ms, k.digest
    FROM unnest($1::int[], $2::bytea[]) WITH ORDINALITY AS i(tenant, id, ord)
    JOIN LATERAL (SELECT groups, days FROM vault.record WHERE tenant = i.tenant AND id = i.id OFFSET 0) r ON true
    CROSS JOIN LATERAL unnest(r.groups, r.days) AS g(grp, day)
    CROSS JOIN LATERAL (
      SELECT * FROM keys.record_key
      WHERE tenant = i.tenant AND record = i.id AND record_key.grp = g.grp AND record_key.day = g.day
        AND EXISTS (SELECT FROM keys.bucket_key b WHERE b.bucket = record_key.bucket AND b.version = record_key.bucket_version)
      LIMIT 1
    ) k`,
}

/** The live keys of these records, each with the place of its record in the list, from 1. */
export function readDigests(
  tx: Tx,
  records: readonly { readonly tenant: number; readonly id: Buffer }[],
): Promise<DigestRow[]> {
  return tx.query<DigestRow & object>(DIGESTS, [
    int4Array(records.map((r) => r.tenant)),
    byteaArray(records.map((r) => r.id)),
  ])
}

const KEEP = {
  name: 'vault-bulk-keep-digests',
  text: `UPDATE keys.record_key k SET digest = d.digest
         FROM unnest($1::int[], $2::bytea[], $3::smallint[], $4::int[], $5::bytea[]) AS d(tenant, record, grp, day, digest)
         WHERE k.tenant = d.tenant AND k.record = d.record AND k.grp = d.grp AND k.day = d.day`,
}

export interface KeptDigest {
  readonly tenant: number
  readonly record: Buffer
  readonly group: number
  readonly day: number
  readonly digest: Buffer
}

/** Keeps digests beside the keys of records that are locked by this transaction. */
export async function keepDigests(tx: Tx, kept: readonly KeptDigest[]): Promise<void> {
  if (kept.length === 0) return
  await tx.query(KEEP, [
    int4Array(kept.map((k) => k.tenant)),
    byteaArray(kept.map((k) => k.record)),
    int2Array(kept.map((k) => k.group)),
    int4Array(kept.map((k) => k.day)),
    byteaArray(kept.map((k) => k.digest)),
  ])
}
