import type { Tx } from '../../platform/db.ts'
import type { EventTimes } from '../clocks/clocks.ts'
import { busyRecord } from '../errors.ts'
import { type Held, holdRecord } from './hold-record.ts'

/** A record's row as the operations that change one at a time read it. */
export interface RecordRow {
  readonly id: Buffer
  readonly version: number
  readonly schema: number
  readonly born: number
  readonly created_ms: number
  readonly updated_ms: number
  readonly events: EventTimes
  readonly groups: number[]
  readonly days: number[]
  readonly cells: Buffer
  readonly now_ms: number
}

const ATTEMPTS = 5

/** The record, held until the transaction ends. `timeOf` makes the time by which its keys are judged from the database's. Throws `record_busy`. */
export async function lockRecord(
  tx: Tx,
  tenant: number,
  collection: number,
  lookup: Buffer,
  timeOf: (databaseMs: number) => number,
): Promise<{ readonly row: RecordRow; readonly held: Held; readonly nowMs: number } | undefined> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const row = await readRecord(tx, tenant, collection, lookup)
    if (!row) return undefined
    const nowMs = timeOf(row.now_ms)
    const held = await holdRecord(tx, tenant, row, nowMs)
    if (held) return { row, held, nowMs }
  }
  throw busyRecord('others keep changing it', { fix: 'try again' })
}

async function readRecord(
  tx: Tx,
  tenant: number,
  collection: number,
  lookup: Buffer,
): Promise<RecordRow | undefined> {
  const [row] = await tx.query<RecordRow>(
    {
      name: 'vault-read-record',
      text: `SELECT id, version, schema, born, created_ms, updated_ms, events, groups, days, cells, platform.now_ms() AS now_ms
             FROM vault.record WHERE tenant = $1 AND collection = $2 AND lookup = $3`,
    },
    [tenant, collection, lookup],
  )
  return row
}
