import { equalBytes, toHex } from '../encoding.ts'
import { flatTreeHash } from '../merkle/tree-hash.ts'
import { edgeTiles, type HashTile, hashesAtLevel } from '../tiles/new-tiles.ts'
import { TILE_WIDTH, tilePath } from '../tiles/tile-path.ts'
import { rootOfEdge, type TileData } from '../tiles/tree-builder.ts'
import type { Problems } from './problems.ts'
import { type LogSource, type Resource, readTile } from './read-resource.ts'

/** Hashes of one tile, as far as they are known: a slot is unknown where neither entry nor tile could be read. */
export interface KnownHashes {
  readonly data: Uint8Array
  readonly known: Uint8Array
}

interface Level extends KnownHashes {
  width: number
}

/**
 * Builds the tree above the leaves and compares it, tile by tile, with the tiles that are served.
 * Where they differ the difference is named and the served hash goes on upward: so each difference is
 * reported where it is, once, and not again at every level above it.
 */
export class TreeChecker {
  readonly #source: LogSource
  readonly #problems: Problems
  /** Levels 1 and up, by level. */
  readonly #levels: Level[] = []
  #leaves: (Level & { index: number }) | undefined

  constructor(source: LogSource, problems: Problems) {
    this.#source = source
    this.#problems = problems
  }

  /** Adds level-0 tile `index`; all but the last are 256 wide. */
  async push(index: number, width: number, leaves: KnownHashes): Promise<void> {
    this.#leaves = { ...leaves, width, index }
    let { data, known } = leaves
    let full = width === TILE_WIDTH
    let at = index
    for (let level = 1; full; level++) {
      const row = this.#level(level)
      const slot = at % TILE_WIDTH
      if (slot === 0) row.width = 0
      const whole = !known.includes(0)
      if (whole) row.data.set(flatTreeHash(data), slot * 32)
      row.known[slot] = whole ? 1 : 0
      row.width = slot + 1
      full = row.width === TILE_WIDTH
      at = Math.floor(at / TILE_WIDTH)
      if (full) await this.#compare({ level, index: at, width: TILE_WIDTH }, row)
      data = row.data
      known = row.known
    }
  }

  /** The partial tiles above the leaves, once every leaf is in. */
  async end(size: number): Promise<void> {
    for (const tile of edgeTiles(size)) if (tile.level > 0) await this.#compare(tile, this.#level(tile.level))
  }

  /** The root over the first `size` entries, which end in the leaves added last; undefined if not all are known. */
  root(size: number): Uint8Array | undefined {
    const edge: TileData[] = []
    const tail = this.#leaves
    const width = tail === undefined ? 0 : size - tail.index * TILE_WIDTH
    if (tail !== undefined && width > 0) {
      if (tail.known.subarray(0, width).includes(0)) return undefined
      edge.push({ level: 0, index: tail.index, width, data: tail.data.subarray(0, width * 32) })
    }
    const before = size - width
    for (let level = 1; hashesAtLevel(before, level) > 0; level++) {
      const hashes = hashesAtLevel(before, level)
      const wide = hashes % TILE_WIDTH
      const row = this.#level(level)
      if (row.known.subarray(0, wide).includes(0)) return undefined
      if (wide > 0)
        edge.push({
          level,
          index: Math.floor(hashes / TILE_WIDTH),
          width: wide,
          data: row.data.subarray(0, wide * 32),
        })
    }
    return rootOfEdge(edge)
  }

  async #compare(tile: HashTile, row: KnownHashes): Promise<void> {
    const served = await readTile(this.#source, tile)
    const path = tilePath(tile.level, tile.index, tile.width)
    if (!('value' in served)) {
      reportMissing(this.#problems, served)
      return
    }
    for (let slot = 0; slot < tile.width; slot++) {
      const hash = served.value.subarray(slot * 32, slot * 32 + 32)
      const own = row.data.subarray(slot * 32, slot * 32 + 32)
      if (row.known[slot] === 1 && !equalBytes(hash, own)) {
        const message = `hash ${slot} is ${toHex(hash)}, its tile below makes ${toHex(own)}`
        const index = (tile.index * TILE_WIDTH + slot) * TILE_WIDTH ** tile.level
        this.#problems.add({ code: 'tile_mismatch', index, path, message })
      }
      own.set(hash)
      row.known[slot] = 1
    }
  }

  #level(level: number): Level {
    for (let next = this.#levels.length; next <= level; next++) {
      this.#levels.push({
        data: new Uint8Array(TILE_WIDTH * 32),
        known: new Uint8Array(TILE_WIDTH),
        width: 0,
      })
    }
    return this.#levels[level] as Level
  }
}

export function reportMissing(
  problems: Problems,
  resource: Exclude<Resource<unknown>, { value: unknown }>,
): void {
  if ('problem' in resource) problems.add(resource.problem)
  else problems.add({ code: 'tile_missing', path: resource.path, message: 'a hash tile is missing' })
}
