import { byteaArray, int2Array, int4Array } from '../../platform/binary-array.ts'
import type { Tx } from '../../platform/db.ts'
import type { LiveKey } from '../cells/open-record.ts'
import type { RevealSlot } from './reveal-slot.ts'

/** What the database holds for a slot: the record and its live keys, or nothing. */
export interface RevealState {
  readonly policy: number
  readonly generation: number | null
  readonly now_ms: number
  readonly log_ms: number
  readonly id: Buffer | null
  readonly version: number
  readonly days: number[]
  readonly cells: Buffer
  readonly keys: LiveKey[]
}

interface Row extends Omit<RevealState, 'keys'> {
  readonly ord: number
  readonly grp: number | null
  readonly day: number
  readonly bucket: number
  readonly bucket_version: number
  readonly due_ms: number | null
  readonly wrapped: Buffer
}

// Joins the live key row, and the key row of its bucket: a cached key never outlives its destruction, neither of the two. The inner LATERAL lets the planner choose the one partition of each row; a plain
// join probes them all. `due` is judged again by the caller against the latest of three clocks.
const STATE = {
  name: 'vault-reveal-state',
  text: `
    SELECT i.ord, p.version AS policy, a.generation, (SELECT platform.now_ms()) AS now_ms,
           coalesce((SELECT signed_ms FROM audit.checkpoint ORDER BY size DESC LIMIT 1), 0) AS log_ms,
           r.id, r.version, r.cells, k.grp, k.day, k.bucket, k.bucket_version, k.due_ms, k.wrapped
    FROM unnest($1::int[], $2::smallint[], $3::bytea[]) WITH ORDINALITY AS i(tenant, collection, lookup, ord)
    CROSS JOIN (SELECT version FROM policy.current) p
    LEFT JOIN access.authority a ON a.tenant = i.tenant
    LEFT JOIN vault.record r ON r.tenant = i.tenant AND r.collection = i.collection AND r.lookup = i.lookup
    LEFT JOIN LATERAL (
      SELECT k.* FROM unnest(r.groups, r.days) AS g(grp, day)
      CROSS JOIN LATERAL (
        SELECT * FROM keys.record_key
        WHERE tenant = r.tenant AND record = r.id AND record_key.grp = g.grp AND record_key.day = g.day
          AND EXISTS (SELECT FROM keys.bucket_key b WHERE b.bucket = record_key.bucket AND b.version = record_key.bucket_version)
        LIMIT 1
      ) k
    ) k ON true
    ORDER BY i.ord`,
}

/** One state a slot, in order. */
export async function readRevealState(
  tx: Tx,
  slots: readonly Pick<RevealSlot, 'caller' | 'collectionNumber' | 'lookup'>[],
): Promise<RevealState[]> {
  const rows = await tx.query<Row>(STATE, [
    int4Array(slots.map((s) => s.caller.tenant)),
    int2Array(slots.map((s) => s.collectionNumber)),
    byteaArray(slots.map((s) => s.lookup)),
  ])
  const states: RevealState[] = []
  for (const row of rows) {
    const at = row.ord - 1
    const state = states[at] ?? { ...row, keys: [] }
    states[at] = state
    if (row.grp !== null) {
      const { grp: group, day, bucket, bucket_version: version, due_ms: dueMs, wrapped } = row
      state.keys.push({ group, day, bucket, version, dueMs, wrapped })
    }
  }
  return states
}
