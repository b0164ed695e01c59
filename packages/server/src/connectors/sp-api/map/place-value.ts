import type { JsonValue } from '../item.ts'
import type { Step } from './compile-map.ts'

/** An array element passed on the way down: its place, and the name its own id gives it. */
export interface Passed {
  readonly index: number
  readonly key: string
}

type Scalar = string | number | boolean
type List = (Branch | Scalar)[]
export type Branch = { [name: string]: Branch | List | Scalar } | List

/** Where in its field a leaf goes; `under` names all steps but the last. */
interface Place {
  readonly steps: readonly Step[]
  readonly under: string
}

/** JSON fields under way. Elements stand at the index they had in the input until `closeLists`: an element of which nothing goes into a field leaves no hole. */
export class Trees {
  readonly #lists: List[] = []
  #under = ''
  #element: Passed | undefined
  #branch: Branch | undefined

  begin(steps: readonly Step[]): Branch {
    return this.#newBranch(steps[0])
  }

  /** Puts a leaf into the tree of its field. False, and nothing done, where another value is there already. */
  place(tree: Branch, target: Place, passed: readonly Passed[], value: Scalar): boolean {
    const { steps, under } = target
    const element = passed[passed.length - 1]
    // Leaves that stand together in the input mostly go to one place: the way there is walked for the first of them.
    if (under !== this.#under || element !== this.#element || this.#branch === undefined) {
      this.#branch = this.#walk(tree, steps, passed)
      this.#under = under
      this.#element = element
    }
    const branch = this.#branch
    if (branch === undefined) return false
    const name = nameOf(steps[steps.length - 1] as Step, passed)
    const there = own(branch, name)
    if (there !== undefined) return there === value
    set(branch, name, value)
    return true
  }

  /** The branch in which the last step stands, made where it is not there yet; undefined where a value stands in the way. */
  #walk(tree: Branch, steps: readonly Step[], passed: readonly Passed[]): Branch | undefined {
    let branch = tree
    for (let i = 0; i < steps.length - 1; i++) {
      const name = nameOf(steps[i] as Step, passed)
      const there = own(branch, name)
      if (there === undefined) {
        const next = this.#newBranch(steps[i + 1])
        set(branch, name, next)
        branch = next
      } else if (typeof there === 'object') branch = there
      else return undefined
    }
    return branch
  }

  /** Closes the ranks of all lists. The trees are JSON then. */
  closeLists(): void {
    for (const list of this.#lists) {
      let to = 0
      for (let i = 0; i < list.length; i++) {
        if (list[i] !== undefined) list[to++] = list[i] as Branch | Scalar
      }
      list.length = to
    }
  }

  #newBranch(next: Step | undefined): Branch {
    if (next?.kind !== 'index') return {}
    const list: List = []
    this.#lists.push(list)
    return list
  }
}

export const asJson = (tree: Branch): JsonValue => tree as JsonValue

function nameOf(step: Step, passed: readonly Passed[]): string | number {
  if (step.kind === 'member') return step.name
  const element = passed[step.nth]
  if (element === undefined) throw new Error('the map has more elements on the right than on the left')
  return step.kind === 'key' ? element.key : element.index
}

// An element's own id names its member, and `__proto__` or `constructor` may be one: both are own members or none.
const own = (branch: Branch, name: string | number): Branch | Scalar | undefined =>
  Object.hasOwn(branch, name) ? (branch as Record<string | number, Branch | Scalar>)[name] : undefined

function set(branch: Branch, name: string | number, value: Branch | Scalar): void {
  if (name === '__proto__')
    Object.defineProperty(branch, name, { value, enumerable: true, configurable: true, writable: true })
  else (branch as Record<string | number, Branch | Scalar>)[name] = value
}
