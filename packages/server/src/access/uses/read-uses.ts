import { setImmediate } from 'node:timers/promises'
import { decodeBundle, TILE_WIDTH } from '@azukari/proof'
import type { Clock } from '../../platform/clock.ts'
import type { Database, Tx } from '../../platform/db.ts'
import { parseId } from '../../platform/ids.ts'
import { type Counts, countEntry, newCounts } from './use-counts.ts'

export interface ReadUsesDeps {
  readonly database: Database
  readonly clock: Clock
}

/** Bundles a transaction: what a crash makes to be read again. */
const BUNDLES = 16

/**
 * Reads the log on from where the last reading ended, and counts what each grant was used for and what staff were shown. Counting from the log costs
 * the ways of a put and a reveal nothing, and is a way of its own to what the decision let through. Only what is signed is counted.
 *
 * Commit point: position and counts move together; a crash before it reads the same entries again and counts them once.
 * @returns entries read
 */
export async function readUses(deps: ReadUsesDeps, signal?: AbortSignal): Promise<number> {
  let total = 0
  for (;;) {
    const read = await deps.database.across.tx((tx) => readOn(tx, deps.clock.now()))
    total += read
    if (read < BUNDLES * TILE_WIDTH - TILE_WIDTH || signal?.aborted) return total
  }
}

async function readOn(tx: Tx, nowMs: number): Promise<number> {
  // Two servers at once: the second waits and goes on where the first ended.
  const [at] = await tx.query<{ next: number; size: number }>({
    text: `SELECT next, coalesce((SELECT size FROM audit.checkpoint ORDER BY size DESC LIMIT 1), 0) AS size
           FROM access.log_position FOR UPDATE`,
  })
  if (!at) return 0
  const rows = await tx.query<{ n: number; entries: Buffer }>(
    { text: 'SELECT n, entries FROM audit.bundle WHERE n >= $1 ORDER BY n LIMIT $2' },
    [Math.floor(at.next / TILE_WIDTH), BUNDLES],
  )
  const counts = newCounts()
  let next = at.next
  for (const row of rows) {
    const from = row.n * TILE_WIDTH
    const entries = decodeBundle(row.entries)
    // A bundle takes a millisecond or two; requests go in between.
    await setImmediate()
    // Bundles before this one may have been pruned.
    for (let i = Math.max(next - from, 0); i < entries.length && from + i < at.size; i++) {
      countEntry(counts, entries[i] as Uint8Array)
      next = from + i + 1
    }
  }
  await save(tx, counts)
  await tx.query({ text: 'UPDATE access.log_position SET next = $1, read_ms = $2' }, [next, nowMs])
  return next - at.next
}

async function save(tx: Tx, counts: Counts): Promise<void> {
  const tenants = await tenantNumbers(tx, [...counts.uses.keys(), ...counts.sights.keys()])
  for (const [tenantId, uses] of counts.uses) {
    const tenant = tenants.get(tenantId)
    if (tenant === undefined) continue
    const all = [...uses].sort(([a], [b]) => (a < b ? -1 : 1))
    // Fields and purposes go as JSON: PostgreSQL has no arrays of arrays of unequal length.
    await tx.query(
      {
        text: `INSERT INTO access.grant_use AS u (tenant, held_by, uses, last_ms, fields, purposes)
               SELECT $1, n.held_by, n.uses, n.last_ms, ARRAY(SELECT jsonb_array_elements_text(n.fields::jsonb)),
                 ARRAY(SELECT jsonb_array_elements_text(n.purposes::jsonb))
               FROM unnest($2::text[], $3::bigint[], $4::bigint[], $5::text[], $6::text[]) AS n(held_by, uses, last_ms, fields, purposes)
               ON CONFLICT (tenant, held_by) DO UPDATE SET uses = u.uses + excluded.uses, last_ms = greatest(u.last_ms, excluded.last_ms),
                 fields = ARRAY(SELECT DISTINCT unnest(u.fields || excluded.fields) ORDER BY 1),
                 purposes = ARRAY(SELECT DISTINCT unnest(u.purposes || excluded.purposes) ORDER BY 1)`,
      },
      [
        tenant,
        all.map(([id]) => id),
        all.map(([, use]) => use.uses),
        all.map(([, use]) => use.lastMs),
        all.map(([, use]) => JSON.stringify([...use.fields].sort())),
        all.map(([, use]) => JSON.stringify([...use.purposes].sort())),
      ],
    )
  }
  for (const [tenantId, sights] of counts.sights) {
    const tenant = tenants.get(tenantId)
    if (tenant === undefined) continue
    const all = [...sights].sort(([a], [b]) => (a < b ? -1 : 1))
    await tx.query(
      {
        text: `INSERT INTO access.staff_sight AS s (tenant, case_id, shown, last_ms)
               SELECT $1, n.* FROM unnest($2::text[], $3::bigint[], $4::bigint[]) AS n
               ON CONFLICT (tenant, case_id) DO UPDATE SET shown = s.shown + excluded.shown, last_ms = greatest(s.last_ms, excluded.last_ms)`,
      },
      [tenant, all.map(([id]) => id), all.map(([, s]) => s.uses), all.map(([, s]) => s.lastMs)],
    )
  }
}

async function tenantNumbers(tx: Tx, ids: readonly string[]): Promise<Map<string, number>> {
  const known = [...new Set(ids)].filter((id) => /^ten_[0-9a-f]{32}$/.test(id))
  if (known.length === 0) return new Map()
  const rows = await tx.query<{ id: Buffer; tenant: number }>(
    { text: 'SELECT id, tenant FROM keys.tenant WHERE id = ANY ($1::bytea[])' },
    [known.map((id) => parseId('ten', id))],
  )
  return new Map(rows.map(({ id, tenant }) => [`ten_${id.toString('hex')}`, tenant]))
}
