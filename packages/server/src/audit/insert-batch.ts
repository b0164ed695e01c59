import type { Tx } from '../platform/db.ts'
import type { OpeningSealer } from './audit-writer.ts'
import { logUnavailable } from './errors.ts'
import type { Batch } from './lane.ts'

// A lane that the sequencer stopped at takes no more: what it promised there would never be in the log.
const INSERT = {
  name: 'audit-insert-batch',
  text: `INSERT INTO audit.pending (lane, batch, count, prev, head, signature, due_ms, entries)
    SELECT $1::bytea, $2::bigint, $3::integer, $4::bytea, $5::bytea, $6::bytea, $7::bigint, $8::bytea
    WHERE NOT EXISTS (SELECT FROM audit.gap WHERE lane = $1) RETURNING 1`,
}

const INSERT_OPENING = {
  name: 'audit-insert-opening',
  text: `INSERT INTO audit.opening (tenant, lane, batch, made_ms, sealed) VALUES ($1, $2, $3, $4, $5)`,
}

/**
 * Adds a batch, and the sealed openings of each tenant in it, to the transaction. Throws `log_unavailable` whatever the cause: the
 * transaction must not be committed without its entries.
 */
export async function insertBatch(tx: Tx, batch: Batch, sealer: OpeningSealer): Promise<void> {
  try {
    await insert(tx, batch, sealer)
  } catch (cause) {
    throw logUnavailable('the entries of this change could not be stored', { fix: 'try again', cause })
  }
}

async function insert(tx: Tx, batch: Batch, sealer: OpeningSealer): Promise<void> {
  const { lane, prev, head, signature, dueMs, madeMs, entries, leaves } = batch
  const values = [lane, batch.batch, leaves.length, prev, head, signature, dueMs, entries]
  if ((await tx.query(INSERT, values)).length !== 1) throw new Error('the sequencer stopped at this lane')
  for (const [tenant, openings] of byTenant(batch)) {
    const aad = openingAad(lane, batch.batch, tenant)
    const sealed = sealer.seal(tenant, Buffer.from(JSON.stringify(openings), 'utf8'), aad)
    const bytes = sealed instanceof Promise ? await sealed : sealed
    await tx.query(INSERT_OPENING, [tenant, lane, batch.batch, madeMs, bytes])
  }
}

/** Binds sealed openings to their place: "azukari/openings/v1\0" ‖ lane ‖ u64 batch ‖ u32 tenant. */
export function openingAad(lane: Buffer, batch: number, tenant: number): Buffer {
  const aad = Buffer.alloc(20 + 28)
  aad.write('azukari/openings/v1\0', 0, 'latin1')
  lane.copy(aad, 20)
  aad.writeBigUInt64BE(BigInt(batch), 36)
  aad.writeUInt32BE(tenant, 44)
  return aad
}

function byTenant(batch: Batch): Map<number, unknown[]> {
  const tenants = new Map<number, unknown[]>()
  for (const { pos, tenant, openings } of batch.openings) {
    const list = tenants.get(tenant) ?? []
    for (const o of openings) {
      list.push([pos, o.name, o.nonce.toString('base64'), Buffer.from(o.value).toString('base64')])
    }
    tenants.set(tenant, list)
  }
  return tenants
}
