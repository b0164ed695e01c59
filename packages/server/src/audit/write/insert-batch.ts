import { byteaArray, int4Array } from '../../platform/binary-array.ts'
import type { Tx } from '../../platform/db.ts'
import { logUnavailable } from '../errors.ts'
import type { OpeningSealer } from '../open/opening-sealer.ts'
import type { Batch } from './lane.ts'

// One statement for the batch and the openings of all its tenants. A lane that the sequencer stopped at takes no more, since what it promised there
// would never be in the log: the lane becomes NULL then, which the table refuses, and with the statement the whole transaction fails.
const INSERT = {
  name: 'audit-insert-batch',
  text: `WITH batch AS (
      INSERT INTO audit.pending (lane, batch, count, prev, head, signature, due_ms, entries)
      SELECT CASE WHEN EXISTS (SELECT FROM audit.gap WHERE lane = $1::bytea) THEN NULL ELSE $1::bytea END,
        $2::bigint, $3::integer, $4::bytea, $5::bytea, $6::bytea, $7::bigint, $8::bytea
    )
    INSERT INTO audit.opening (tenant, lane, batch, made_ms, sealed)
    SELECT o.tenant, $1::bytea, $2::bigint, $9::bigint, o.sealed FROM unnest($10::integer[], $11::bytea[]) AS o(tenant, sealed)`,
}

/** Adds a batch, and the sealed openings of each tenant in it, to the transaction: sent with its COMMIT, which fails when this does. */
export async function insertBatch(tx: Tx, batch: Batch, sealer: OpeningSealer): Promise<void> {
  const { lane, prev, head, signature, dueMs, madeMs, entries, leaves } = batch
  const tenants: number[] = []
  const sealed: Buffer[] = []
  try {
    for (const [tenant, openings] of byTenant(batch)) {
      const aad = openingAad(lane, batch.batch, tenant)
      const bytes = sealer.seal(tenant, Buffer.from(JSON.stringify(openings), 'utf8'), aad)
      tenants.push(tenant)
      sealed.push(bytes instanceof Promise ? await bytes : bytes)
    }
  } catch (cause) {
    throw logUnavailable('the openings of the entries could not be sealed', { fix: 'try again', cause })
  }
  const values = [
    lane,
    batch.batch,
    leaves.length,
    prev,
    head,
    signature,
    dueMs,
    entries,
    madeMs,
    int4Array(tenants),
    byteaArray(sealed),
  ]
  tx.send(INSERT, values, (cause) =>
    logUnavailable('the entries of this change could not be stored', { fix: 'try again', cause }),
  )
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
