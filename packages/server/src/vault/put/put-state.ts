import { byteaArray, int2Array, int4Array } from '../../platform/binary-array.ts'
import type { Tx } from '../../platform/db.ts'
import type { EventTimes } from '../clocks/clocks.ts'
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

type Found = Omit<PutState, 'policy' | 'generation' | 'now_ms'>

interface Row extends Found {
  readonly policy: number
  readonly now_ms: number
  readonly generations: (number | null)[]
  /** Null in the one row there is when nothing is known of any slot. */
  readonly ord: number | null
}

// One row a slot of which something is known, so a group of new records gets one row; the numbers that all share stand in each. A suppression is over when both
// clocks say so. Nothing is locked here: a group of new records must not wait for anything. Who writes an existing record afterwards names the version read
// here, and a unique index decides between two that make the same one.
const STATE = {
  name: 'vault-put-state',
  text: `
    SELECT h.policy, h.now_ms, h.generations, f.*
    FROM (SELECT (SELECT version FROM policy.current) AS policy, platform.now_ms() AS now_ms, ARRAY(
            SELECT a.generation FROM unnest($7::int[]) WITH ORDINALITY AS t(tenant, ord)
            LEFT JOIN access.authority a ON a.tenant = t.tenant ORDER BY t.ord
          ) AS generations) h
    LEFT JOIN (
      SELECT i.ord, r.id, r.version, r.schema, r.born, r.created_ms, r.events, r.groups, r.days, r.cells,
             s.lookup IS NOT NULL AS suppressed,
             x.body AS repeat_body, x.version AS repeat_version, x.leaf AS repeat_leaf
      FROM unnest($1::int[], $2::smallint[], $3::bytea[], $4::bytea[], $5::bytea[]) WITH ORDINALITY
             AS i(tenant, collection, lookup, principal, idempotency, ord)
      LEFT JOIN vault.record r ON r.tenant = i.tenant AND r.collection = i.collection AND r.lookup = i.lookup
      LEFT JOIN vault.suppression s ON s.tenant = i.tenant AND s.collection = i.collection AND s.lookup = i.lookup
        AND s.until_ms > least($6, (SELECT platform.now_ms()))
      LEFT JOIN vault.idempotency x ON x.tenant = i.tenant AND x.principal = i.principal AND x.route = 'put'
        AND x.key = i.idempotency
      WHERE r.id IS NOT NULL OR s.lookup IS NOT NULL OR x.key IS NOT NULL
    ) f ON true`,
}

/** One state a slot, in order. */
export async function readPutState(tx: Tx, slots: readonly PutSlot[], nowMs: number): Promise<PutState[]> {
  const tenants = [...new Set(slots.map((s) => s.caller.tenant))]
  const rows = await tx.query<Row>(STATE, [
    int4Array(slots.map((s) => s.caller.tenant)),
    int2Array(slots.map((s) => s.collectionNumber)),
    byteaArray(slots.map((s) => s.lookup)),
    byteaArray(slots.map((s) => s.caller.principal)),
    byteaArray(slots.map((s) => s.idempotency?.key ?? null)),
    nowMs,
    int4Array(tenants),
  ])
  const [{ policy, now_ms, generations }] = rows as [Row]
  const found = new Map(rows.map((row) => [row.ord, row]))
  const shared = generations.map((generation) => ({ policy, now_ms, generation }))
  const unknown = shared.map((numbers) => ({ ...NOTHING, ...numbers }))
  return slots.map((slot, i) => {
    const tenant = tenants.indexOf(slot.caller.tenant)
    const row = found.get(i + 1)
    return row === undefined ? (unknown[tenant] as PutState) : { ...row, ...(shared[tenant] as PutState) }
  })
}

/** Of an id that no record has. */
export const NOTHING: Found = {
  id: null,
  version: null,
  schema: 0,
  born: 0,
  created_ms: 0,
  events: {},
  groups: [],
  days: [],
  cells: Buffer.alloc(0),
  suppressed: false,
  repeat_body: null,
  repeat_version: null,
  repeat_leaf: null,
}
