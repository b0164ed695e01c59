import type { Tx } from '../platform/db.ts'
import type { EventTimes } from './clocks.ts'
import type { Fields } from './field-values.ts'
import { type LiveKey, openRecord } from './open-record.ts'
import { packCells, unpackCells } from './packed-cells.ts'
import type { PutSlot } from './put-slot.ts'
import type { PutState } from './put-state.ts'
import { type SealedRecord, sealRecord } from './seal-record.ts'
import type { VaultDeps } from './vault-deps.ts'

type Existing = PutState & { readonly id: Buffer; readonly version: number }

/**
 * Writes a new version of an existing record: all of it sealed anew under fresh keys, old keys and tags gone in the same transaction. Answers
 * the new version, or undefined when somebody else changed the record first.
 */
export async function changeRecord(
  deps: VaultDeps,
  tx: Tx,
  slot: PutSlot,
  state: Existing,
  events: EventTimes,
  nowMs: number,
): Promise<number | undefined> {
  const fields = slot.input.mode === 'merge' ? await merged(deps, tx, slot, state, nowMs) : slot.input.fields
  const sealed = await sealRecord(deps, {
    tenant: slot.caller.tenant,
    zone: slot.zone,
    applied: slot.applied,
    collection: slot.collection,
    collectionNumber: slot.collectionNumber,
    record: state.id,
    id: slot.input.id,
    fields,
    events,
    cellVersion: 1 + unpackCells(state.cells).reduce((n, c) => Math.max(n, c.version), 0),
  })
  return await writeVersion(tx, slot.caller.tenant, state, events, sealed, nowMs)
}

/** Replaces a record's row, keys and tags, if it still has the version that was read. */
export async function writeVersion(
  tx: Tx,
  tenant: number,
  state: { readonly id: Buffer; readonly version: number },
  events: EventTimes,
  sealed: SealedRecord,
  nowMs: number,
): Promise<number | undefined> {
  const { id, version } = state
  const updated = await tx.query(
    {
      name: 'vault-change-record',
      text: `UPDATE vault.record SET version = version + 1, updated_ms = $4, events = $5, groups = $6, days = $7, cells = $8
             WHERE tenant = $1 AND id = $2 AND version = $3 RETURNING version`,
    },
    [
      tenant,
      id,
      version,
      nowMs,
      JSON.stringify(events),
      sealed.keys.map((k) => k.group),
      sealed.keys.map((k) => k.day),
      packCells(sealed.cells),
    ],
  )
  if (updated.length === 0) return undefined
  await removeKeysAndTags(tx, tenant, id)
  await insertKeysAndTags(tx, tenant, id, sealed)
  return version + 1
}

/** Takes a record's keys and tags away; what they opened and found is unreadable and unfindable when the transaction commits. */
export async function removeKeysAndTags(tx: Tx, tenant: number, record: Buffer): Promise<void> {
  await tx.query(
    {
      name: 'vault-remove-tags',
      text: `DELETE FROM vault.tag t USING (SELECT DISTINCT bucket FROM keys.record_key WHERE tenant = $1 AND record = $2) k
             WHERE t.bucket = k.bucket AND t.record = $2`,
    },
    [tenant, record],
  )
  await tx.query(
    { name: 'vault-remove-keys', text: 'DELETE FROM keys.record_key WHERE tenant = $1 AND record = $2' },
    [tenant, record],
  )
}

async function insertKeysAndTags(tx: Tx, tenant: number, record: Buffer, sealed: SealedRecord): Promise<void> {
  for (const k of sealed.keys) {
    await tx.query(
      {
        name: 'vault-insert-key',
        text: `INSERT INTO keys.record_key (tenant, day, bucket, due_ms, bucket_version, grp, record, wrapped)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      },
      [tenant, k.day, k.bucket, k.dueMs, k.bucketVersion, k.group, record, k.wrapped],
    )
  }
  for (const t of sealed.tags) {
    await tx.query(
      {
        name: 'vault-insert-tag',
        text: `INSERT INTO vault.tag (bucket, field, tag, tenant, record) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
      },
      [t.bucket, t.field, t.tag, tenant, record],
    )
  }
}

const LIVE_KEYS = {
  name: 'vault-live-keys',
  text: `SELECT grp AS "group", day, bucket, bucket_version AS version, due_ms AS "dueMs", wrapped
         FROM keys.record_key WHERE tenant = $1 AND record = $2 AND day = ANY($3::int[]) AND (due_ms IS NULL OR due_ms > $4)`,
}

export function readLiveKeys(
  tx: Tx,
  tenant: number,
  record: Buffer,
  days: readonly number[],
  nowMs: number,
): Promise<LiveKey[]> {
  return tx.query<LiveKey & object>(LIVE_KEYS, [tenant, record, days, nowMs])
}

async function merged(deps: VaultDeps, tx: Tx, slot: PutSlot, state: Existing, nowMs: number): Promise<Fields> {
  const { tenant } = slot.caller
  const keys = await readLiveKeys(tx, tenant, state.id, state.days, nowMs)
  const opened = await openRecord(deps, {
    tenant,
    collection: slot.collectionNumber,
    record: state.id,
    cells: state.cells,
    keys,
  })
  return Object.assign({}, ...opened.map((c) => c.fields), slot.input.fields) as Fields
}
