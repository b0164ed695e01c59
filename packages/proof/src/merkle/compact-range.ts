import { nodeHash, treeHash } from './tree-hash.ts'

/** A growing tree of which only the roots of its whole subtrees are kept: log2(size) hashes. */
export class CompactRange {
  #size = 0
  #subtrees: Uint8Array[] = []

  get size(): number {
    return this.#size
  }

  append(leaf: Uint8Array): void {
    let node = leaf
    // As many subtrees close as the old size has trailing one bits.
    for (let rest = this.#size; rest % 2 === 1; rest = Math.floor(rest / 2)) {
      node = nodeHash(this.#subtrees.pop() as Uint8Array, node)
    }
    this.#subtrees.push(node)
    this.#size++
  }

  /** RFC 6962 tree hash of what was appended. */
  root(): Uint8Array {
    let root = this.#subtrees.at(-1)
    if (root === undefined) return treeHash([])
    for (let i = this.#subtrees.length - 2; i >= 0; i--)
      root = nodeHash(this.#subtrees[i] as Uint8Array, root)
    return root
  }
}
