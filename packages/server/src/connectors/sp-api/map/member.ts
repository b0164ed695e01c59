import type { JsonValue } from '../item.ts'

export type JsonObject = Readonly<Record<string, JsonValue>>

export const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The value down a path of own members, or undefined. */
export function member(value: JsonValue | undefined, ...path: readonly string[]): JsonValue | undefined {
  let at = value
  for (const name of path) at = isObject(at) && Object.hasOwn(at, name) ? at[name] : undefined
  return at
}

/** The objects of an array down a path; none where there is no array. */
export function elements(value: JsonValue | undefined, ...path: readonly string[]): readonly JsonObject[] {
  const list = member(value, ...path)
  return Array.isArray(list) ? list.filter(isObject) : []
}

export const blankText = (value: JsonValue | undefined): boolean =>
  value === undefined || value === null || (typeof value === 'string' && value.trim() === '')
