import type { Checkpoint } from '../checkpoint.ts'
import { equalBytes, toHex } from '../encoding.ts'
import type { VerifierKey } from '../note/vkey.ts'
import { openCheckpoint } from '../open-checkpoint.ts'
import { type Problems, reason } from './problems.ts'

/** Heads that the log signed before, as somebody kept them: this log must begin with each. */
export class EarlierHeads {
  readonly #heads: Checkpoint[]
  readonly #problems: Problems

  private constructor(heads: Checkpoint[], problems: Problems) {
    this.#heads = heads.sort((a, b) => a.size - b.size)
    this.#problems = problems
  }

  static async open(
    notes: Iterable<string | Uint8Array>,
    keys: readonly VerifierKey[],
    current: Checkpoint,
    problems: Problems,
  ): Promise<EarlierHeads> {
    const heads: Checkpoint[] = []
    let number = 0
    for (const note of notes) {
      try {
        const head = await openCheckpoint(note, keys, current.origin)
        if (head.size <= current.size) heads.push(head)
        else {
          const message = `the log has ${current.size} entries, and had ${head.size} before`
          problems.add({ code: 'rollback', index: current.size, message })
        }
      } catch (error) {
        problems.add({
          code: 'earlier_checkpoint_invalid',
          message: `checkpoint ${number}: ${reason(error)}`,
        })
      }
      number++
    }
    return new EarlierHeads(heads, problems)
  }

  /** To be called as the tree grows; `rootAt` answers for the sizes that end in the leaves added last. */
  reached(size: number, rootAt: (size: number) => Uint8Array | undefined): void {
    for (let head = this.#heads[0]; head !== undefined && head.size <= size; head = this.#heads[0]) {
      this.#heads.shift()
      const root = rootAt(head.size)
      if (root === undefined) {
        const message = `the root at ${head.size} entries cannot be computed`
        this.#problems.add({ code: 'root_unverifiable', index: head.size, message })
      } else if (!equalBytes(root, head.root)) {
        const message = `at ${head.size} entries the root is ${toHex(root)}; signed before was ${toHex(head.root)}`
        this.#problems.add({ code: 'fork', index: head.size, message })
      }
    }
  }
}
