import type { Sql } from '../../platform/db.ts'

/** A committed batch that waits, with its lane as the log knows it. */
export interface PendingBatch {
  readonly lane: Buffer
  readonly batch: number
  readonly count: number
  readonly prev: Buffer
  readonly head: Buffer
  readonly signature: Buffer
  readonly due: number
  /** C2SP entry bundle; null when it is too large to be read. */
  readonly entries: Buffer | null
  /** The lane's last sequenced batch, its head and the key that signs there; null for a new lane. */
  readonly lastBatch: number | null
  readonly lastHead: Buffer | null
  readonly key: Buffer | null
}

export interface Bounds {
  readonly entries: number
  readonly bytes: number
}

const LOOK = {
  name: 'audit-look',
  text: `SELECT (SELECT term FROM audit.origin) AS term, EXISTS (
      SELECT FROM audit.pending p WHERE NOT EXISTS (SELECT FROM audit.gap g WHERE g.lane = p.lane)
    ) AS waits`,
}

/** Whether a batch waits that the sequencer would take, and the term as it stands: all that an idle sequencer asks. */
export async function look(sql: Sql): Promise<{ term: number; waits: boolean }> {
  const [row] = await sql.query<{ term: number | null; waits: boolean }>(LOOK)
  return { term: row?.term ?? 0, waits: row?.waits ?? false }
}

// One statement, one snapshot: a lane writes batch n+1 only when it knows that n is committed, so a snapshot that shows n+1 shows n, unless
// somebody took it away. Lanes take turns, each from its beginning, so that whatever is cut off leaves whole prefixes. The innermost limit
// bounds the work when very much waits; oldest lanes (their ids begin with the time) come first then.
const PENDING = {
  name: 'audit-read-pending',
  text: `
    WITH turns AS (
      SELECT lane, batch, count, length(entries) AS bytes, row_number() OVER (PARTITION BY lane ORDER BY batch) AS turn
      FROM (
        SELECT lane, batch, count, entries FROM audit.pending p
        WHERE NOT EXISTS (SELECT FROM audit.gap g WHERE g.lane = p.lane)
        ORDER BY lane, batch LIMIT 20000
      ) oldest
    ), sums AS (
      SELECT lane, batch, sum(count) OVER w - count AS entries_before, sum(bytes) OVER w - bytes AS bytes_before
      FROM turns WINDOW w AS (ORDER BY turn, lane)
    )
    SELECT p.lane, p.batch, p.count, p.prev, p.head, p.signature, p.due_ms AS due,
      CASE WHEN length(p.entries) <= $2::bigint THEN p.entries END AS entries,
      l.batch AS "lastBatch", l.head AS "lastHead", l.key
    FROM sums JOIN audit.pending p USING (lane, batch) LEFT JOIN audit.lane l USING (lane)
    WHERE entries_before < $1::bigint AND bytes_before < $2::bigint
    ORDER BY p.lane, p.batch`,
}

/** What is visible, in the order of lane and batch, up to about the bounds. */
export function readPending(sql: Sql, bounds: Bounds): Promise<PendingBatch[]> {
  return sql.query<PendingBatch>(PENDING, [bounds.entries, bounds.bytes])
}
