import { TILE_WIDTH } from '@azukari/proof'
import type { Clock } from '../../platform/clock.ts'
import type { Statements } from '../../platform/db.ts'
import { isAzukariError } from '../../platform/errors.ts'
import type { Logger } from '../../platform/logger.ts'
import { logFenced, logKeyMismatch, logNotDurable, logRolledBack } from '../errors.ts'
import type { LogSigner } from '../origin/process-key.ts'
import type { Batch } from '../write/lane.ts'
import { KnownBatches } from './known-batches.ts'
import { Pause } from './pause.ts'
import { Standby } from './standby.ts'
import { TermHolder } from './term-holder.ts'

export interface SequencerOptions {
  /** In the sequencer's role. */
  readonly database: Statements
  readonly signer: LogSigner
  readonly clock: Clock
  readonly log: Logger
  /** Whether the configuration promises durability; the default. A database without it is refused then. */
  readonly durable?: boolean
  /** How often an idle sequencer looks, in milliseconds. */
  readonly pollMs?: number
  /** Shortest time between two rounds, in milliseconds: the unfinished bundle is rewritten in each. */
  readonly gapMs?: number
  /** The same after a round that moved a bundle's worth or more: under load, rounds that are fewer and larger cost less. */
  readonly busyGapMs?: number
  /** How often a sequencer that does not hold the term looks, and after how many looks without progress it takes over. */
  readonly standbyMs?: number
  readonly standbyLooks?: number
  /** What one transaction moves, at most (and a batch beyond). */
  readonly maxEntries?: number
  readonly maxBytes?: number
}

export type SequencerState = 'starting' | 'holding' | 'standby' | 'failed' | 'stopped'

export interface SequencerStatus {
  readonly state: SequencerState
  readonly term: number
  /** Entries in the tree that was signed last. */
  readonly signed: number
  /** Entries that were moved since the start. */
  readonly moved: number
  /** Lanes that the sequencer stopped at since the start. */
  readonly gaps: number
  /** Code of the last error. */
  readonly code?: string
}

export interface Sequencer {
  /** Settles when the first attempt to take the term has ended; rejects when the log refuses to go on. */
  readonly ready: Promise<void>
  /** Something was committed: look now. A batch that is given is known to be committed and was built in this process. */
  kick(batch?: Batch): void
  status(): SequencerStatus
  /** Ends after the round that is running. */
  stop(): Promise<void>
}

const DEFAULTS = {
  durable: true,
  pollMs: 250,
  gapMs: 150,
  busyGapMs: 400,
  standbyMs: 1000,
  standbyLooks: 5,
  maxEntries: 20_000,
  maxBytes: 64 << 20,
} // prettier-ignore
const FATAL: readonly string[] = [logKeyMismatch.code, logNotDurable.code, logRolledBack.code]
const RETRY_MS = 500

/** Runs the sequencer in this process. Any number may run on one database: one holds the term, the others stand by. */
export function startSequencer(options: SequencerOptions): Sequencer {
  const loop = new Loop({ ...DEFAULTS, ...options })
  const ended = loop.run()
  return {
    ready: loop.ready,
    kick(batch) {
      if (batch !== undefined) loop.known.keep(batch)
      loop.pause.wake()
    },
    status: () => loop.status(),
    async stop() {
      loop.pause.end()
      await ended
    },
  }
}

class Loop {
  readonly pause = new Pause()
  readonly known = new KnownBatches()
  readonly ready: Promise<void>
  readonly #options: typeof DEFAULTS & SequencerOptions
  readonly #holder: TermHolder
  readonly #standby: Standby
  #settle: { resolve: () => void; reject: (error: unknown) => void } | undefined
  #state: SequencerState = 'starting'
  #moved = 0
  #gaps = 0
  #code: string | undefined

  constructor(options: typeof DEFAULTS & SequencerOptions) {
    this.#options = options
    const bounds = { entries: options.maxEntries, bytes: options.maxBytes }
    this.#holder = new TermHolder({ ...options, bounds, known: this.known })
    this.#standby = new Standby(options.database.read, options.standbyLooks)
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.#settle = { resolve, reject }
    this.ready = promise
    // Who does not wait for it learns from `status`.
    promise.catch(() => {})
  }

  status(): SequencerStatus {
    const { term, signed } = this.#holder
    const status = { state: this.#state, term, signed, moved: this.#moved, gaps: this.#gaps }
    return this.#code === undefined ? status : { ...status, code: this.#code }
  }

  async run(): Promise<void> {
    while (!this.pause.ended) {
      try {
        await this.#step()
      } catch (error) {
        if (!this.#survives(error)) return
        await this.pause.for(RETRY_MS, RETRY_MS)
      }
    }
    this.#state = 'stopped'
    this.#settle?.resolve()
  }

  async #step(): Promise<void> {
    if (this.#state === 'standby') {
      const observed = await this.#standby.look()
      if (observed === undefined) return this.pause.for(this.#options.standbyMs, this.#options.standbyMs)
      await this.#holder.takeOver(observed)
    } else if (!this.#holder.holding) {
      await this.#holder.takeOver()
    }
    this.#state = 'holding'
    this.#settle?.resolve()
    const done = await this.#holder.round()
    this.#code = undefined
    if (done === undefined) return this.pause.for(0, this.#options.pollMs)
    this.#moved += done.entries
    this.#gaps += done.misfits.length
    for (const gap of done.misfits) {
      this.#options.log.error('a batch does not follow its lane', {
        room: 'audit',
        code: gap.code,
        lane: gap.lane.toString('hex'),
        number: gap.batch,
      })
    }
    const { gapMs, busyGapMs } = this.#options
    const gap = done.entries < TILE_WIDTH ? gapMs : Math.max(gapMs, busyGapMs)
    await this.pause.for(gap, gap)
  }

  #survives(error: unknown): boolean {
    this.#code = isAzukariError(error) ? error.code : 'internal_error'
    const fatal = FATAL.includes(this.#code)
    if (this.#code === logFenced.code) {
      this.#state = 'standby'
      this.#standby.reset()
      this.#settle?.resolve()
      this.#options.log.info('another sequencer holds the term', { room: 'audit' })
      return true
    }
    if (fatal) this.#state = 'failed'
    else if (this.#state === 'holding') this.#state = 'starting'
    this.#options.log.error(fatal ? 'the log cannot go on' : 'sequencing failed', {
      room: 'audit',
      code: this.#code,
    })
    if (fatal) this.#settle?.reject(error)
    return !fatal
  }
}
