import { edgeTiles, type HashTile } from '@azukari/proof'

/** Partial tiles of the tree of `oldSize` that the tree of `newSize` has no longer. A high level's edge stays the same for long. */
export function staleTiles(oldSize: number, newSize: number): HashTile[] {
  const edge = edgeTiles(newSize)
  return edgeTiles(oldSize).filter((old) => !edge.some((now) => now.level === old.level && same(now, old)))
}

const same = (a: HashTile, b: HashTile) => a.index === b.index && a.width === b.width
