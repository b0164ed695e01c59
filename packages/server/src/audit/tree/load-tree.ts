import {
  decodeBundle,
  edgeTiles,
  hashesAtLevel,
  leafHash,
  TILE_WIDTH,
  type TileData,
  TreeBuilder,
  treeHash,
} from '@azukari/proof'
import type { Sql } from '../../platform/db.ts'
import { logRolledBack } from '../errors.ts'

/** The right edge of the log in memory: all that is needed to go on. */
export interface LogTree {
  readonly builder: TreeBuilder
  /** Tiles that became full since they were last taken out. */
  readonly full: TileData[]
  /** The unfinished entry bundle: its bytes, in pieces, and how many entries they are. */
  bundle: { pieces: Buffer[]; count: number }
}

const SIZES = {
  text: `SELECT DISTINCT ON (level) level, n, length(hashes) / 32 AS width FROM audit.tile ORDER BY level, n DESC`,
}
const LAST_BUNDLE = { text: `SELECT n, count, entries FROM audit.bundle ORDER BY n DESC LIMIT 1` }

/**
 * Reads the right edge from the tables and checks it against itself: each level as wide as the size says, the last full tile of a level
 * hashing to its slot in the level above, the last bundle's entries hashing to the last tile. Throws `log_rolled_back` where it does not fit.
 */
export async function loadTree(sql: Sql): Promise<LogTree> {
  const widths = await sql.query<{ level: number; n: number; width: number }>(SIZES)
  const leaves = widths.find((w) => w.level === 0)
  const size = leaves === undefined ? 0 : leaves.n * TILE_WIDTH + leaves.width
  for (const { level, n, width } of widths) {
    if (n * TILE_WIDTH + width !== hashesAtLevel(size, level))
      throw broken(`level ${level} is not of size ${size}`)
  }
  const edge: Buffer[] = []
  for (const { level, index, width } of edgeTiles(size)) {
    edge.push(await tile(sql, level, index, width))
  }
  for (let level = 0; hashesAtLevel(size, level + 1) > 0; level++) await checkSlot(sql, size, level)
  const full: TileData[] = []
  const builder = TreeBuilder.resume(size, edge, (t) => full.push(t))
  return { builder, full, bundle: await loadBundle(sql, size) }
}

async function checkSlot(sql: Sql, size: number, level: number): Promise<void> {
  const n = hashesAtLevel(size, level + 1) - 1
  const below = await tile(sql, level, n, TILE_WIDTH)
  const above = await tile(sql, level + 1, Math.floor(n / TILE_WIDTH), (n % TILE_WIDTH) + 1)
  if (!above.subarray(-32).equals(rootOf(below)))
    throw broken(`tile ${n} of level ${level} does not hash to its slot above`)
}

async function loadBundle(sql: Sql, size: number): Promise<LogTree['bundle']> {
  const [last] = await sql.query<{ n: number; count: number; entries: Buffer }>(LAST_BUNDLE)
  const bundled = last === undefined ? 0 : last.n * TILE_WIDTH + last.count
  if (bundled !== size) throw broken(`the bundles hold ${bundled} entries, the tiles ${size}`)
  if (last === undefined) return { pieces: [], count: 0 }
  const hashes = await tile(sql, 0, last.n, last.count)
  decodeBundle(last.entries, last.count).forEach((entry, i) => {
    if (!hashes.subarray(i * 32, i * 32 + 32).equals(leafHash(entry)))
      throw broken(`entry ${last.n * TILE_WIDTH + i} does not hash to its leaf`)
  })
  return last.count === TILE_WIDTH ? { pieces: [], count: 0 } : { pieces: [last.entries], count: last.count }
}

async function tile(sql: Sql, level: number, n: number, width: number): Promise<Buffer> {
  const [row] = await sql.query<{ hashes: Buffer }>(
    { text: 'SELECT hashes FROM audit.tile WHERE level = $1 AND n = $2 AND length(hashes) >= $3' },
    [level, n, width * 32],
  )
  if (row === undefined) throw broken(`tile ${n} of level ${level} is missing or too short`)
  return row.hashes.subarray(0, width * 32)
}

function rootOf(hashes: Buffer): Uint8Array {
  const list: Uint8Array[] = []
  for (let i = 0; i < hashes.length; i += 32) list.push(hashes.subarray(i, i + 32))
  return treeHash(list)
}

function broken(detail: string) {
  return logRolledBack(detail, {
    fix: 'restore the missing tiles, or close this log and open a new one that binds it',
  })
}
