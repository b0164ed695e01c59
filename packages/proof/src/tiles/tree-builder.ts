import { sha256 } from '#sha256'
import { ProofError } from '../errors.ts'
import { flatTreeHash } from '../merkle/tree-hash.ts'
import { edgeTiles, type HashTile, hashesAtLevel } from './new-tiles.ts'
import { TILE_WIDTH } from './tile-path.ts'

/** A hash tile with its bytes: `width` × 32. */
export interface TileData extends HashTile {
  readonly data: Uint8Array
}

const TILE_BYTES = TILE_WIDTH * 32

/**
 * The right edge of a growing tree: one unfinished tile a level, from which every new tile and the root
 * follow. Memory is 8 KiB a level, whatever the size.
 */
export class TreeBuilder {
  #size = 0
  readonly #edge: Uint8Array[] = []
  readonly #onFull: (tile: TileData) => void

  /** `onFull` gets every tile as it becomes full, lower levels first. Its bytes are its own. */
  constructor(onFull: (tile: TileData) => void = () => {}) {
    this.#onFull = onFull
  }

  /**
   * Goes on from a tree of `size` whose right edge was kept: the tiles that `edgeTiles(size)` lists, in
   * its order. The caller compares `root()` with the root it signed last before it appends.
   */
  static resume(size: number, edge: readonly Uint8Array[], onFull?: (tile: TileData) => void): TreeBuilder {
    const builder = new TreeBuilder(onFull)
    const tiles = edgeTiles(size)
    if (tiles.length !== edge.length)
      throw new ProofError('tile_missing', `the edge of ${size} has ${tiles.length} tiles`)
    tiles.forEach(({ level, width }, i) => {
      const data = edge[i] as Uint8Array
      if (data.length !== width * 32)
        throw new ProofError('tile_size_wrong', `level ${level} is ${width} hashes wide`)
      builder.#level(level).set(data)
    })
    builder.#size = size
    return builder
  }

  get size(): number {
    return this.#size
  }

  /** Adds one leaf hash. */
  append(leaf: Uint8Array): void {
    if (leaf.length !== 32) throw new ProofError('range_invalid', 'a leaf hash is 32 bytes')
    let at = this.#size % TILE_WIDTH
    this.#level(0).set(leaf, at * 32)
    this.#size++
    for (let level = 0; at === TILE_WIDTH - 1; level++) {
      const data = this.#level(level).slice()
      const hashes = hashesAtLevel(this.#size, level + 1)
      this.#onFull({ level, index: hashes - 1, width: TILE_WIDTH, data })
      at = (hashes - 1) % TILE_WIDTH
      this.#level(level + 1).set(flatTreeHash(data), at * 32)
    }
  }

  /** The partial tiles of the present size, lowest level first. */
  edge(): TileData[] {
    return edgeTiles(this.#size).map((tile) => ({
      ...tile,
      data: this.#level(tile.level).slice(0, tile.width * 32),
    }))
  }

  /** RFC 6962 root of the present size. */
  root(): Uint8Array {
    return rootOfEdge(this.edge())
  }

  #level(level: number): Uint8Array {
    let data = this.#edge[level]
    if (data === undefined) {
      // Levels are reached in order, but a resumed tree may have empty ones below.
      while (this.#edge.length <= level) this.#edge.push(new Uint8Array(TILE_BYTES))
      data = this.#edge[level] as Uint8Array
    }
    return data
  }
}

/** The root of the tree whose partial edge tiles (lowest level first) these are. */
export function rootOfEdge(edge: readonly TileData[]): Uint8Array {
  let root: Uint8Array | undefined
  for (const { data } of edge) root = root === undefined ? flatTreeHash(data) : joinRight(data, root)
  return root ?? sha256()
}

/** Tree hash of a level's whole subtrees with a smaller, unfinished one to their right. */
function joinRight(hashes: Uint8Array, unfinished: Uint8Array): Uint8Array {
  const row = new Uint8Array(hashes.length + 32)
  row.set(hashes)
  row.set(unfinished, hashes.length)
  return flatTreeHash(row)
}

/** All hash tiles, full and partial, of the tree over these leaf hashes. */
export function tilesOf(leafHashes: Iterable<Uint8Array>): TileData[] {
  const tiles: TileData[] = []
  const builder = new TreeBuilder((tile) => tiles.push(tile))
  for (const leaf of leafHashes) builder.append(leaf)
  return [...tiles, ...builder.edge()]
}
