import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { utf8 } from '../encoding.ts'
import { leafHash, treeHash } from '../merkle/tree-hash.ts'
import { decodeBundle, encodeBundle } from './entry-bundle.ts'
import { edgeTiles, newTiles } from './new-tiles.ts'
import { entriesPath, parseTilePath, tilePath } from './tile-path.ts'
import { TreeBuilder, tilesOf } from './tree-builder.ts'

test('the examples of C2SP tlog-tiles', () => {
  assert.equal(tilePath(0, 1_234_067), 'tile/0/x001/x234/067')
  assert.equal(tilePath(63, 5, 112), 'tile/63/005.p/112')
  assert.equal(entriesPath(1000, 1), 'tile/entries/x001/000.p/1')
  // "273 full level 0 tiles, one partial of width 112, one full level 1 tile, one of width 17, one level 2 of width 1"
  const tiles = newTiles(0, 70_000)
  const count = (level: number, width: number) =>
    tiles.filter((t) => t.level === level && t.width === width).length
  assert.deepEqual(
    [count(0, 256), count(0, 112), count(1, 256), count(1, 17), count(2, 1), tiles.length],
    [273, 1, 1, 1, 1, 277],
  )
  assert.deepEqual(edgeTiles(256), [{ level: 1, index: 0, width: 1 }])
})

test('a path is read as what it was written from, and has no other spelling', () => {
  const address = fc.record({
    level: fc.oneof(fc.integer({ min: 0, max: 63 }), fc.constant('entries' as const)),
    index: fc.maxSafeNat(),
    width: fc.integer({ min: 1, max: 256 }),
  })
  fc.assert(
    fc.property(address, ({ level, index, width }) => {
      const path = level === 'entries' ? entriesPath(index, width) : tilePath(level, index, width)
      assert.deepEqual(parseTilePath(path), { level, index, width })
    }),
  )
  const bad = [
    'tile/0/1',
    'tile/0/x000/001',
    'tile/00/001',
    'tile/64/001',
    'tile/0/001.p/0',
    'tile/0/001.p/256',
    'tile/0/001.p/01',
    'tile/0/x001',
    'tile/0/001/',
    '/tile/0/001',
    'tile/0/../001',
    'tile/0/001/002',
    'tile/-1/001',
    'tile/entries/x1/001',
    'checkpoint',
    'tile/0/001.p/',
    'tile/0/x999/x999/x999/x999/x999/x999/999',
  ]
  for (const path of bad) assert.throws(() => parseTilePath(path), { code: 'tile_path_invalid' }, path)
  assert.throws(() => tilePath(0, -1), { code: 'tile_path_invalid' })
  assert.throws(() => tilePath(0, 0, 257), { code: 'tile_path_invalid' })
})

test('bundles are read as they were written; torn, longer or of another count they are refused', () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 20 }),
      fc.nat(),
      (entries, cut) => {
        const bundle = encodeBundle(entries)
        assert.deepEqual(decodeBundle(bundle, entries.length), entries)
        assert.throws(() => decodeBundle(bundle.subarray(0, cut % bundle.length), entries.length), {
          code: 'bundle_malformed',
        })
        assert.throws(() => decodeBundle(Uint8Array.of(...bundle, 0), entries.length), {
          code: 'bundle_malformed',
        })
        assert.throws(() => decodeBundle(Uint8Array.of(...bundle, 0, 0), entries.length), {
          code: 'bundle_malformed',
        })
        assert.throws(() => decodeBundle(bundle, entries.length + 1), { code: 'bundle_malformed' })
      },
    ),
  )
  const longest = new Uint8Array(65_535).fill(3)
  assert.deepEqual(decodeBundle(encodeBundle([longest]), 1), [longest])
  assert.throws(() => encodeBundle([new Uint8Array(65_536)]), { code: 'bundle_malformed' })
})

const leaves = Array.from({ length: 66_000 }, (_, i) => leafHash(utf8(`${i}`)))

test('the builder has the right root at every size it is asked, and can be resumed there', () => {
  let builder = new TreeBuilder()
  const sizes = new Set([0, 1, 2, 255, 256, 257, 511, 512, 513, 65_535, 65_536, 65_537, 65_792, 66_000])
  for (let size = 0; size <= leaves.length; size++) {
    if (sizes.has(size)) {
      assert.deepEqual(builder.root(), treeHash(leaves.slice(0, size)))
      assert.deepEqual(
        builder.edge().map(({ data: _, ...tile }) => tile),
        edgeTiles(size),
      )
      builder = TreeBuilder.resume(
        size,
        builder.edge().map((tile) => tile.data),
      )
    }
    const leaf = leaves[size]
    if (leaf !== undefined) builder.append(leaf)
  }
})

test('the tiles are those a tree of the size has, and each is the hash over its part of the tree', () => {
  const tiles = tilesOf(leaves)
  const byPlace = (a: { level: number; index: number }, b: { level: number; index: number }) =>
    a.level - b.level || a.index - b.index
  const places = tiles.map(({ data: _, ...tile }) => tile).sort(byPlace)
  assert.deepEqual(places, newTiles(0, leaves.length).sort(byPlace))
  for (const { level, index, width, data } of tiles.filter((tile) => tile.level > 0)) {
    const span = 256 ** level
    for (let slot = 0; slot < width; slot++) {
      const start = (index * 256 + slot) * span
      assert.deepEqual(data.slice(slot * 32, slot * 32 + 32), treeHash(leaves.slice(start, start + span)))
    }
  }
})

test('growing writes what changed and nothing else', () => {
  assert.deepEqual(newTiles(300, 300), [])
  assert.deepEqual(newTiles(255, 256), [
    { level: 0, index: 0, width: 256 },
    { level: 1, index: 0, width: 1 },
  ])
  assert.deepEqual(newTiles(256, 257), [{ level: 0, index: 1, width: 1 }])
  assert.throws(() => newTiles(2, 1), { code: 'range_invalid' })
})

test('resuming refuses an edge that is not of the size', () => {
  assert.throws(() => TreeBuilder.resume(3, []), { code: 'tile_missing' })
  assert.throws(() => TreeBuilder.resume(3, [new Uint8Array(64)]), { code: 'tile_size_wrong' })
})
