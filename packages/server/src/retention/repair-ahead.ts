import type { AcrossWriter } from '../audit/index.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/db.ts'
import { defineError } from '../platform/errors.ts'
import { TOLERANCE_MS } from './clock-safety.ts'
import { aheadRepaired } from './events.ts'

export const clocksStillDiffer = defineError(
  'clocks_still_differ',
  409,
  'Nothing is repaired while the clocks are wrong',
)

/** What was written down while a clock ran ahead. Times in milliseconds since 1970. */
export interface Ahead {
  /** The newest checkpoint, when it was signed at a time that is still to come. */
  readonly checkpoint?: { readonly size: number; readonly signedMs: number }
  /** Runs of the sweep at such times, and how many keys they destroyed: too early, by the clock that is right. */
  readonly sweeps: number
  readonly destroyed: number
  readonly latestMs: number
}

interface RepairDeps {
  readonly database: Database
  readonly writer: AcrossWriter
  readonly clock: Clock
}

/**
 * Sets right what a clock that ran ahead left behind, once the clocks are right again: an entry says what was found, which gives the log a checkpoint of now;
 * runs of the sweep dated later than now are taken away, or they would count as the newest until their time comes. Nothing signed is touched. Undefined when nothing
 * is ahead. Throws `clocks_still_differ`.
 *
 * Commit point: before it all is as it was; after it the runs are gone and the entry tells of them.
 */
export async function repairAhead({ writer, clock }: RepairDeps, by: string): Promise<Ahead | undefined> {
  const { value } = await writer.across(async (tx, entries) => {
    const processMs = clock.now()
    const [row] = await tx.query<{ db: number; size: number | null; signed: number | null }>({
      text: `SELECT platform.now_ms() AS db, c.size, c.signed_ms AS signed FROM (SELECT) one
             LEFT JOIN (SELECT size, signed_ms FROM audit.checkpoint ORDER BY size DESC LIMIT 1) c ON true`,
    })
    if (row === undefined || Math.abs(processMs - row.db) > TOLERANCE_MS) {
      throw clocksStillDiffer('this machine and its database have different times', {
        fix: 'set their clocks',
      })
    }
    const latest = Math.min(processMs, row.db) + TOLERANCE_MS
    const gone = await tx.query<{ started_ms: number; destroyed: number }>(
      { text: 'DELETE FROM retention.sweep WHERE started_ms > $1 RETURNING started_ms, destroyed' },
      [latest],
    )
    const checkpoint =
      row.signed !== null && row.signed > latest ? { size: row.size ?? 0, signedMs: row.signed } : undefined
    if (checkpoint === undefined && gone.length === 0) return undefined
    const ahead: Ahead = {
      ...(checkpoint === undefined ? {} : { checkpoint }),
      sweeps: gone.length,
      destroyed: gone.reduce((n, run) => n + run.destroyed, 0),
      latestMs: Math.max(checkpoint?.signedMs ?? 0, ...gone.map((run) => run.started_ms)),
    }
    entries.add({
      kind: aheadRepaired,
      outcome: 'success',
      actor: by,
      detail: {
        checkpoint: checkpoint?.size,
        signed: checkpoint === undefined ? undefined : new Date(checkpoint.signedMs).toISOString(),
        sweeps: ahead.sweeps,
        destroyed: ahead.destroyed,
        latest: new Date(ahead.latestMs).toISOString(),
      },
    })
    return ahead
  })
  return value
}
