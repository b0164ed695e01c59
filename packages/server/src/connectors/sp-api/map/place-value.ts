import type { JsonValue } from '../item.ts'
import type { Step } from './compile-map.ts'

/** An array element passed on the way down: its place, and the name its own id gives it. */
export interface Passed {
  readonly index: number
  readonly key: string
}

type Scalar = string | number | boolean
export type Branch = Map<string | number, Branch | Scalar>

/**
 * Puts a leaf into the tree of a JSON field. Array elements are members named by number until `finished`: an element of which nothing goes
 * into this field leaves no hole. False, and nothing done, where another value is there already.
 */
export function placeValue(
  tree: Branch,
  steps: readonly Step[],
  passed: readonly Passed[],
  value: Scalar,
): boolean {
  let branch = tree
  for (const [i, step] of steps.entries()) {
    const name = nameOf(step, passed)
    const there = branch.get(name)
    if (i === steps.length - 1) {
      if (there !== undefined) return there === value
      branch.set(name, value)
      return true
    }
    if (there === undefined) {
      const next: Branch = new Map()
      branch.set(name, next)
      branch = next
    } else if (there instanceof Map) branch = there
    else return false
  }
  return false
}

function nameOf(step: Step, passed: readonly Passed[]): string | number {
  if (step.kind === 'member') return step.name
  const element = passed[step.nth]
  if (element === undefined) throw new Error('the map has more elements on the right than on the left')
  return step.kind === 'key' ? element.key : element.index
}

/** The tree as JSON. */
export function finished(branch: Branch): JsonValue {
  const elements: [number, JsonValue][] = []
  const object: Record<string, JsonValue> = {}
  for (const [name, value] of branch) {
    const json = value instanceof Map ? finished(value) : value
    if (typeof name === 'number') elements.push([name, json])
    else if (name !== '__proto__') object[name] = json
    else
      Object.defineProperty(object, name, {
        value: json,
        enumerable: true,
        configurable: true,
        writable: true,
      })
  }
  return elements.length === 0 ? object : elements.sort((a, b) => a[0] - b[0]).map(([, value]) => value)
}
