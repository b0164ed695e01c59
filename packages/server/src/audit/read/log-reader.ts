import { formatReceipt, ProofError, parseTilePath, TILE_WIDTH, TileReader } from '@azukari/proof'
import type { Sql } from '../../platform/db.ts'
import { leafNotSequenced, logNotBegun, logPathUnknown } from '../errors.ts'
import { lastCheckpoint, type StoredCheckpoint } from '../tree/sign-checkpoint.ts'
import { storedBundle, storedPath, storedTile } from '../tree/stored-tile.ts'
import { findLeaves } from './find-leaves.ts'
import { LeafWaiters } from './leaf-waiters.ts'

const POLL_MS = 50

/** Reads the log as it is served: nothing beyond the last checkpoint, for what is not signed may not be durable yet. */
export class LogReader {
  readonly #sql: Sql
  readonly #waiters: LeafWaiters

  constructor(sql: Sql, pollMs: number = POLL_MS) {
    this.#sql = sql
    this.#waiters = new LeafWaiters(sql, pollMs)
  }

  /** The last checkpoint. Throws `log_not_begun`. */
  async checkpoint(): Promise<StoredCheckpoint> {
    const stored = await lastCheckpoint(this.#sql)
    if (stored === undefined) throw logNotBegun('the sequencer has not signed anything yet')
    return stored
  }

  /** A hash tile: exactly `width` × 32 bytes. Throws `log_path_unknown`. */
  async tile(level: number, n: number, width: number = TILE_WIDTH): Promise<Buffer> {
    await this.#requireSigned(level, n, width)
    return orUnknown(await storedTile(this.#sql, level, n, width))
  }

  /**
   * An entry bundle of exactly `width` entries. Throws `log_path_unknown`. Whoever lets it out logs that first, in the transaction
   * whose statements `through` runs.
   */
  async entries(n: number, width: number, through: Sql): Promise<Buffer> {
    await this.#requireSigned(0, n, width)
    return orUnknown(await storedBundle(through, n, width))
  }

  /** Index of the entry with this leaf hash, or undefined while it is not under a checkpoint. */
  async indexOf(leaf: Buffer): Promise<number | undefined> {
    const { size } = await this.checkpoint()
    return (await findLeaves(this.#sql, [leaf], size)).get(leaf.toString('hex'))
  }

  /**
   * The receipt (C2SP tlog-proof) for a leaf hash of 32 bytes. Waits up to `waitMs` milliseconds for it to be signed. Throws
   * `leaf_not_sequenced`.
   */
  async receipt(
    leaf: Buffer,
    { waitMs = 0, signal }: { waitMs?: number; signal?: AbortSignal } = {},
  ): Promise<string> {
    const now = await this.#receiptNow(leaf)
    if (now !== undefined) return now
    if (waitMs > 0) await this.#waiters.wait(leaf, waitMs, signal)
    const later = waitMs > 0 ? await this.#receiptNow(leaf) : undefined
    if (later === undefined)
      throw leafNotSequenced('it may be pending still', { fix: 'ask again, with Prefer: wait=10' })
    return later
  }

  async #receiptNow(leaf: Buffer): Promise<string | undefined> {
    const stored = await lastCheckpoint(this.#sql)
    if (stored === undefined) return undefined
    const index = (await findLeaves(this.#sql, [leaf], stored.size)).get(leaf.toString('hex'))
    if (index === undefined) return undefined
    // Checks every tile it uses against the checkpoint, so that a damaged table gives an error and never a wrong receipt.
    const proof = await new TileReader((path) => storedPath(this.#sql, path), stored).inclusion(index)
    return formatReceipt({ index, proof, checkpoint: stored.note })
  }

  async #requireSigned(level: number, n: number, width: number): Promise<void> {
    const { size } = await this.checkpoint()
    const needs = (n * TILE_WIDTH + width) * TILE_WIDTH ** level
    if (!(needs <= size)) throw logPathUnknown('no such tile is under the last checkpoint')
  }
}

function orUnknown(bytes: Buffer | undefined): Buffer {
  if (bytes === undefined) throw logPathUnknown('no such tile is stored')
  return bytes
}

/** What a path below `tile/` names. Throws `log_path_unknown` for every spelling but the one of C2SP tlog-tiles. */
export function tileAddress(rest: string): ReturnType<typeof parseTilePath> {
  try {
    return parseTilePath(`tile/${rest}`)
  } catch (error) {
    if (error instanceof ProofError) throw logPathUnknown('not a tile path')
    throw error
  }
}
