import type { Clock } from '../../platform/clock.ts'
import type { Sql } from '../../platform/db.ts'
import { readOrigin } from '../origin/log-origin.ts'
import { lastCheckpoint } from '../tree/sign-checkpoint.ts'

export interface LogHealth {
  readonly origin?: string
  readonly size: number
  /** When the last checkpoint was signed, milliseconds since 1970. */
  readonly signedMs?: number
  readonly ageMs?: number
  /** What is committed and not under a checkpoint yet. */
  readonly pending: {
    readonly batches: number
    readonly entries: number
    /** Milliseconds until the first promise falls due; negative when it has. */
    readonly dueInMs?: number
    readonly overdue: number
  }
  readonly lanes: {
    readonly known: number
    readonly broken: readonly {
      readonly lane: string
      readonly batch: number
      readonly code: string
      readonly foundMs: number
    }[]
  }
}

const MOST_BROKEN = 100

// Entries of pending batches count as they are promised, so that a lane the sequencer stopped at shows here too.
const PENDING = {
  name: 'audit-health-pending',
  text: `SELECT count(*) AS batches, coalesce(sum(count), 0)::bigint AS entries, min(due_ms) AS due,
      count(*) FILTER (WHERE due_ms < $1) AS overdue, (SELECT count(*) FROM audit.lane) AS lanes
    FROM audit.pending`,
}
const BROKEN = {
  name: 'audit-health-broken',
  text: `SELECT lane, batch, code, found_ms AS "foundMs" FROM audit.gap ORDER BY found_ms DESC LIMIT ${MOST_BROKEN}`,
}

/** The state of the log in a few figures; nothing in them is about a person. What they prove is for the checks. */
export async function readLogHealth(sql: Sql, clock: Clock): Promise<LogHealth> {
  const nowMs = clock.now()
  const origin = await readOrigin(sql)
  const checkpoint = await lastCheckpoint(sql)
  const [row] = await sql.query<{
    batches: number
    entries: number
    due: number | null
    overdue: number
    lanes: number
  }>(PENDING, [nowMs])
  const broken = await sql.query<{ lane: Buffer; batch: number; code: string; foundMs: number }>(BROKEN)
  return {
    ...(origin === undefined ? {} : { origin: origin.origin }),
    size: checkpoint?.size ?? 0,
    ...(checkpoint === undefined
      ? {}
      : { signedMs: checkpoint.signedMs, ageMs: Math.max(0, nowMs - checkpoint.signedMs) }),
    pending: {
      batches: row?.batches ?? 0,
      entries: row?.entries ?? 0,
      ...(row?.due == null ? {} : { dueInMs: row.due - nowMs }),
      overdue: row?.overdue ?? 0,
    },
    lanes: {
      known: row?.lanes ?? 0,
      broken: broken.map((b) => ({ ...b, lane: b.lane.toString('hex') })),
    },
  }
}
