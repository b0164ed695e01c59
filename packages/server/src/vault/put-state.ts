import { byteaArray, int2Array, int4Array } from '../platform/binary-array.ts'
import type { Tx } from '../platform/db.ts'
import type { EventTimes } from './clocks.ts'
import type { PutSlot } from './put-slot.ts'

/** What the database knows about a slot before anything is written. */
export interface PutState {
  readonly policy: number
  readonly generation: number | null
  readonly now_ms: number
  readonly id: Buffer | null
  readonly version: number | null
  readonly schema: number
  readonly born: number
  readonly created_ms: number
  readonly events: EventTimes
  readonly groups: number[]
  readonly days: number[]
  readonly cells: Buffer
  readonly suppressed: boolean
  readonly repeat_body: Buffer | null
  readonly repeat_version: number | null
  readonly repeat_leaf: Buffer | null
}

// A suppression is over when both clocks say so. Nothing is locked here: a group of new records must not wait for anything. Who writes an existing record afterwards names the version read
// here, and a unique index decides between two that make the same one.
const STATE = {
  name: 'vault-put-state',
  text: `
    SELECT (SELECT version FROM policy.current) AS policy, a.generation, (SELECT platform.now_ms()) AS now_ms,
           r.id, r.version, r.schema, r.born, r.created_ms, r.events, r.groups, r.days, r.cells,
           s.lookup IS NOT NULL AS suppressed,
           x.body AS repeat_body, x.version AS repeat_version, x.leaf AS repeat_leaf
    FROM unnest($1::int[], $2::smallint[], $3::bytea[], $4::bytea[], $5::bytea[]) WITH ORDINALITY
           AS i(tenant, collection, lookup, principal, idempotency, ord)
    LEFT JOIN access.authority a ON a.tenant = i.tenant
    LEFT JOIN vault.record r ON r.tenant = i.tenant AND r.collection = i.collection AND r.lookup = i.lookup
    LEFT JOIN vault.suppression s ON s.tenant = i.tenant AND s.collection = i.collection AND s.lookup = i.lookup
      AND s.until_ms > least($6, (SELECT platform.now_ms()))
    LEFT JOIN vault.idempotency x ON x.tenant = i.tenant AND x.principal = i.principal AND x.route = 'put'
      AND x.key = i.idempotency
    ORDER BY i.ord`,
}

export function readPutState(tx: Tx, slots: readonly PutSlot[], nowMs: number): Promise<PutState[]> {
  return tx.query<PutState & object>(STATE, [
    int4Array(slots.map((s) => s.caller.tenant)),
    int2Array(slots.map((s) => s.collectionNumber)),
    byteaArray(slots.map((s) => s.lookup)),
    byteaArray(slots.map((s) => s.caller.principal)),
    byteaArray(slots.map((s) => s.idempotency?.key ?? null)),
    nowMs,
  ])
}
