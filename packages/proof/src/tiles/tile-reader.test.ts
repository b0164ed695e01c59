import assert from 'node:assert/strict'
import test from 'node:test'
import { utf8 } from '../encoding.ts'
import { consistencyProof, verifyConsistency } from '../merkle/consistency.ts'
import { inclusionProof, verifyInclusion } from '../merkle/inclusion.ts'
import { leafHash, treeHash } from '../merkle/tree-hash.ts'
import { tilePath } from './tile-path.ts'
import { TileReader } from './tile-reader.ts'
import { tilesOf } from './tree-builder.ts'

const all = Array.from({ length: 66_000 }, (_, i) => leafHash(utf8(`${i}`)))

function logOf(size: number) {
  const leaves = all.slice(0, size)
  const files = new Map(
    tilesOf(leaves).map((tile) => [tilePath(tile.level, tile.index, tile.width), tile.data]),
  )
  const fetch = async (path: string) => {
    const data = files.get(path)
    if (data === undefined) throw new Error(`404 ${path}`)
    return data
  }
  return {
    leaves,
    files,
    root: treeHash(leaves),
    reader: () => new TileReader(fetch, { size, root: treeHash(leaves) }),
  }
}

for (const size of [1, 2, 255, 256, 257, 700, 66_000]) {
  test(`proofs read from the tiles of ${size} entries are the proofs of the tree`, async () => {
    const { leaves, root, reader } = logOf(size)
    const tiles = reader()
    for (const index of new Set([0, 1, size >> 1, size - 2, size - 1].filter((i) => i >= 0 && i < size))) {
      const proof = await tiles.inclusion(index)
      assert.deepEqual(proof, inclusionProof(index, leaves))
      assert.deepEqual(await tiles.leaf(index), leaves[index])
      assert.ok(verifyInclusion(index, size, leaves[index] as Uint8Array, proof, root))
    }
    for (const old of new Set([0, 1, size >> 1, size - 1, size])) {
      const proof = await tiles.consistency(old)
      assert.deepEqual(proof, consistencyProof(old, leaves))
      assert.deepEqual(await tiles.rootAt(old), treeHash(leaves.slice(0, old)))
      assert.ok(verifyConsistency(old, size, proof, await tiles.rootAt(old), root))
    }
  })
}

test('a changed tile is refused wherever it is used', async () => {
  for (const [path, index] of [
    ['tile/0/001', 300],
    ['tile/0/257.p/208', 65_999],
    ['tile/1/000', 300],
    ['tile/1/001.p/1', 65_999],
    ['tile/2/000.p/1', 0],
  ] as const) {
    const { files, reader } = logOf(66_000)
    const changed = (files.get(path) as Uint8Array).slice()
    changed[0] = (changed[0] as number) ^ 1
    files.set(path, changed)
    await assert.rejects(reader().inclusion(index), { code: 'tile_mismatch' }, path)
  }
})

test('a tile of another size is refused, and one that is missing', async () => {
  const { files, reader } = logOf(700)
  const path = 'tile/0/001'
  const tile = files.get(path) as Uint8Array
  files.set(path, Uint8Array.of(...tile, 0))
  await assert.rejects(reader().inclusion(300), { code: 'tile_size_wrong' })
  files.delete(path)
  const tiles = reader()
  await assert.rejects(tiles.inclusion(300), { code: 'tile_missing' })
  files.set(path, tile)
  assert.equal((await tiles.inclusion(300)).length, 10)
})

test('a full tile stands in for a partial one that was dropped', async () => {
  const { leaves, files } = logOf(1024)
  const fetch = async (path: string) => {
    const data = files.get(path)
    if (data === undefined) throw new Error('404')
    return data
  }
  const older = new TileReader(fetch, { size: 600, root: treeHash(leaves.slice(0, 600)) })
  files.delete('tile/1/000.p/4')
  await assert.rejects(older.inclusion(599), { code: 'tile_missing' }) // level 1 of 600 entries is two wide
  files.set(
    'tile/1/000.p/2',
    tilesOf(leaves.slice(0, 600)).find((tile) => tile.level === 1)?.data ?? new Uint8Array(),
  )
  assert.deepEqual(await older.inclusion(599), inclusionProof(599, leaves.slice(0, 600)))
})

test('an entry outside the tree has no proof', async () => {
  const tiles = logOf(3).reader()
  await assert.rejects(tiles.inclusion(3), { code: 'range_invalid' })
  await assert.rejects(tiles.leaf(-1), { code: 'range_invalid' })
  await assert.rejects(tiles.consistency(4), { code: 'range_invalid' })
})
