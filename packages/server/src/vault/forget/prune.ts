import type { Database } from '../../platform/db.ts'

const DAY_MS = 86_400_000
/** How long a repeat under an Idempotency-Key is known for one. Clients repeat within minutes. */
export const REPEATS_KEPT_MS = 7 * DAY_MS
const AT_ONCE = 10_000

export interface Pruned {
  readonly repeats: number
  readonly suppressions: number
  readonly searches: number
}

/**
 * Lets go of what has served its time: rows of idempotent requests, suppressions past their end, and what was searched for long ago. By the database's clock and the given one, whichever is
 * earlier, so that a clock that ran ahead ends no suppression. In pieces; a crash between two leaves the rest for the next run.
 */
export async function pruneVault(database: Database, nowMs: number): Promise<Pruned> {
  const repeats = await inPieces(database, [
    `DELETE FROM vault.idempotency WHERE ctid = ANY(ARRAY(
       SELECT ctid FROM vault.idempotency WHERE made_ms < least($1, platform.now_ms()) - $3 LIMIT $2))`,
    [nowMs, AT_ONCE, REPEATS_KEPT_MS],
  ])
  const suppressions = await inPieces(database, [
    `DELETE FROM vault.suppression WHERE ctid = ANY(ARRAY(
       SELECT ctid FROM vault.suppression WHERE until_ms <= least($1, platform.now_ms()) LIMIT $2))`,
    [nowMs, AT_ONCE],
  ])
  const searches = await inPieces(database, [
    `DELETE FROM vault.searched_value WHERE ctid = ANY(ARRAY(
       SELECT ctid FROM vault.searched_value WHERE until_ms <= least($1, platform.now_ms()) LIMIT $2))`,
    [nowMs, AT_ONCE],
  ])
  return { repeats, suppressions, searches }
}

async function inPieces(database: Database, [text, values]: [string, readonly number[]]): Promise<number> {
  for (let pruned = 0; ; ) {
    const [row] = await database.across.read.query<{ n: number }>(
      { text: `WITH gone AS (${text} RETURNING 1) SELECT count(*) AS n FROM gone` },
      values,
    )
    pruned += row?.n ?? 0
    if ((row?.n ?? 0) < AT_ONCE) return pruned
  }
}
