import type { Tx } from '../platform/db.ts'
import type { EventTimes } from './clocks.ts'

/** A record's row as the operations that change one at a time read it. */
export interface RecordRow {
  readonly id: Buffer
  readonly version: number
  readonly created_ms: number
  readonly updated_ms: number
  readonly events: EventTimes
  readonly groups: number[]
  readonly days: number[]
  readonly cells: Buffer
  readonly now_ms: number
}

/** The record's row, locked until the transaction ends. */
export async function lockRecord(
  tx: Tx,
  tenant: number,
  collection: number,
  lookup: Buffer,
): Promise<RecordRow | undefined> {
  const [row] = await tx.query<RecordRow>(
    {
      name: 'vault-lock-record',
      text: `SELECT id, version, created_ms, updated_ms, events, groups, days, cells, platform.now_ms() AS now_ms
             FROM vault.record WHERE tenant = $1 AND collection = $2 AND lookup = $3 FOR UPDATE`,
    },
    [tenant, collection, lookup],
  )
  return row
}
