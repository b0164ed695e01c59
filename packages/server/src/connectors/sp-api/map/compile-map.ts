import type { FieldClass, FieldType } from './field-table.ts'
import { FIELD_TABLE } from './field-table.ts'
import type { LeafMap } from './map-parts.ts'

/** One step inside a JSON field. `key` and `index` take the n-th array element passed on the way to the leaf. */
export type Step =
  | { readonly kind: 'member'; readonly name: string }
  | { readonly kind: 'key'; readonly nth: number }
  | { readonly kind: 'index'; readonly nth: number }

export type Target =
  | { readonly kind: 'id' }
  | { readonly kind: 'drop' }
  | {
      readonly kind: 'field'
      readonly field: string
      readonly type: FieldType
      readonly class: FieldClass
      readonly steps: readonly Step[]
      /** The same text for all targets whose steps but the last are the same in the same field. */
      readonly under: string
    }

/** A place in the input: an object with members, an array with elements, or a leaf with a target. Exactly one of the three. */
export interface MapNode {
  readonly members: Map<string, MapNode>
  each: MapNode | null
  target: Target | null
}

const newNode = (): MapNode => ({ members: new Map(), each: null, target: null })
const byName = new Map(FIELD_TABLE.map((field) => [field.name, field]))

function stepsOf(place: string): readonly Step[] {
  const steps: Step[] = []
  let nth = 0
  for (const token of place.match(/\{\}|\[\]|[^.[\]{}]+/g) ?? []) {
    if (token === '{}') steps.push({ kind: 'key', nth: nth++ })
    else if (token === '[]') steps.push({ kind: 'index', nth: nth++ })
    else steps.push({ kind: 'member', name: token })
  }
  return steps
}

/** @throws where a map names a field that does not exist: a mistake in the code, found when it loads. */
export function targetOf(text: string): Target {
  if (text === '@id') return { kind: 'id' }
  if (text === '@drop') return { kind: 'drop' }
  const [name = '', place] = text.split('#')
  const field = byName.get(name)
  if (field === undefined || (place !== undefined) !== (field.type === 'json'))
    throw new Error(`the map has a wrong target: ${text}`)
  const steps = stepsOf(place ?? '')
  if (place !== undefined && steps.length === 0)
    throw new Error(`the map has a target without a place: ${text}`)
  const under = `${name}#${JSON.stringify(steps.slice(0, -1))}`
  return { kind: 'field', field: name, type: field.type, class: field.class, steps, under }
}

/** The map as a tree, walked together with the input. */
export function compileMap(map: LeafMap): MapNode {
  const root = newNode()
  for (const [path, to] of Object.entries(map)) {
    let node = root
    for (const token of path.match(/\[\]|[^.[\]]+/g) ?? []) {
      if (token === '[]') {
        node.each ??= newNode()
        node = node.each
        continue
      }
      const next = node.members.get(token) ?? newNode()
      node.members.set(token, next)
      node = next
    }
    node.target = targetOf(to)
  }
  return root
}
