import { byteaArray, int2Array, int4Array } from '../../platform/binary-array.ts'
import type { Tx } from '../../platform/db.ts'
import type { PutSlot } from '../put/put-slot.ts'
import { NOTHING, type PutState } from '../put/put-state.ts'

/**
 * As the state of a put, but without its cells: most lines of an import never open one. One row a line of which something is known; the numbers that all share
 * stand in each, and in the one row there is when nothing is known of any.
 */
const STATE = {
  name: 'vault-bulk-state',
  text: `
    SELECT h.policy, h.now_ms, h.generation, f.*
    FROM (SELECT (SELECT version FROM policy.current) AS policy, platform.now_ms() AS now_ms,
                 (SELECT generation FROM access.authority WHERE tenant = $5) AS generation) h
    LEFT JOIN (
      SELECT i.ord, r.id, r.version, r.schema, r.born, r.created_ms, r.events, r.groups, r.days, s.lookup IS NOT NULL AS suppressed
      FROM unnest($1::int[], $2::smallint[], $3::bytea[]) WITH ORDINALITY AS i(tenant, collection, lookup, ord)
      LEFT JOIN vault.record r ON r.tenant = i.tenant AND r.collection = i.collection AND r.lookup = i.lookup
      LEFT JOIN vault.suppression s ON s.tenant = i.tenant AND s.collection = i.collection AND s.lookup = i.lookup
        AND s.until_ms > least($4, (SELECT platform.now_ms()))
      WHERE r.id IS NOT NULL OR s.lookup IS NOT NULL
    ) f ON true`,
}

type Found = Omit<PutState, 'cells' | 'policy' | 'now_ms' | 'generation'>

interface Row extends Found, Pick<PutState, 'policy' | 'now_ms' | 'generation'> {
  readonly ord: number | null
}

/** One state a slot, in order; `cells` is left empty. The slots are of one caller, so of one tenant. Nothing is locked. */
export async function readBulkState(tx: Tx, slots: readonly PutSlot[], nowMs: number): Promise<PutState[]> {
  const [first] = slots
  if (!first) return []
  const rows = await tx.query<Row>(STATE, [
    int4Array(slots.map((s) => s.caller.tenant)),
    int2Array(slots.map((s) => s.collectionNumber)),
    byteaArray(slots.map((s) => s.lookup)),
    nowMs,
    first.caller.tenant,
  ])
  const [{ policy, now_ms, generation }] = rows as [Row]
  const found = new Map(rows.map((row) => [row.ord, row]))
  const unknown: PutState = { ...NOTHING, policy, now_ms, generation }
  return slots.map((_, i) => {
    const row = found.get(i + 1)
    return row === undefined ? unknown : { ...NOTHING, ...row }
  })
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
