import { sha256, sha256Into } from '#sha256'
import { ProofError } from '../errors.ts'

const leafInput = new Uint8Array(1 + 65_536) // first byte stays 0x00
const nodeInput = new Uint8Array(65)
nodeInput[0] = 0x01

/** RFC 6962 §2.1: SHA-256(0x00 ‖ entry). */
export function leafHash(entry: Uint8Array): Uint8Array {
  const out = new Uint8Array(32)
  leafHashInto(out, 0, entry)
  return out
}

export function leafHashInto(out: Uint8Array, at: number, entry: Uint8Array): void {
  if (entry.length > 65_536) {
    out.set(sha256(leafInput.subarray(0, 1), entry), at)
    return
  }
  leafInput.set(entry, 1)
  sha256Into(out, at, leafInput.subarray(0, entry.length + 1))
}

/** RFC 6962 §2.1: SHA-256(0x01 ‖ left ‖ right). */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  if (left.length !== 32 || right.length !== 32) throw new ProofError('range_invalid', 'a hash is 32 bytes')
  nodeInput.set(left, 1)
  nodeInput.set(right, 33)
  const out = new Uint8Array(32)
  sha256Into(out, 0, nodeInput)
  return out
}

/**
 * RFC 6962 §2.1: the Merkle tree hash over leaf hashes (of no leaves: SHA-256 of nothing).
 * Pairing level by level and carrying an odd last node up gives the same tree as the RFC's split.
 */
export function treeHash(hashes: readonly Uint8Array[]): Uint8Array {
  if (hashes.length === 0) return sha256()
  const flat = new Uint8Array(hashes.length * 32)
  for (let i = 0; i < hashes.length; i++) flat.set(hashes[i] as Uint8Array, i * 32)
  return flatTreeHash(flat)
}

/** As `treeHash`, over hashes laid end to end as in a tile. Does not change its argument. */
export function flatTreeHash(hashes: Uint8Array): Uint8Array {
  if (hashes.length === 0) return sha256()
  if (hashes.length % 32 !== 0) throw new ProofError('range_invalid', 'hashes are 32 bytes each')
  // Not `slice`: of Node's own byte arrays that is a view, and the work below would overwrite the caller's hashes.
  const work = Uint8Array.from(hashes)
  for (let count = work.length / 32; count > 1; count = Math.ceil(count / 2)) {
    for (let i = 0; i < count; i += 2) {
      if (i + 1 === count) {
        work.copyWithin((i / 2) * 32, i * 32, i * 32 + 32)
      } else {
        nodeInput.set(work.subarray(i * 32, i * 32 + 64), 1)
        sha256Into(work, (i / 2) * 32, nodeInput)
      }
    }
  }
  return work.slice(0, 32)
}
