import { equalBytes, toHex } from '../encoding.ts'
import { TILE_WIDTH } from '../tiles/tile-path.ts'
import type { Problems } from './problems.ts'
import type { KnownHashes } from './tree-checker.ts'

export interface LeafTile {
  readonly index: number
  readonly width: number
  readonly path: string
  /** What the entries hash to, in the order they stand; undefined where they could not be read. */
  readonly computed: readonly Uint8Array[] | undefined
  /** The hash tile as served; undefined where it could not be read. */
  readonly served: Uint8Array | undefined
}

/** Holds entries against their hash tile, names every difference, and answers what goes into the tree. */
export function settleLeaves(tile: LeafTile, problems: Problems): KnownHashes {
  const { width, computed, served } = tile
  const data = new Uint8Array(width * 32)
  const known = new Uint8Array(width)
  if (computed !== undefined) {
    if (computed.length !== width) reportCount(tile, computed, problems)
    else if (served !== undefined) reportDifferences(tile, computed, served, problems)
  }
  if (served !== undefined) {
    data.set(served)
    known.fill(1)
  } else if (computed?.length === width) {
    computed.forEach((hash, slot) => {
      data.set(hash, slot * 32)
    })
    known.fill(1)
  }
  return { data, known }
}

function reportDifferences(
  { index, path }: LeafTile,
  computed: readonly Uint8Array[],
  served: Uint8Array,
  problems: Problems,
): void {
  computed.forEach((hash, slot) => {
    if (equalBytes(hash, served.subarray(slot * 32, slot * 32 + 32))) return
    const message = `the entry hashes to ${toHex(hash)}, which is not its leaf in the tree`
    problems.add({ code: 'entry_mismatch', index: index * TILE_WIDTH + slot, path, message })
  })
}

/** A bundle with too few or too many entries: says which are missing and which do not belong, not that all moved. */
function reportCount(tile: LeafTile, computed: readonly Uint8Array[], problems: Problems): void {
  const { index, width, path, served } = tile
  const first = index * TILE_WIDTH
  const message = `${computed.length} entries where ${width} belong`
  problems.add({ code: 'bundle_malformed', path, index: first, message })
  if (served === undefined) return
  const leaves = new Set<string>()
  const entries = new Set(computed.map(toHex))
  for (let slot = 0; slot < width; slot++) {
    const leaf = toHex(served.subarray(slot * 32, slot * 32 + 32))
    leaves.add(leaf)
    if (!entries.has(leaf))
      problems.add({ code: 'entry_missing', index: first + slot, path, message: 'the entry is missing' })
  }
  computed.forEach((hash, slot) => {
    if (!leaves.has(toHex(hash))) {
      problems.add({
        code: 'entry_foreign',
        index: first + slot,
        path,
        message: 'the entry is not in the tree',
      })
    }
  })
}
