import type { Keyring } from '../keys/index.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/db.ts'
import type { Logger } from '../platform/logger.ts'
import { type Clocks, type ClockVerdict, judgeClocks, TOLERANCE_MS } from './clock-safety.ts'
import { type DestroyOptions, type DestroyWriters, destroyAllDue } from './destroy-all-due.ts'
import { sweepBeat, sweepHalted, sweepResumed } from './events.ts'

export interface SweepDeps extends DestroyOptions, DestroyWriters {
  readonly database: Database
  readonly clock: Clock
  readonly log: Logger
  /** Steady time in milliseconds, whatever the wall clock does. */
  readonly monotonic?: () => number
  readonly keyring: Keyring
}

export interface SweepResult {
  readonly outcome: 'swept' | 'halted'
  readonly reason?: string
  readonly destroyed: number
}

interface ClockRow {
  readonly db: number
  readonly log: number | null
  readonly confirmed: number | null
  readonly safe: number | null
}

const BEAT_EVERY_MS = 3_600_000

/** Destroys what is due. One instance a process; two processes sweeping at once only share the work. */
export class Sweep {
  readonly #deps: SweepDeps
  #before: Clocks['before']
  #halted: string | undefined
  /** The confirmation that a run went on; it counts once. */
  #confirmed: number | undefined
  #lastBeat = 0

  constructor(deps: SweepDeps) {
    this.#deps = deps
  }

  /**
   * One run. Each batch is a transaction with its entry: a crash between two leaves the rest for the next run. When the clocks disagree
   * nothing is destroyed, an entry says so once, and every run is recorded all the same.
   */
  async run(): Promise<SweepResult> {
    const startedMs = this.#deps.clock.now()
    const clocks = await this.#read()
    const verdict = judgeClocks(clocks)
    // While halted the old reading is kept: time has to come back in step, or be confirmed, before a jump counts as over.
    if (verdict.safe) {
      this.#before = { processMs: clocks.processMs, monotonicMs: clocks.monotonicMs }
      this.#confirmed = clocks.confirmedMs ?? this.#confirmed
    }
    await this.#tell(verdict, startedMs)
    const { keyring } = this.#deps
    const destroyed = verdict.safe ? await destroyAllDue(keyring, this.#deps, verdict.nowMs, this.#deps) : 0
    const result: SweepResult = verdict.safe
      ? { outcome: 'swept', destroyed }
      : { outcome: 'halted', reason: verdict.reason, destroyed }
    await this.#record(startedMs, clocks, result)
    return result
  }

  // A confirmation given while a clock ran ahead must not stand before those given since.
  async #read(): Promise<Clocks> {
    const [row] = await this.#deps.database.across.read.query<ClockRow>({
      text: `SELECT platform.now_ms() AS db, (SELECT signed_ms FROM audit.checkpoint ORDER BY size DESC LIMIT 1) AS log,
                    (SELECT max(at_ms) FROM retention.gap_confirmed WHERE at_ms <= platform.now_ms() + ${TOLERANCE_MS}) AS confirmed,
                    coalesce((SELECT max(started_ms) FROM retention.sweep WHERE outcome = 'swept'),
                             (SELECT signed_ms FROM audit.checkpoint ORDER BY size LIMIT 1)) AS safe`,
    })
    return {
      processMs: this.#deps.clock.now(),
      databaseMs: row?.db ?? 0,
      logMs: row?.log ?? undefined,
      lastSafeMs: row?.safe ?? undefined,
      confirmedMs: row?.confirmed === this.#confirmed ? undefined : (row?.confirmed ?? undefined),
      before: this.#before,
      monotonicMs: (this.#deps.monotonic ?? (() => performance.now()))(),
    }
  }

  /** Entries for what changed: halted, going again, and once an hour that it is alive, which also keeps the log's time near. */
  async #tell(verdict: ClockVerdict, nowMs: number): Promise<void> {
    const { writer, log } = this.#deps
    const reason = verdict.safe ? undefined : verdict.reason
    if (reason !== this.#halted) {
      if (reason) log.error('the sweep is halted: clocks disagree', { code: reason })
      const kind = reason ? sweepHalted : sweepResumed
      const outcome = reason ? 'failure' : 'success'
      await writer.across(async (_tx, entries) =>
        entries.add({ kind, outcome, actor: 'system', detail: { reason } }),
      )
      this.#halted = reason
    }
    if (verdict.safe && Math.abs(nowMs - this.#lastBeat) >= BEAT_EVERY_MS) {
      await writer.across(async (_tx, entries) =>
        entries.add({ kind: sweepBeat, outcome: 'success', actor: 'system' }),
      )
      this.#lastBeat = nowMs
    }
  }

  async #record(startedMs: number, clocks: Clocks, result: SweepResult): Promise<void> {
    await this.#deps.database.across.read.query(
      {
        text: `INSERT INTO retention.sweep (started_ms, ended_ms, process_ms, database_ms, log_ms, outcome, reason, destroyed)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`,
      },
      [
        startedMs,
        this.#deps.clock.now(),
        clocks.processMs,
        clocks.databaseMs,
        clocks.logMs ?? 0,
        result.outcome,
        result.reason ?? null,
        result.destroyed,
      ],
    )
  }
}
