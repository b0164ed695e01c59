import { ProofError } from '../errors.ts'
import { TILE_WIDTH } from './tile-path.ts'

/** A hash tile that a tree of some size has. */
export interface HashTile {
  readonly level: number
  readonly index: number
  /** 1 to 256. */
  readonly width: number
}

/** How many hashes a tree of `size` has at a tile level: floor(size / 256^level). */
export function hashesAtLevel(size: number, level: number): number {
  return Math.floor(size / TILE_WIDTH ** level)
}

/** The partial tiles at the right edge of a tree, lowest level first (widths 1 to 255, empty ones left out). */
export function edgeTiles(size: number): HashTile[] {
  checkSize(size)
  const tiles: HashTile[] = []
  for (let level = 0; hashesAtLevel(size, level) > 0; level++) {
    const hashes = hashesAtLevel(size, level)
    const width = hashes % TILE_WIDTH
    if (width > 0) tiles.push({ level, index: Math.floor(hashes / TILE_WIDTH), width })
  }
  return tiles
}

/**
 * The hash tiles a log must write to grow from `oldSize` to `newSize`: every tile that became full and
 * the partial ones of the new size. Entry bundles to write are those of level 0.
 */
export function newTiles(oldSize: number, newSize: number): HashTile[] {
  checkSize(oldSize)
  checkSize(newSize)
  if (oldSize > newSize) throw new ProofError('range_invalid', 'a log does not shrink')
  const tiles: HashTile[] = []
  for (let level = 0; hashesAtLevel(newSize, level) > 0; level++) {
    const before = hashesAtLevel(oldSize, level)
    const after = hashesAtLevel(newSize, level)
    if (before === after) continue
    const lastFull = Math.floor(after / TILE_WIDTH)
    for (let index = Math.floor(before / TILE_WIDTH); index < lastFull; index++) {
      tiles.push({ level, index, width: TILE_WIDTH })
    }
    if (after % TILE_WIDTH > 0) tiles.push({ level, index: lastFull, width: after % TILE_WIDTH })
  }
  return tiles
}

function checkSize(size: number): void {
  if (!Number.isSafeInteger(size) || size < 0)
    throw new ProofError('range_invalid', `not a tree size: ${size}`)
}
