import { setTimeout as sleep } from 'node:timers/promises'
import type { Sql } from '../platform/db.ts'

const STEP_MS = 20

/**
 * The first transaction id not yet given out. The trigger on record keys reads the bucket's row after the writer has its id, so a writer that still found
 * the bucket as it was before has an id below this one.
 */
export async function takeFence(sql: Sql): Promise<string> {
  const [row] = await sql.query<{ fence: string }>({
    text: 'SELECT pg_snapshot_xmax(pg_current_snapshot())::text AS fence',
  })
  return row?.fence ?? '0'
}

/** Waits until every transaction below the fence has ended; false when one has not in that time. */
export async function passFence(sql: Sql, fence: string, waitMs: number): Promise<boolean> {
  for (let waited = 0; ; waited += STEP_MS) {
    const [row] = await sql.query<{ passed: boolean }>(
      { text: 'SELECT pg_snapshot_xmin(pg_current_snapshot()) >= $1::text::xid8 AS passed' },
      [fence],
    )
    if (row?.passed) return true
    if (waited >= waitMs) return false
    await sleep(STEP_MS)
  }
}
