import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { fromHex, toHex, utf8 } from '../encoding.ts'
import { CompactRange } from './compact-range.ts'
import { consistencyProof, verifyConsistency } from './consistency.ts'
import { inclusionProof, rootFromInclusion, verifyInclusion } from './inclusion.ts'
import { splitPoint } from './ranges.ts'
import { flatTreeHash, leafHash, nodeHash, treeHash } from './tree-hash.ts'

/** MTH as RFC 6962 §2.1 writes it down. */
function obviousRoot(leaves: readonly Uint8Array[]): Uint8Array {
  const [only] = leaves
  if (only === undefined || leaves.length === 1) return only ?? treeHash([])
  const k = splitPoint(leaves.length)
  return nodeHash(obviousRoot(leaves.slice(0, k)), obviousRoot(leaves.slice(k)))
}

const leavesOf = (size: number) => Array.from({ length: size }, (_, i) => leafHash(utf8(`leaf ${i}`)))

// The eight inputs that Certificate Transparency implementations have used from the beginning.
const inputs = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
]
const roots = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]

test('known roots of sizes 0 to 8', () => {
  assert.equal(toHex(treeHash([])), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
  const leaves = inputs.map((hex) => leafHash(fromHex(hex, hex.length / 2)))
  roots.forEach((root, i) => {
    assert.equal(toHex(treeHash(leaves.slice(0, i + 1))), root)
  })
})

test('tree hash and compact range are the tree of the RFC', () => {
  const range = new CompactRange()
  for (let size = 0; size <= 130; size++) {
    const expected = obviousRoot(leavesOf(size))
    assert.deepEqual(treeHash(leavesOf(size)), expected)
    assert.deepEqual(range.root(), expected)
    range.append(leafHash(utf8(`leaf ${size}`)))
  }
})

test('hashing does not change its input', () => {
  const leaves = leavesOf(5)
  treeHash(leaves)
  assert.deepEqual(leaves, leavesOf(5))
})

test('an entry longer than a bundle can hold is hashed all the same', () => {
  const long = new Uint8Array(70_000).fill(1)
  const short = long.subarray(0, 65_536)
  assert.notDeepEqual(leafHash(long), leafHash(short))
  assert.deepEqual(leafHash(short), leafHash(short.slice()))
})

test('every inclusion proof of small trees verifies, at its own place only', () => {
  for (let size = 1; size <= 33; size++) {
    const leaves = leavesOf(size)
    const root = treeHash(leaves)
    leaves.forEach((leaf, index) => {
      const proof = inclusionProof(index, leaves)
      for (let other = 0; other <= size; other++) {
        assert.equal(verifyInclusion(other, size, leaf, proof, root), other === index)
      }
    })
  }
})

test('every consistency proof of small trees verifies', () => {
  for (let size = 0; size <= 33; size++) {
    const leaves = leavesOf(size)
    for (let old = 0; old <= size; old++) {
      const proof = consistencyProof(old, leaves)
      const oldRoot = treeHash(leaves.slice(0, old))
      assert.equal(verifyConsistency(old, size, proof, oldRoot, treeHash(leaves)), true, `${old} of ${size}`)
    }
  }
})

const flip = (bytes: Uint8Array, bit: number): Uint8Array => {
  const changed = bytes.slice()
  changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7))
  return changed
}
const replace = <T>(list: readonly T[], at: number, value: T): T[] => list.with(at, value)
const size = fc.integer({ min: 1, max: 400 })

test('one flipped bit, one element more or less, anywhere, refuses an inclusion proof', () => {
  fc.assert(
    fc.property(
      size,
      fc.nat(),
      fc.nat(255),
      fc.uint8Array({ minLength: 32, maxLength: 32 }),
      (n, seed, bit, other) => {
        const leaves = leavesOf(n)
        const index = seed % n
        const root = treeHash(leaves)
        const leaf = leaves[index] as Uint8Array
        const proof = inclusionProof(index, leaves)
        const verify = (l: Uint8Array, p: readonly Uint8Array[], r: Uint8Array, of = n) =>
          verifyInclusion(index, of, l, p, r)
        assert.equal(verify(leaf, proof, root), true)
        assert.equal(verify(flip(leaf, bit), proof, root), false)
        assert.equal(verify(leaf, proof, flip(root, bit)), false)
        assert.equal(verify(leaf, [...proof, other], root), false)
        assert.equal(verify(leaf, [other, ...proof], root), false)
        assert.equal(verify(leaf, proof, root.subarray(0, 31)), false)
        assert.equal(verify(leaf.subarray(0, 31), proof, root), false)
        proof.forEach((hash, i) => {
          assert.equal(verify(leaf, replace(proof, i, flip(hash, bit)), root), false)
          assert.equal(verify(leaf, proof.toSpliced(i, 1), root), false)
          assert.equal(verify(leaf, replace(proof, i, hash.subarray(0, 31)), root), false)
        })
      },
    ),
    { numRuns: 60 },
  )
})

test('one flipped bit, one element more or less, anywhere, refuses a consistency proof', () => {
  fc.assert(
    fc.property(
      size,
      fc.nat(),
      fc.nat(255),
      fc.uint8Array({ minLength: 32, maxLength: 32 }),
      (n, seed, bit, other) => {
        const leaves = leavesOf(n)
        const old = 1 + (seed % n)
        const oldRoot = treeHash(leaves.slice(0, old))
        const root = treeHash(leaves)
        const proof = consistencyProof(old, leaves)
        const verify = (p: readonly Uint8Array[], o: Uint8Array, r: Uint8Array) =>
          verifyConsistency(old, n, p, o, r)
        assert.equal(verify(proof, oldRoot, root), true)
        assert.equal(verify(proof, flip(oldRoot, bit), root), false)
        assert.equal(verify(proof, oldRoot, flip(root, bit)), false)
        assert.equal(verify([...proof, other], oldRoot, root), false)
        assert.equal(verify([other, ...proof], oldRoot, root), false)
        assert.equal(verify(proof, oldRoot.subarray(0, 31), root), false)
        proof.forEach((hash, i) => {
          assert.equal(verify(replace(proof, i, flip(hash, bit)), oldRoot, root), false)
          assert.equal(verify(proof.toSpliced(i, 1), oldRoot, root), false)
        })
      },
    ),
    { numRuns: 60 },
  )
})

test('a proof that is too long or too short leads to no root, whatever is at its end', () => {
  const leaves = leavesOf(6)
  const [leaf] = leaves as [Uint8Array]
  const proof = inclusionProof(0, leaves)
  assert.deepEqual(rootFromInclusion(0, 6, leaf, proof), treeHash(leaves))
  assert.equal(rootFromInclusion(0, 6, leaf, [...proof, leaf]), undefined)
  assert.equal(rootFromInclusion(0, 6, leaf, proof.slice(1)), undefined)
  assert.equal(rootFromInclusion(0, 1, leaf, [leaf]), undefined)
})

test('a consistency proof is not one for a tree twice the size', () => {
  const leaves = leavesOf(8)
  const proof = consistencyProof(4, leaves)
  const roots = [treeHash(leaves.slice(0, 4)), treeHash(leaves)] as const
  assert.equal(verifyConsistency(4, 8, proof, ...roots), true)
  assert.equal(verifyConsistency(4, 16, proof, ...roots), false)
})

test('what is out of range is refused', () => {
  const leaves = leavesOf(3)
  for (const index of [-1, 3, 0.5, Number.NaN])
    assert.throws(() => inclusionProof(index, leaves), { code: 'range_invalid' })
  for (const old of [-1, 4, 0.5])
    assert.throws(() => consistencyProof(old, leaves), { code: 'range_invalid' })
  assert.equal(verifyConsistency(4, 3, [], treeHash(leaves), treeHash(leaves)), false)
  assert.equal(verifyConsistency(0, 3, [], treeHash(leaves), treeHash(leaves)), false)
})

test('sizes beyond 32 bits', () => {
  const index = 2 ** 40 + 12345
  const total = 2 ** 41 + 7
  let proof: Uint8Array[] = []
  let root = leafHash(utf8('x'))
  let node = index
  let last = total - 1
  const leaf = root
  for (let i = 0; last > 0; i++) {
    if (node % 2 === 1 || node < last) {
      const sibling = leafHash(utf8(`s${i}`))
      proof = [...proof, sibling]
      root = node % 2 === 1 ? nodeHash(sibling, root) : nodeHash(root, sibling)
    }
    node = Math.floor(node / 2)
    last = Math.floor(last / 2)
  }
  assert.equal(verifyInclusion(index, total, leaf, proof, root), true)
  assert.equal(verifyInclusion(index - 2 ** 32, total, leaf, proof, root), false)
})

test('hashing a tile leaves it as it was, also when it is a Buffer', () => {
  const tile = Buffer.alloc(96, 7)
  const before = Buffer.from(tile)
  flatTreeHash(tile)
  assert.deepEqual(tile, before)
})
