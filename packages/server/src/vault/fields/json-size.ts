import { MAX_JSON_DEPTH } from '@azukari/proof'

// What JSON.stringify would escape, and every surrogate: the rest goes between quotes as it is.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters RFC 8785 escapes
const NEEDS_CARE = /[\u0000-\u001f"\\\ud800-\udfff]/
const QUOTES = 2

/**
 * Bytes of the canonical JSON (RFC 8785) of a value in UTF-8; undefined where it has none: deeper than 64 levels, lone surrogates, what is no JSON value.
 * The text itself is not made: the order of members does not change its length.
 */
export function jsonSize(value: unknown, depth = 0): number | undefined {
  switch (typeof value) {
    case 'string':
      return textSize(value)
    case 'number':
      return Number.isFinite(value) ? `${value}`.length : undefined
    case 'boolean':
      return value ? 4 : 5
    case 'object':
      if (value === null) return 4
      if (depth === MAX_JSON_DEPTH) return undefined
      return Array.isArray(value) ? arraySize(value, depth + 1) : objectSize(value, depth + 1)
    default:
      return undefined
  }
}

function textSize(text: string): number | undefined {
  if (!NEEDS_CARE.test(text)) return Buffer.byteLength(text, 'utf8') + QUOTES
  return text.isWellFormed() ? Buffer.byteLength(JSON.stringify(text), 'utf8') : undefined
}

// Names of members repeat from record to record. Bounded, since they come from outside.
const nameSizes = new Map<string, number>()
const MOST_NAMES = 4096
const LONGEST_NAME = 64

function nameSize(name: string): number | undefined {
  const known = nameSizes.get(name)
  if (known !== undefined) return known
  const size = textSize(name)
  if (size !== undefined && nameSizes.size < MOST_NAMES && name.length <= LONGEST_NAME)
    nameSizes.set(name, size)
  return size
}

/** Brackets, and a comma between members. */
const framing = (members: number): number => (members === 0 ? 2 : members + 1)

function arraySize(items: readonly unknown[], depth: number): number | undefined {
  let size = framing(items.length)
  for (let i = 0; i < items.length; i++) {
    const item = jsonSize(items[i], depth)
    if (item === undefined) return undefined
    size += item
  }
  return size
}

function objectSize(value: object, depth: number): number | undefined {
  const prototype = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return undefined
  const members = value as Record<string, unknown>
  const names = Object.keys(members)
  let size = framing(names.length)
  for (let i = 0; i < names.length; i++) {
    const name = names[i] as string
    const key = nameSize(name)
    const member = jsonSize(members[name], depth)
    if (key === undefined || member === undefined) return undefined
    size += key + 1 + member
  }
  return size
}
