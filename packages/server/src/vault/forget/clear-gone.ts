import type { Entries } from '../../audit/index.ts'
import { tenantIdText } from '../../identity/index.ts'
import { type GoneKey, goneCount, packGone, unpackGone } from '../../keys/index.ts'
import { byteaArray, int2Array, int4Array, int8Array } from '../../platform/binary-array.ts'
import type { Tx } from '../../platform/db.ts'
import { recordsCleared } from '../events.ts'
import { SUPPRESSION_MS } from './suppress.ts'

export interface Cleared {
  /** Destroyed keys that were looked at; zero: none wait, or others are at all of them. */
  readonly taken: number
  /** Of them those that have to wait, since somebody has their record. */
  readonly busy: number
}

interface GoneRow {
  readonly tenant: number
  readonly destroyed_ms: number
  readonly keys: Buffer
}

const TAKE = {
  name: 'vault-take-gone',
  text: `WITH next AS MATERIALIZED (SELECT tenant, id FROM keys.gone ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED)
         DELETE FROM keys.gone g USING next n WHERE g.tenant = n.tenant AND g.id = n.id RETURNING g.tenant, g.destroyed_ms, g.keys`,
}

// Records before tags, as all who change a record do, and never waiting: whoever has a record goes on with it, and we come again.
const HOLD = {
  text: `SELECT string_agg(r.id, '') AS ids FROM unnest($1::int[], $2::bytea[]) AS g(tenant, id)
         CROSS JOIN LATERAL (SELECT id FROM vault.record WHERE tenant = g.tenant AND id = g.id FOR UPDATE SKIP LOCKED) r`,
}

const THERE = {
  text: `SELECT string_agg(r.id, '') AS ids FROM unnest($1::int[], $2::bytea[]) AS g(tenant, id)
         CROSS JOIN LATERAL (SELECT id FROM vault.record WHERE tenant = g.tenant AND id = g.id LIMIT 1) r`,
}

// Each step goes by key from the step before (OFFSET 0), also where tables have no statistics yet: otherwise it would read all tags of a bucket for each record.
// Not where the same group has a key in the same bucket again, as under a later version of the policy it may.
const UNTAG = {
  text: `DELETE FROM vault.tag WHERE ctid = ANY(ARRAY(
           SELECT t.ctid FROM unnest($1::int[], $2::bigint[], $3::bytea[], $4::smallint[]) AS g(tenant, bucket, record, grp)
           CROSS JOIN LATERAL (SELECT ctid, tenant, bucket, grp FROM vault.tag WHERE record = g.record OFFSET 0) t
           WHERE t.tenant = g.tenant AND t.bucket = g.bucket AND t.grp = g.grp AND NOT EXISTS (
             SELECT FROM keys.bucket b CROSS JOIN LATERAL (
               SELECT bucket FROM keys.record_key
               WHERE tenant = g.tenant AND record = g.record AND grp = g.grp AND day = b.day LIMIT 1
             ) k WHERE b.bucket = g.bucket AND k.bucket = g.bucket)))`,
}

// The records are locked, so their places stay. Since its key went, one may have been written anew: whether a key is left is asked of the keys that it names
// now, however many they are.
const FORGET = {
  text: `
    WITH forgotten AS (
      DELETE FROM vault.record WHERE ctid = ANY(ARRAY(
        SELECT r.ctid FROM unnest($1::int[], $2::bytea[]) AS g(tenant, id)
        CROSS JOIN LATERAL (SELECT ctid, tenant, id, groups, days FROM vault.record WHERE tenant = g.tenant AND id = g.id OFFSET 0) r
        WHERE NOT EXISTS (
          SELECT FROM unnest(r.groups, r.days) AS p(grp, day) CROSS JOIN LATERAL (
            SELECT FROM keys.record_key k WHERE k.tenant = r.tenant AND k.record = r.id AND k.grp = p.grp AND k.day = p.day LIMIT 1
          ) k)
      )) RETURNING tenant, collection, lookup
    ), suppressed AS (
      INSERT INTO vault.suppression AS s (tenant, collection, lookup, destroyed_ms, until_ms)
      SELECT tenant, collection, lookup, $3, $4 FROM forgotten
      ON CONFLICT (tenant, collection, lookup) DO UPDATE SET until_ms = greatest(s.until_ms, excluded.until_ms)
    )
    SELECT tenant, count(*) AS n FROM forgotten GROUP BY tenant`,
}

/**
 * Clears away what destroyed keys left behind, of up to `rows` rows of `keys.gone`: their tags, and the records that have no key any more, which are kept from
 * coming back. One entry a tenant. In the caller's transaction, of one tenant or across all.
 *
 * Commit point: before it a crash leaves all of it to the next call; after it, of these keys, only what was busy.
 */
export async function clearGone(tx: Tx, entries: Entries, rows: number): Promise<Cleared> {
  const taken = await tx.query<GoneRow & object>(TAKE, [rows])
  if (taken.length === 0) return { taken: 0, busy: 0 }
  const all = taken.flatMap((row) => unpackGone(row.tenant, row.keys))
  const busy = await busyRecords(tx, all)
  const free = busy.size === 0 ? all : all.filter((key) => !busy.has(nameOf(key.record)))
  const [tenants, records] = [int4Array(free.map((k) => k.tenant)), byteaArray(free.map((k) => k.record))]
  const buckets = int8Array(free.map((k) => k.bucket))
  await tx.query(UNTAG, [tenants, buckets, records, int2Array(free.map((k) => k.group))])
  const times = taken.map((row) => row.destroyed_ms)
  const until = Math.max(...times) + SUPPRESSION_MS
  const values = [tenants, records, Math.min(...times), until]
  const forgotten = await tx.query<{ tenant: number; n: number }>(FORGET, values)
  const counts = new Map(forgotten.map((f) => [f.tenant, f.n]))
  const cleared = free.length === all.length ? taken : await leaveBusy(tx, taken, busy)
  await note(tx, entries, cleared, counts)
  return { taken: all.length, busy: all.length - free.length }
}

const nameOf = (record: Buffer) => record.toString('latin1')

/** Records that somebody else has locked. */
async function busyRecords(tx: Tx, gone: readonly GoneKey[]): Promise<ReadonlySet<string>> {
  const held = await ids(tx, HOLD, gone)
  const rest = gone.filter((key) => !held.has(nameOf(key.record)))
  // Without a row they were forgotten already, whoever did it.
  return rest.length === 0 ? new Set() : await ids(tx, THERE, rest)
}

async function ids(tx: Tx, text: { readonly text: string }, gone: readonly GoneKey[]): Promise<Set<string>> {
  const values = [int4Array(gone.map((k) => k.tenant)), byteaArray(gone.map((k) => k.record))]
  const [row] = await tx.query<{ ids: Buffer | null }>(text, values)
  const found = new Set<string>()
  const packed = row?.ids ?? Buffer.alloc(0)
  for (let at = 0; at < packed.length; at += 16) found.add(packed.toString('latin1', at, at + 16))
  return found
}

/** Writes down again what could not be cleared; answers the rest. */
async function leaveBusy(
  tx: Tx,
  taken: readonly GoneRow[],
  busy: ReadonlySet<string>,
): Promise<readonly GoneRow[]> {
  const cleared: GoneRow[] = []
  for (const row of taken) {
    const keys = unpackGone(row.tenant, row.keys)
    const left = keys.filter((key) => busy.has(nameOf(key.record)))
    if (left.length > 0) {
      const text = 'INSERT INTO keys.gone (tenant, destroyed_ms, keys) VALUES ($1, $2, $3)'
      await tx.query({ text }, [row.tenant, row.destroyed_ms, packGone(left)])
    }
    cleared.push({ ...row, keys: packGone(keys.filter((key) => !busy.has(nameOf(key.record)))) })
  }
  return cleared
}

async function note(
  tx: Tx,
  entries: Entries,
  cleared: readonly GoneRow[],
  forgotten: ReadonlyMap<number, number>,
): Promise<void> {
  const keys = new Map<number, number>()
  for (const row of cleared) keys.set(row.tenant, (keys.get(row.tenant) ?? 0) + goneCount(row.keys))
  const names = await tx.query<{ tenant: number; id: Buffer }>(
    { name: 'vault-tenants', text: 'SELECT tenant, id FROM keys.tenant WHERE tenant = ANY($1::int[])' },
    [[...keys.keys()]],
  )
  for (const { tenant, id } of names) {
    if (!keys.get(tenant)) continue
    entries.add({
      kind: recordsCleared,
      outcome: 'success',
      actor: 'system',
      tenant: { tenant, id: tenantIdText(id) },
      detail: { keys: keys.get(tenant), forgotten: forgotten.get(tenant) ?? 0 },
    })
  }
}
