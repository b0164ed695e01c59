import { equalBytes } from '../encoding.ts'
import { consistencyRanges } from './ranges.ts'
import { nodeHash, treeHash } from './tree-hash.ts'

/** RFC 6962 §2.1.2: proof that the first `oldSize` leaves are a tree these leaves extend. */
export function consistencyProof(oldSize: number, leafHashes: readonly Uint8Array[]): Uint8Array[] {
  return consistencyRanges(oldSize, leafHashes.length).map(({ start, end }) =>
    treeHash(leafHashes.slice(start, end)),
  )
}

/**
 * True when the proof shows the tree of `oldSize` and `oldRoot` to be the beginning of the other
 * (RFC 9162 §2.1.4.2). The empty tree begins every tree, by an empty proof.
 */
export function verifyConsistency(
  oldSize: number,
  newSize: number,
  proof: readonly Uint8Array[],
  oldRoot: Uint8Array,
  newRoot: Uint8Array,
): boolean {
  if (!Number.isSafeInteger(oldSize) || !Number.isSafeInteger(newSize)) return false
  if (oldSize < 0 || oldSize > newSize || oldRoot.length !== 32 || newRoot.length !== 32) return false
  if (oldSize === newSize) return proof.length === 0 && equalBytes(oldRoot, newRoot)
  if (oldSize === 0) return proof.length === 0 && equalBytes(oldRoot, treeHash([]))
  if (proof.some((hash) => hash.length !== 32)) return false
  let fn = oldSize - 1
  let sn = newSize - 1
  while (fn % 2 === 1) {
    fn = Math.floor(fn / 2)
    sn = Math.floor(sn / 2)
  }
  // Where the old tree is a whole subtree (a power of two), its root is the first node.
  const path = fn === 0 ? [oldRoot, ...proof] : proof
  const [first, ...rest] = path
  if (first === undefined) return false
  let fr = first
  let sr = first
  for (const node of rest) {
    if (sn === 0) return false
    if (fn % 2 === 1 || fn === sn) {
      fr = nodeHash(node, fr)
      sr = nodeHash(node, sr)
      while (fn % 2 === 0 && fn !== 0) {
        fn /= 2
        sn = Math.floor(sn / 2)
      }
    } else {
      sr = nodeHash(sr, node)
    }
    fn = Math.floor(fn / 2)
    sn = Math.floor(sn / 2)
  }
  return sn === 0 && equalBytes(fr, oldRoot) && equalBytes(sr, newRoot)
}
