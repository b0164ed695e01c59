import type { Tx } from '../../platform/db.ts'
import type { LiveKey } from '../cells/open-record.ts'
import type { EventTimes } from '../clocks/clocks.ts'
import { type Held, heldOf } from '../records/hold-record.ts'
import type { Place, Wanted } from './migration-state.ts'

/** A record that is sealed under an older version, as it was read. */
export interface BehindRecord {
  readonly tenant: number
  readonly id: Buffer
  readonly collection: number
  readonly version: number
  readonly schema: number
  readonly born: number
  readonly events: EventTimes
  readonly groups: readonly number[]
  readonly days: readonly number[]
  readonly cells: Buffer
  readonly now_ms: number
}

const READ = {
  name: 'vault-read-behind',
  text: `SELECT r.tenant, r.id, r.collection, r.version, r.schema, r.born, r.events, r.groups, r.days, r.cells, platform.now_ms() AS now_ms
         FROM vault.record r JOIN unnest($1::smallint[], $2::int[]) AS w(collection, since)
           ON r.collection = w.collection AND r.schema < w.since
         WHERE (r.tenant, r.id) > ($3::int, $4::bytea) ORDER BY r.tenant, r.id LIMIT $5`,
}

/** The next records behind, in order. Nothing is locked. */
export function readBehind(tx: Tx, wanted: Wanted, after: Place, limit: number): Promise<BehindRecord[]> {
  return tx.query<BehindRecord & object>(READ, [
    wanted.collections,
    wanted.since,
    after.tenant,
    after.record,
    limit,
  ])
}

// `there` without `k`: somebody else has the key locked, or has just taken it away.
const KEYS = {
  name: 'vault-hold-behind-keys',
  text: `SELECT g.ord, k.grp AS "group", k.day, k.bucket, k.bucket_version AS version, k.due_ms AS "dueMs", k.wrapped,
           EXISTS (SELECT FROM keys.bucket_key b WHERE b.bucket = k.bucket AND b.version = k.bucket_version) AS alive
         FROM unnest($1::int[], $2::int[], $3::bytea[], $4::smallint[], $5::int[]) AS g(ord, tenant, record, grp, day)
         CROSS JOIN LATERAL (
           SELECT 1 AS there FROM keys.record_key WHERE tenant = g.tenant AND record = g.record AND grp = g.grp AND day = g.day LIMIT 1
         ) p
         LEFT JOIN LATERAL (
           SELECT * FROM keys.record_key WHERE tenant = g.tenant AND record = g.record AND grp = g.grp AND day = g.day
           LIMIT 1 FOR UPDATE SKIP LOCKED
         ) k ON true`,
}

const ROWS = {
  name: 'vault-hold-behind-rows',
  text: `SELECT r.tenant, r.id FROM vault.record r JOIN unnest($1::int[], $2::bytea[], $3::int[], $4::int[]) AS b(tenant, id, version, schema)
           ON r.tenant = b.tenant AND r.id = b.id AND r.version = b.version AND r.schema = b.schema
         FOR UPDATE OF r SKIP LOCKED`,
}

interface KeyRow extends LiveKey {
  readonly ord: number
}

/**
 * Locks those of these records that nobody else has and that are still as they were read, with their keys. Never waits: whoever writes at the same
 * time wins, and no ring of waiting has us in it.
 */
export async function holdBehind(
  tx: Tx,
  records: readonly BehindRecord[],
  nowMs: number,
): Promise<Map<BehindRecord, Held>> {
  const places = records.flatMap((r, ord) =>
    r.groups.map((group, i) => ({ ord, r, group, day: r.days[i] ?? 0 })),
  )
  const keys = await tx.query<KeyRow & { bucket: number | null }>(KEYS, [
    places.map((p) => p.ord),
    places.map((p) => p.r.tenant),
    places.map((p) => p.r.id),
    places.map((p) => p.group),
    places.map((p) => p.day),
  ])
  const rows = await tx.query<{ tenant: number; id: Buffer }>(ROWS, [
    records.map((r) => r.tenant),
    records.map((r) => r.id),
    records.map((r) => r.version),
    records.map((r) => r.schema),
  ])
  const name = (r: { tenant: number; id: Buffer }) => `${r.tenant}/${r.id.toString('latin1')}`
  const locked = new Set(rows.map(name))
  const held = new Map<BehindRecord, Held>()
  records.forEach((record, ord) => {
    const own = keys.filter((k) => k.ord === ord)
    if (!locked.has(name(record)) || own.some((k) => k.bucket === null)) return
    held.set(record, heldOf(record.cells, own, nowMs))
  })
  return held
}
