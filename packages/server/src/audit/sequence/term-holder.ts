import type { Clock } from '../../platform/clock.ts'
import type { Statements } from '../../platform/db.ts'
import { isAzukariError } from '../../platform/errors.ts'
import { logFenced } from '../errors.ts'
import { ensureOrigin } from '../origin/log-origin.ts'
import { type LogSigner, newProcessKey, type ProcessKey } from '../origin/process-key.ts'
import { type LogTree, loadTree } from '../tree/load-tree.ts'
import { insertCheckpoint, requireExtends, signTree } from '../tree/sign-checkpoint.ts'
import { Lane } from '../write/lane.ts'
import type { KnownBatches } from './known-batches.ts'
import { type Bounds, look } from './pending-batch.ts'
import { requireDurable } from './require-durable.ts'
import { type Sequenced, sequenceOnce } from './sequence-once.ts'
import { advanceTerm, takeTerm } from './term.ts'

export interface TermHolderOptions {
  /** In the sequencer's role. */
  readonly database: Statements
  readonly signer: LogSigner
  readonly clock: Clock
  /** Whether the configuration promises that what is confirmed survives a power cut. */
  readonly durable: boolean
  readonly bounds: Bounds
  /** Batches of writers in this process. */
  readonly known?: KnownBatches
}

const ONE_SNAPSHOT = { text: 'SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY' }

/**
 * The steps of sequencing, one after the other, for whoever holds the term. After any error the tree in memory is dropped and only `takeOver`
 * goes on, from what the tables say.
 */
export class TermHolder {
  readonly #options: TermHolderOptions
  readonly #processKey: ProcessKey
  #term = 0
  #tree: LogTree | undefined
  #lane: Lane
  #signed = 0

  constructor(options: TermHolderOptions) {
    this.#options = options
    this.#processKey = newProcessKey(options.signer)
    this.#lane = this.#newLane()
  }

  get holding(): boolean {
    return this.#tree !== undefined
  }

  get term(): number {
    return this.#term
  }

  /** Entries in the tree that was signed last. */
  get signed(): number {
    return this.#signed
  }

  /**
   * Takes the term (only if it is still `observed`, where given), loads the tree and signs it where that was not done. Throws `log_fenced`,
   * `log_key_mismatch`, `log_not_durable`, `log_rolled_back`.
   *
   * Commit point: the term. From then on nobody else appends; and since commits become durable in their order, all that the tables show
   * afterwards is durable, a batch too whose commit went unconfirmed. A crash here leaves a term that nobody holds, for the next to take.
   */
  async takeOver(observed?: number): Promise<void> {
    const { database, signer, clock, durable } = this.#options
    this.#tree = undefined
    if (durable) await requireDurable(database.read)
    await ensureOrigin(database.read, signer, clock.now())
    this.#term = await database.tx((tx) => takeTerm(tx, observed))
    const { tree, last } = await database.tx(async (tx) => {
      // One snapshot: who takes the term from us meanwhile must not look like damage.
      await tx.query(ONE_SNAPSHOT)
      const loaded = await loadTree(tx)
      return { tree: loaded, last: await requireExtends(tx, loaded, signer) }
    })
    if (last?.size === tree.builder.size) this.#signed = last.size
    else await this.#publish(tree)
    this.#tree = tree
  }

  /**
   * Sequences and signs what waits, up to the bounds; undefined when nothing does.
   *
   * Commit point: the move. Before it a crash leaves everything pending; after it the tree holds it and the last checkpoint does not say so
   * yet, which `takeOver` puts right. When the outcome is unknown nothing is signed until `takeOver` has committed something after it.
   */
  async round(): Promise<Sequenced | undefined> {
    const tree = this.#tree
    if (tree === undefined) throw logFenced('the term is not held')
    const { database, signer, clock, bounds, known } = this.#options
    const { term, waits } = await look(database.read)
    if (term === this.#term && !waits) return undefined
    this.#tree = undefined
    const lane = this.#lane
    const round = { log: signer, clock, bounds, known, lane, laneKey: this.#processKey.publicKey }
    const moved = await this.#fresh(() =>
      database.tx(async (tx) => {
        const advanced = await advanceTerm(tx, this.#term)
        return { term: advanced, done: await sequenceOnce(tx, tree, round) }
      }),
    )
    this.#term = moved.term
    if (moved.done?.own) this.#lane.advance(moved.done.own)
    if (moved.done !== undefined) await this.#publish(tree)
    this.#tree = tree
    return moved.done
  }

  /**
   * Commit point: the checkpoint. Whoever read the note holds the log to it from then on. A crash before leaves a tree that is signed at the
   * next start; the same tree, or one that extends it.
   */
  async #publish(tree: LogTree): Promise<void> {
    const { database, signer, clock } = this.#options
    const signed = await signTree(tree, signer)
    this.#term = await database.tx(async (tx) => {
      const term = await advanceTerm(tx, this.#term)
      await insertCheckpoint(tx, signed, clock)
      return term
    })
    this.#signed = signed.size
  }

  /** The sequencer's own lane goes on only when the outcome of what was written there is known. */
  async #fresh<T>(move: () => Promise<T>): Promise<T> {
    try {
      return await move()
    } catch (error) {
      if (isAzukariError(error, 'commit_unknown')) this.#lane = this.#newLane(this.#lane.id)
      throw error
    }
  }

  #newLane(predecessor?: Buffer): Lane {
    const { origin } = this.#options.signer
    const options = { origin, processKey: this.#processKey, promiseWithinMs: 0 }
    return new Lane(predecessor === undefined ? options : { ...options, predecessor })
  }
}
