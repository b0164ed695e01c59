import type { Tx } from '../../platform/db.ts'
import type { LiveKey } from '../cells/open-record.ts'
import { type SealedCell, unpackCells } from '../cells/packed-cells.ts'

/** A record as it was read, before its locks. */
export interface ReadRecord {
  readonly id: Buffer
  readonly version: number
  /** Policy version it was sealed under: a migration changes this and not the version. */
  readonly schema: number
  readonly days: readonly number[]
  readonly cells: Buffer
}

/** A record that nobody else changes until the transaction ends, its cells told apart by what became of their keys. */
export interface Held {
  /** Keys that are there and not due. */
  readonly live: readonly LiveKey[]
  /** Keys that are due, or whose bucket's key is gone, and wait for the sweep, which alone destroys: a clock that jumped must not make a change do it. */
  readonly due: readonly LiveKey[]
  /** Cells that stay as they are: those of due keys, and the marks of those whose key is gone. */
  readonly kept: readonly SealedCell[]
  /** Numbers of classes and groups that were destroyed, or are due: nothing is stored in them again. */
  readonly ended: { readonly classes: ReadonlySet<number>; readonly groups: ReadonlySet<number> }
  /** For the cells of the next write. */
  readonly cellVersion: number
}

const KEYS = {
  name: 'vault-hold-keys',
  text: `SELECT grp AS "group", day, bucket, bucket_version AS version, due_ms AS "dueMs", wrapped,
           EXISTS (SELECT FROM keys.bucket_key b WHERE b.bucket = k.bucket AND b.version = k.bucket_version) AS alive
         FROM keys.record_key k WHERE tenant = $1 AND record = $2 AND day = ANY($3::int[]) ORDER BY grp FOR UPDATE`,
}

const ROW = {
  name: 'vault-hold-row',
  text: 'SELECT FROM vault.record WHERE tenant = $1 AND id = $2 AND version = $3 AND schema = $4 FOR UPDATE',
}

/**
 * Locks a record's keys, then its row: the order in which the sweep takes them, so that neither waits for the other in a ring. Undefined when the
 * record changed since it was read.
 */
export async function holdRecord(
  tx: Tx,
  tenant: number,
  read: ReadRecord,
  nowMs: number,
): Promise<Held | undefined> {
  const keys = await tx.query<LiveKey & object>(KEYS, [tenant, read.id, read.days])
  const [row] = await tx.query(ROW, [tenant, read.id, read.version, read.schema])
  return row === undefined ? undefined : heldOf(read.cells, keys, nowMs)
}

/** A record's cells told apart by what became of their keys. */
export function heldOf(packed: Buffer, keys: readonly LiveKey[], nowMs: number): Held {
  const isDue = (key: LiveKey) => key.alive === false || (key.dueMs !== null && key.dueMs <= nowMs)
  const live = keys.filter((key) => !isDue(key))
  const due = keys.filter(isDue)
  const cells = unpackCells(packed)
  const kept: SealedCell[] = []
  for (const cell of cells) {
    if (live.some((key) => key.group === cell.group)) continue
    kept.push(due.some((key) => key.group === cell.group) ? cell : { ...cell, sealed: Buffer.alloc(0) })
  }
  const ended = { classes: new Set(kept.map((c) => c.class)), groups: new Set(kept.map((c) => c.group)) }
  return { live, due, kept, ended, cellVersion: 1 + cells.reduce((n, c) => Math.max(n, c.version), 0) }
}
