import { ProofError } from '../errors.ts'

/** The entries `start` to `end` (not included): a node of the tree over all of them. */
export interface Range {
  readonly start: number
  readonly end: number
}

/** The largest power of two smaller than `size` (RFC 6962 §2.1: where a tree is split). */
export function splitPoint(size: number): number {
  let k = 1
  while (k * 2 < size) k *= 2
  return k
}

/** RFC 6962 §2.1.1: the nodes that prove the entry at `index` in a tree of `size`, from the leaf upward. */
export function inclusionRanges(index: number, size: number): Range[] {
  if (!isIndex(index) || !isIndex(size) || index >= size) {
    throw new ProofError('range_invalid', `no entry ${index} in a tree of ${size}`)
  }
  const ranges: Range[] = []
  let start = 0
  let end = size
  while (end - start > 1) {
    const middle = start + splitPoint(end - start)
    if (index < middle) {
      ranges.push({ start: middle, end })
      end = middle
    } else {
      ranges.push({ start, end: middle })
      start = middle
    }
  }
  return ranges.reverse()
}

/** RFC 6962 §2.1.2: the nodes that prove a tree of `oldSize` to be the beginning of one of `newSize`. */
export function consistencyRanges(oldSize: number, newSize: number): Range[] {
  if (!isIndex(oldSize) || !isIndex(newSize) || oldSize > newSize) {
    throw new ProofError('range_invalid', `a tree of ${newSize} does not begin with one of ${oldSize}`)
  }
  if (oldSize === 0 || oldSize === newSize) return []
  const ranges: Range[] = []
  let start = 0
  let end = newSize
  while (oldSize !== end) {
    const middle = start + splitPoint(end - start)
    if (oldSize <= middle) {
      ranges.push({ start: middle, end })
      end = middle
    } else {
      ranges.push({ start, end: middle })
      start = middle
    }
  }
  // The old root itself is known to the verifier when it is a whole left subtree.
  if (start > 0) ranges.push({ start, end })
  return ranges.reverse()
}

function isIndex(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0
}
