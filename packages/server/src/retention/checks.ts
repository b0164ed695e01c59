import { type Check, check } from '../platform/check.ts'

/** How long after its deadline a key may still be there: the sweep runs every minute, and a run takes its time. */
const LATE_MS = 120_000
const SILENT_MS = 180_000

/**
 * Counts surviving keys directly, whatever the sweep says of itself: record keys past their deadline whose bucket's key is there to open them. Rows of
 * those whose bucket's key is gone open nothing; how many of these, and of keys destroyed by themselves, wait to be cleared away is told beside.
 */
export const nothingOverdue: Check = check('retention.nothing-overdue', async ({ read, clock }) => {
  const [row] = await read.query<{ overdue: number; oldest: number | null; uncleared: number }>(
    // By the later clock: one set back must not make what survives look as if it were not due.
    {
      text: `SELECT count(*) FILTER (WHERE b.bucket IS NOT NULL) AS overdue, count(*) FILTER (WHERE b.bucket IS NULL)
                 + (SELECT coalesce(sum(length(keys) / 26), 0) FROM keys.gone)::int AS uncleared,
               greatest($1, (SELECT platform.now_ms())) - min(due_ms) FILTER (WHERE b.bucket IS NOT NULL) AS oldest
             FROM keys.record_key k LEFT JOIN keys.bucket_key b ON b.bucket = k.bucket AND b.version = k.bucket_version
             WHERE due_ms <= greatest($1, (SELECT platform.now_ms())) - $2`,
    },
    [clock.now(), LATE_MS],
  )
  const overdue = row?.overdue ?? 0
  const figures = { overdue, oldestMs: row?.oldest ?? 0, uncleared: row?.uncleared ?? 0 }
  return overdue === 0
    ? { state: 'satisfied', figures }
    : { state: 'violated', figures, why: 'record keys survive past their deadline' }
})

/** Destruction goes on, by what the sweep wrote down of itself: its last run is not long ago, and was not halted. */
export const sweepAlive: Check = check('retention.sweep-alive', async ({ read, clock }) => {
  const [row] = await read.query<{ started_ms: number; outcome: string; reason: string | null }>({
    text: 'SELECT started_ms, outcome, reason FROM retention.sweep ORDER BY started_ms DESC LIMIT 1',
  })
  if (!row) return { state: 'unknown', figures: {}, why: 'the sweep has not run yet' }
  const silent = Math.abs(clock.now() - row.started_ms)
  const figures = { lastRunMsAgo: silent, outcome: row.outcome, reason: row.reason ?? '' }
  if (row.outcome === 'halted')
    return { state: 'violated', figures, why: 'the clocks disagree, so nothing is destroyed' }
  return silent <= SILENT_MS
    ? { state: 'satisfied', figures }
    : { state: 'violated', figures, why: 'the sweep has not run for a while' }
})

/** What can be measured of destruction. */
export const retentionChecks: readonly Check[] = [nothingOverdue, sweepAlive]
