import { hashesAtLevel, TILE_WIDTH, type TileData } from '@azukari/proof'
import type { Tx } from '../../platform/db.ts'
import { logRolledBack } from '../errors.ts'
import type { LogTree } from '../tree/load-tree.ts'
import type { FittedBatch } from './fit-batches.ts'

const BUNDLE = {
  name: 'audit-write-bundle',
  text: `INSERT INTO audit.bundle AS b (n, count, entries) VALUES ($1, $2, $3)
    ON CONFLICT (n) DO UPDATE SET count = excluded.count, entries = excluded.entries WHERE b.count = $4 RETURNING 1`,
}
const TILES = {
  name: 'audit-write-tiles',
  text: `INSERT INTO audit.tile AS t (level, n, hashes) SELECT * FROM unnest($1::smallint[], $2::bigint[], $3::bytea[])
    ON CONFLICT (level, n) DO UPDATE SET hashes = excluded.hashes
      WHERE length(t.hashes) < length(excluded.hashes) AND t.hashes = substring(excluded.hashes FOR length(t.hashes)) RETURNING 1`,
}
const LEAVES = {
  name: 'audit-write-leaves',
  text: `INSERT INTO audit.leaf (prefix, index) SELECT * FROM unnest($1::bigint[], $2::bigint[])`,
}

/**
 * Appends batches to the tree in memory and to the tables in the transaction, and answers each batch's first index. A stored tile or bundle
 * that is not the one in memory is never overwritten: throws `log_rolled_back`. Whatever it throws, the tree in memory is spent.
 */
export async function appendBatches(
  tx: Tx,
  tree: LogTree,
  batches: readonly FittedBatch[],
): Promise<number[]> {
  const before = tree.builder.size
  const first: number[] = []
  const bundles: Bundle[] = []
  const prefixes: { prefix: bigint; index: number }[] = []
  let stored = tree.bundle.count
  for (const batch of batches) {
    first.push(tree.builder.size)
    let at = 0
    let from = 0
    batch.leaves.forEach((leaf, i) => {
      prefixes.push({ prefix: leafPrefix(leaf), index: tree.builder.size })
      tree.builder.append(leaf)
      tree.bundle.count++
      at += 2 + (batch.lengths[i] as number)
      if (tree.bundle.count < TILE_WIDTH) return
      tree.bundle.pieces.push(batch.entries.subarray(from, at))
      bundles.push(takeBundle(tree, stored))
      from = at
      stored = 0
      tree.bundle = { pieces: [], count: 0 }
    })
    if (from < at) tree.bundle.pieces.push(batch.entries.subarray(from, at))
  }
  if (tree.bundle.count > 0) bundles.push(takeBundle(tree, stored))
  await writeBundles(tx, bundles)
  await writeTiles(tx, [...tree.full.splice(0), ...grownEdge(tree, before)])
  await writeLeaves(tx, prefixes)
  return first
}

/** First eight bytes of a leaf hash as PostgreSQL's bigint. */
export function leafPrefix(leaf: Uint8Array): bigint {
  return new DataView(leaf.buffer, leaf.byteOffset).getBigInt64(0)
}

interface Bundle {
  readonly n: number
  readonly count: number
  readonly stored: number
  readonly entries: Buffer
}

function takeBundle({ builder, bundle }: LogTree, stored: number): Bundle {
  const entries = Buffer.concat(bundle.pieces)
  bundle.pieces = [entries]
  return { n: Math.floor((builder.size - 1) / TILE_WIDTH), count: bundle.count, stored, entries }
}

function grownEdge({ builder }: LogTree, before: number): TileData[] {
  return builder
    .edge()
    .filter(({ level }) => hashesAtLevel(before, level) !== hashesAtLevel(builder.size, level))
}

async function writeBundles(tx: Tx, bundles: readonly Bundle[]): Promise<void> {
  for (const { n, count, entries, stored } of bundles) {
    const written = await tx.query(BUNDLE, [n, count, entries, stored])
    if (written.length !== 1) throw changed('a bundle')
  }
}

async function writeTiles(tx: Tx, tiles: readonly TileData[]): Promise<void> {
  const written = await tx.query(TILES, [
    tiles.map((t) => t.level),
    tiles.map((t) => t.index),
    tiles.map((t) => Buffer.from(t.data.buffer, t.data.byteOffset, t.data.byteLength)),
  ])
  if (written.length !== tiles.length) throw changed('a tile')
}

/** In the order of the index, so that neighbours go into one page. */
async function writeLeaves(tx: Tx, leaves: { prefix: bigint; index: number }[]): Promise<void> {
  leaves.sort((a, b) => (a.prefix < b.prefix ? -1 : 1))
  await tx.query(LEAVES, [leaves.map((l) => l.prefix), leaves.map((l) => l.index)])
}

function changed(what: string) {
  return logRolledBack(`${what} at the right edge is not the one that was stored`)
}
