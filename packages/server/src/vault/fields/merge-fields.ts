import type { FieldModel } from '../../policy/index.ts'
import type { Fields, FieldValue } from './field-values.ts'

/**
 * What a merge leaves: fields that are not named stay, named ones are replaced, and of JSON objects each member likewise, all the way down: an
 * order's items are objects by item id, and two answers of the marketplace may each know some of them. Lists are values like any other.
 */
export function mergeFields(index: ReadonlyMap<string, FieldModel>, stored: Fields, given: Fields): Fields {
  const merged = new Map(Object.entries(stored))
  for (const [name, value] of Object.entries(given)) {
    const before = merged.get(name)
    const deep = index.get(name)?.type === 'json' && before !== undefined
    merged.set(name, deep ? mergeValues(before, value) : value)
  }
  return Object.fromEntries(merged)
}

// Through Map and fromEntries, which make own properties of every name, `__proto__` among them.
function mergeValues(before: FieldValue, now: FieldValue): FieldValue {
  if (!isObject(before) || !isObject(now)) return now
  const members = new Map(Object.entries(before))
  for (const [name, value] of Object.entries(now)) {
    const was = members.get(name)
    members.set(name, was === undefined ? value : mergeValues(was, value))
  }
  return Object.fromEntries(members)
}

const isObject = (value: FieldValue): value is { readonly [k: string]: FieldValue } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
