import type { Sql, Tx } from '../../platform/db.ts'
import type { AppliedPolicy } from '../../policy/index.ts'

/** What a collection's records have to be sealed under at least: one collection at each place. */
export interface Wanted {
  readonly collections: readonly number[]
  readonly since: readonly number[]
}

/** Collections that the policy has. Records of one that it no longer has stay as they are: nothing reads them, and their clocks run on. */
export function wantedOf({ model, numbers, history }: AppliedPolicy): Wanted {
  const names = Object.keys(model.collections)
  return {
    collections: names.map((name) => numbers.collection[name] ?? 0),
    since: names.map((name) => history.sealedSince[name] ?? 0),
  }
}

const BEHIND = `FROM unnest($1::smallint[], $2::int[]) AS w(collection, since)
  JOIN vault.record r ON r.collection = w.collection AND r.schema < w.since`

export async function isAnyBehind(sql: Sql, { collections, since }: Wanted): Promise<boolean> {
  const text = `SELECT EXISTS (SELECT ${BEHIND}) AS behind`
  const [row] = await sql.query<{ behind: boolean }>({ name: 'vault-any-behind', text }, [collections, since])
  return row?.behind ?? true
}

/** How many records are sealed under a version older than they should be. */
export async function countBehind(sql: Sql, { collections, since }: Wanted): Promise<number> {
  const [row] = await sql.query<{ n: number }>({ text: `SELECT count(*) AS n ${BEHIND}` }, [
    collections,
    since,
  ])
  return row?.n ?? 0
}

export interface MigrationProgress {
  readonly version: number
  readonly done: number
  readonly total: number
  readonly ended: boolean
}

export async function readMigration(sql: Sql, version: number): Promise<MigrationProgress | undefined> {
  const text =
    'SELECT version, done, total, ended_ms IS NOT NULL AS ended FROM vault.migration WHERE version = $1'
  const [row] = await sql.query<MigrationProgress & object>({ text }, [version])
  return row
}

/** Takes up the migration to a version, or begins it: `behind` is what is left now. Those to older versions are over. */
export async function takeUpMigration(
  sql: Sql,
  version: number,
  behind: number,
  nowMs: number,
): Promise<void> {
  await sql.query(
    {
      text: `WITH older AS (UPDATE vault.migration SET ended_ms = $3 WHERE version < $1 AND ended_ms IS NULL)
             INSERT INTO vault.migration AS m (version, total, started_ms, updated_ms) VALUES ($1, $2, $3, $3)
             ON CONFLICT (version) DO UPDATE SET total = m.done + $2, updated_ms = $3, ended_ms = NULL`,
    },
    [version, behind, nowMs],
  )
}

export interface Place {
  readonly tenant: number
  readonly record: Buffer
}

export const BEGINNING: Place = { tenant: -1, record: Buffer.alloc(0) }

/** Where the pass goes on, locked until the transaction ends; undefined while another process is at work. */
export async function lockPlace(tx: Tx, version: number): Promise<Place | undefined> {
  const [row] = await tx.query<Place & object>(
    {
      name: 'vault-migration-place',
      text: `SELECT at_tenant AS tenant, at_record AS record FROM vault.migration WHERE version = $1
             AND version = (SELECT version FROM policy.current) FOR UPDATE SKIP LOCKED`,
    },
    [version],
  )
  return row
}

export async function moveOn(tx: Tx, version: number, to: Place, done: number, nowMs: number): Promise<void> {
  await tx.query(
    {
      name: 'vault-migration-on',
      text: `UPDATE vault.migration SET at_tenant = $2, at_record = $3, done = done + $4, total = greatest(total, done + $4),
               updated_ms = $5 WHERE version = $1`,
    },
    [version, to.tenant, to.record, done, nowMs],
  )
}

export async function endMigration(sql: Sql, version: number, nowMs: number): Promise<void> {
  const text =
    'UPDATE vault.migration SET total = done, updated_ms = $2, ended_ms = $2 WHERE version = $1 AND ended_ms IS NULL'
  await sql.query({ text }, [version, nowMs])
}
