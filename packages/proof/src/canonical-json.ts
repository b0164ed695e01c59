import { ProofError } from './errors.ts'

/** A value that JSON can carry without loss. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json }
export type JsonObject = { readonly [name: string]: Json }

// What JSON.stringify would escape, and every surrogate: the rest goes between quotes as it is.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters RFC 8785 escapes
const NEEDS_CARE = /[\u0000-\u001f"\\\ud800-\udfff]/

// Member names repeat from entry to entry. Bounded, since names may come from outside.
const quotedNames = new Map<string, string>()
const MOST_NAMES = 4096
const LONGEST_NAME = 64

/** Deeper nesting is refused, so that no reader's stack decides what is valid. */
export const MAX_JSON_DEPTH = 64

/**
 * The canonical JSON text of a value (RFC 8785): members sorted by UTF-16 code units, no white space,
 * numbers and strings as ECMAScript writes them.
 *
 * Throws `json_not_representable` for what has no canonical form: lone surrogates, numbers that are not
 * finite, undefined, holes, bigint, functions, nesting deeper than 64, and objects that are not plain (a
 * Date or a byte array would otherwise become something its reader cannot tell apart).
 */
export function canonicalJson(value: unknown): string {
  return write(value, 0)
}

function write(value: unknown, depth: number): string {
  switch (typeof value) {
    case 'string':
      return NEEDS_CARE.test(value) ? quoteWithCare(value) : `"${value}"`
    case 'number':
      if (!Number.isFinite(value)) throw refused('a number that is not finite')
      return `${value}` // -0 becomes 0, as RFC 8785 wants
    case 'boolean':
      return value ? 'true' : 'false'
    case 'object':
      if (value === null) return 'null'
      if (depth === MAX_JSON_DEPTH) throw refused('nesting this deep')
      return Array.isArray(value) ? writeArray(value, depth + 1) : writeObject(value, depth + 1)
    default:
      throw refused(`a value of type ${typeof value}`)
  }
}

function quoteWithCare(text: string): string {
  if (!text.isWellFormed()) throw refused('a lone surrogate')
  return JSON.stringify(text)
}

function quoteName(name: string): string {
  let quoted = quotedNames.get(name)
  if (quoted === undefined) {
    quoted = `${write(name, 0)}:`
    if (quotedNames.size < MOST_NAMES && name.length <= LONGEST_NAME) quotedNames.set(name, quoted)
  }
  return quoted
}

function writeArray(items: readonly unknown[], depth: number): string {
  let out = '['
  for (let i = 0; i < items.length; i++) {
    if (i > 0) out += ','
    out += write(items[i], depth)
  }
  return `${out}]`
}

function writeObject(value: object, depth: number): string {
  const prototype = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) throw refused('an object that is not plain')
  const members = value as Record<string, unknown>
  const names = sorted(Object.keys(members))
  let out = '{'
  for (let i = 0; i < names.length; i++) {
    const name = names[i] as string
    if (i > 0) out += ','
    out += quoteName(name)
    out += write(members[name], depth)
  }
  return `${out}}`
}

/** Insertion sort: entries have few members, mostly in order; `sort()` has a fixed cost that shows here. */
function sorted(names: string[]): string[] {
  // `<` on strings and sort() without a comparator both order by UTF-16 code units (RFC 8785 §3.2.3).
  if (names.length > 32) return names.sort()
  for (let i = 1; i < names.length; i++) {
    const name = names[i] as string
    let at = i
    for (; at > 0 && name < (names[at - 1] as string); at--) names[at] = names[at - 1] as string
    names[at] = name
  }
  return names
}

function refused(what: string): ProofError {
  return new ProofError('json_not_representable', `canonical JSON cannot carry ${what}`)
}
