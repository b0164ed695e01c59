import type { LogPromise } from '@azukari/proof'
import type { Clock } from '../../platform/clock.ts'
import type { Across, AcrossStatements, AcrossTx, Database, Tx } from '../../platform/db.ts'
import { isAzukariError } from '../../platform/errors.ts'
import type { EntryDraft } from '../entry/entry.ts'
import { logUnavailable } from '../errors.ts'
import type { OpeningSealer } from '../open/opening-sealer.ts'
import { insertBatch } from './insert-batch.ts'
import { type Batch, Lane, type LaneOptions } from './lane.ts'

/** Collects the entries of one transaction. */
export interface Entries {
  /** Adds an entry; the number names its promise after the commit. */
  add(draft: EntryDraft): number
  /** Runs in the same transaction once the entries have their bytes: for rows that keep the leaf hash of an entry. */
  whenBuilt(write: (tx: Tx, leafOf: (entry: number) => Uint8Array) => Promise<void>): void
}

export interface Audited<T> {
  readonly value: T
  /** The promise for the entry that `add` numbered so; made when asked, since most callers want one or none. */
  promise(i: number): LogPromise
}

export interface WriterOptions extends Omit<LaneOptions, 'predecessor'> {
  readonly clock: Clock
  readonly sealer: OpeningSealer
  /** Called after each commit that made entries, with them: for a sequencer in the same process. Must not throw. */
  readonly committed?: (batch: Batch) => void
}

export interface AcrossWriterOptions extends WriterOptions {
  readonly database: Across
}

export interface AuditWriterOptions extends WriterOptions {
  readonly database: Database
}

type Work<T, X = Tx> = (tx: X, entries: Entries) => Promise<T>

interface Transactions<X> {
  tx<T>(fn: (tx: X) => Promise<T>): Promise<T>
}

/**
 * The only way in which the program changes state: a transaction and the entries of what it did commit together or not at all.
 *
 * Commit point: before it a crash leaves neither change nor entry; after it both are durable, and the sequencer finds the batch although
 * this process is gone. When the outcome is unknown the lane is closed, its successor names it, and nothing is acknowledged.
 */
export class AcrossWriter {
  readonly #options: WriterOptions
  readonly #across: AcrossStatements
  readonly #free: Lane[] = []

  constructor(options: AcrossWriterOptions) {
    this.#options = options
    this.#across = options.database.across
  }

  /** Over the rows of all tenants. */
  across<T>(work: Work<T, AcrossTx>): Promise<Audited<T>> {
    return this.write(this.#across, work)
  }

  protected async write<T, X extends Tx>(on: Transactions<X>, work: Work<T, X>): Promise<Audited<T>> {
    const lane = this.#free.pop() ?? new Lane(this.#options)
    let batch: Batch | undefined
    let goesOn = true
    try {
      const value = await on.tx(async (tx) => {
        const drafts: EntryDraft[] = []
        const writes: Parameters<Entries['whenBuilt']>[0][] = []
        const done = await work(tx, {
          add: (draft) => drafts.push(draft) - 1,
          whenBuilt: (write) => writes.push(write),
        })
        if (drafts.length > 0) {
          const built = await lane.build(drafts, this.#options.clock.now())
          batch = built
          for (const write of writes) await write(tx, (entry) => leafOf(built, entry))
          await insertBatch(tx, built, this.#options.sealer)
        }
        return done
      })
      const committed = batch
      if (committed) {
        lane.advance(committed)
        this.#options.committed?.(committed)
      }
      return {
        value,
        promise(i) {
          if (!committed) throw new RangeError('this transaction made no entry')
          return lane.promise(committed, i)
        },
      }
    } catch (error) {
      goesOn = batch === undefined || !closesLane(error)
      throw error
    } finally {
      this.#free.push(goesOn ? lane : new Lane({ ...this.#options, predecessor: lane.id }))
    }
  }
}

/** The same, and with transactions that see and change the rows of one tenant only. */
export class AuditWriter extends AcrossWriter {
  readonly #database: Database

  constructor(options: AuditWriterOptions) {
    super(options)
    this.#database = options.database
  }

  transaction<T>(tenant: number, work: Work<T>): Promise<Audited<T>> {
    return this.write(this.#database.of(tenant), work)
  }
}

function leafOf(batch: Batch, entry: number): Uint8Array {
  const leaf = batch.leaves[batch.first + entry]
  if (!leaf) throw new RangeError('no such entry in this transaction')
  return leaf
}

/** A batch that may have been kept, or that the log would not take: either way the lane's next number is not known to be free. */
function closesLane(error: unknown): boolean {
  return isAzukariError(error, 'commit_unknown') || isAzukariError(error, logUnavailable.code)
}
