import { equalBytes } from '../encoding.ts'
import { inclusionRanges } from './ranges.ts'
import { nodeHash, treeHash } from './tree-hash.ts'

/** RFC 6962 §2.1.1: the audit path of the leaf at `index`. Throws `range_invalid` where there is none. */
export function inclusionProof(index: number, leafHashes: readonly Uint8Array[]): Uint8Array[] {
  return inclusionRanges(index, leafHashes.length).map(({ start, end }) =>
    treeHash(leafHashes.slice(start, end)),
  )
}

/** The root that a proof leads to (RFC 9162 §2.1.3.2), or undefined where its length or form is wrong. */
export function rootFromInclusion(
  index: number,
  size: number,
  leaf: Uint8Array,
  proof: readonly Uint8Array[],
): Uint8Array | undefined {
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size)
    return undefined
  if (leaf.length !== 32) return undefined
  let fn = index
  let sn = size - 1
  let root = leaf
  for (const sibling of proof) {
    if (sn === 0 || sibling.length !== 32) return undefined
    if (fn % 2 === 1 || fn === sn) {
      root = nodeHash(sibling, root)
      while (fn % 2 === 0 && fn !== 0) {
        fn /= 2
        sn = Math.floor(sn / 2)
      }
    } else {
      root = nodeHash(root, sibling)
    }
    fn = Math.floor(fn / 2)
    sn = Math.floor(sn / 2)
  }
  return sn === 0 ? root : undefined
}

/** True when the proof shows `leaf` (a leaf hash) at `index` of the tree of `size` with this root. */
export function verifyInclusion(
  index: number,
  size: number,
  leaf: Uint8Array,
  proof: readonly Uint8Array[],
  root: Uint8Array,
): boolean {
  const computed = rootFromInclusion(index, size, leaf, proof)
  return computed !== undefined && equalBytes(computed, root)
}
