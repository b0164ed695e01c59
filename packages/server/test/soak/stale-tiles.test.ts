import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type HashTile, newTiles, tilePath } from '@azukari/proof'
import fc from 'fast-check'
import { staleTiles } from './stale-tiles.ts'

const pathOf = ({ level, index, width }: HashTile) => tilePath(level, index, width)

function grown(sizes: readonly number[]): string[] {
  const files = new Set<string>()
  let before = 0
  for (const size of sizes) {
    for (const tile of newTiles(before, size)) files.add(pathOf(tile))
    for (const tile of staleTiles(before, size)) files.delete(pathOf(tile))
    before = size
  }
  return [...files].sort()
}

test('a copy that grew in steps has the tiles of one made at once', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(140_000), { minLength: 1, maxLength: 6 }), (sizes) => {
      sizes.sort((a, b) => a - b)
      assert.deepEqual(grown(sizes), grown(sizes.slice(-1)))
    }),
  )
})

test('the one hash of 65,536 entries stays while the levels below it grow', () => {
  assert.ok(grown([65_230, 66_143, 67_269]).includes('tile/2/000.p/1'))
})
