import type { Checkpoint } from '../checkpoint.ts'
import { equalBytes, toHex } from '../encoding.ts'
import { ProofError } from '../errors.ts'
import { consistencyRanges, inclusionRanges, type Range, splitPoint } from '../merkle/ranges.ts'
import { flatTreeHash, nodeHash } from '../merkle/tree-hash.ts'
import { edgeTiles, hashesAtLevel } from './new-tiles.ts'
import { TILE_WIDTH, tilePath } from './tile-path.ts'
import { rootOfEdge, type TileData } from './tree-builder.ts'

/** The bytes at a path of the log's layout. Rejects where there are none. */
export type FetchTile = (path: string) => Promise<Uint8Array>

const MOST_CACHED = 1024

/**
 * Proofs out of a log's hash tiles. Every tile is checked against the checkpoint before a hash of it is
 * used: those at the right edge together make the root, every other one hashes to its slot in the tile above.
 */
export class TileReader {
  readonly #fetch: FetchTile
  readonly #checkpoint: Pick<Checkpoint, 'size' | 'root'>
  readonly #tiles = new Map<string, Promise<Uint8Array>>()
  #edge: Promise<ReadonlyMap<number, Uint8Array>> | undefined

  constructor(fetch: FetchTile, checkpoint: Pick<Checkpoint, 'size' | 'root'>) {
    this.#fetch = fetch
    this.#checkpoint = checkpoint
  }

  /** The audit path of the entry at `index`, for `verifyInclusion` and receipts. */
  async inclusion(index: number): Promise<Uint8Array[]> {
    return this.#hashes(inclusionRanges(index, this.#checkpoint.size))
  }

  /** The proof that the log of `oldSize` is the beginning of this one. */
  async consistency(oldSize: number): Promise<Uint8Array[]> {
    return this.#hashes(consistencyRanges(oldSize, this.#checkpoint.size))
  }

  /** The leaf hash at `index`. */
  async leaf(index: number): Promise<Uint8Array> {
    inclusionRanges(index, this.#checkpoint.size) // refuses an index outside the tree
    return this.#range({ start: index, end: index + 1 })
  }

  /** The root of the log's first `size` entries. */
  async rootAt(size: number): Promise<Uint8Array> {
    if (!Number.isSafeInteger(size) || size < 0 || size > this.#checkpoint.size) {
      throw new ProofError('range_invalid', `no ${size} entries in a log of ${this.#checkpoint.size}`)
    }
    if (size === 0) return flatTreeHash(new Uint8Array())
    return this.#range({ start: 0, end: size })
  }

  async #hashes(ranges: readonly Range[]): Promise<Uint8Array[]> {
    return Promise.all(ranges.map((range) => this.#range(range)))
  }

  /** The tree hash of a range that is a node of some tree: whole subtrees, smaller ones to the right. */
  async #range({ start, end }: Range): Promise<Uint8Array> {
    const length = end - start
    const whole = splitPoint(length + 1) // the largest power of two that fits
    if (whole === length) return this.#subtree(start, length)
    const middle = start + whole
    const [left, right] = await Promise.all([
      this.#subtree(start, whole),
      this.#range({ start: middle, end }),
    ])
    return nodeHash(left, right)
  }

  /** The root over `length` entries, a power of two, from the one tile that holds it. */
  async #subtree(start: number, length: number): Promise<Uint8Array> {
    let level = 0
    let unit = 1
    for (; unit * TILE_WIDTH <= length; unit *= TILE_WIDTH) level++
    const first = start / unit
    const tile = await this.#tile(level, Math.floor(first / TILE_WIDTH))
    const at = (first % TILE_WIDTH) * 32
    return flatTreeHash(tile.subarray(at, at + (length / unit) * 32))
  }

  #tile(level: number, index: number): Promise<Uint8Array> {
    const hashes = hashesAtLevel(this.#checkpoint.size, level)
    if (index * TILE_WIDTH + TILE_WIDTH > hashes) return this.#edgeTile(level)
    const path = tilePath(level, index)
    let tile = this.#tiles.get(path)
    if (tile === undefined) {
      tile = this.#fullTile(level, index)
      if (this.#tiles.size >= MOST_CACHED) this.#tiles.clear()
      this.#tiles.set(path, tile)
      tile.catch(() => this.#tiles.delete(path)) // a network that failed once may be asked again
    }
    return tile
  }

  async #fullTile(level: number, index: number): Promise<Uint8Array> {
    const path = tilePath(level, index)
    const [data, above] = await Promise.all([
      this.#read(path, TILE_WIDTH),
      this.#tile(level + 1, Math.floor(index / TILE_WIDTH)),
    ])
    const at = (index % TILE_WIDTH) * 32
    if (!equalBytes(flatTreeHash(data), above.subarray(at, at + 32))) {
      throw new ProofError('tile_mismatch', `${path} does not belong to the checkpoint`)
    }
    return data
  }

  async #edgeTile(level: number): Promise<Uint8Array> {
    this.#edge ??= this.#readEdge().catch((error) => {
      this.#edge = undefined
      throw error
    })
    const tile = (await this.#edge).get(level)
    if (tile === undefined) throw new ProofError('tile_missing', `no tile at level ${level}`)
    return tile
  }

  async #readEdge(): Promise<ReadonlyMap<number, Uint8Array>> {
    const tiles: TileData[] = await Promise.all(
      edgeTiles(this.#checkpoint.size).map(async (tile) => ({
        ...tile,
        data: await this.#readPartial(tile.level, tile.index, tile.width),
      })),
    )
    const root = rootOfEdge(tiles)
    if (!equalBytes(root, this.#checkpoint.root)) {
      throw new ProofError(
        'tile_mismatch',
        `the tiles at the edge make root ${toHex(root)}, not the checkpoint's`,
      )
    }
    return new Map(tiles.map((tile) => [tile.level, tile.data]))
  }

  /** A log may drop a partial tile once the full one is there (C2SP tlog-tiles). */
  async #readPartial(level: number, index: number, width: number): Promise<Uint8Array> {
    let partial: Uint8Array
    try {
      partial = await this.#fetch(tilePath(level, index, width))
    } catch (cause) {
      const full = await this.#read(tilePath(level, index), TILE_WIDTH).catch(() => undefined)
      if (full === undefined) throw new ProofError('tile_missing', tilePath(level, index, width), { cause })
      return full.subarray(0, width * 32)
    }
    return checkWidth(partial, width, tilePath(level, index, width))
  }

  async #read(path: string, width: number): Promise<Uint8Array> {
    let data: Uint8Array
    try {
      data = await this.#fetch(path)
    } catch (cause) {
      throw new ProofError('tile_missing', path, { cause })
    }
    return checkWidth(data, width, path)
  }
}

function checkWidth(data: Uint8Array, width: number, path: string): Uint8Array {
  if (data.length === width * 32) return data
  throw new ProofError('tile_size_wrong', `${path} has ${data.length} bytes where ${width * 32} belong`)
}
