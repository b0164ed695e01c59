import { jsonDuplicateMember, jsonNumberUnsafe, jsonTextUnsafe, jsonTooDeep } from './json-errors.ts'

const QUOTE = 0x22
const BACKSLASH = 0x5c

export interface JsonScan {
  /** Members of all objects together, as they stand in the text. */
  readonly members: number
}

/**
 * One pass over JSON text, before it is parsed, for what `JSON.parse` lets through: depth, and numbers a double cannot hold. Strings are
 * jumped over with `indexOf`, so the pass looks only at what is between them. It does not check the grammar; on text that is not JSON
 * it ends without an opinion.
 */
export function scanJson(text: string, maxDepth: number): JsonScan {
  const escapes = text.includes('\\')
  let members = 0
  let depth = 0
  let i = 0
  while (i < text.length) {
    const c = text.charCodeAt(i)
    if (c === QUOTE) {
      const end = endOfString(text, i + 1, escapes)
      if (end === 0) break
      if (escapes && text.charCodeAt(i + 1) === BACKSLASH) refuseEscapedName(text, i, end)
      i = end
      continue
    }
    if (c >= 0x30 && c <= 0x39) {
      i = endOfNumber(text, i)
      continue
    }
    if (c === 0x3a) members++
    else if (c === 0x7b || c === 0x5b) {
      if (++depth > maxDepth) {
        throw jsonTooDeep(`more than ${maxDepth} objects and arrays inside each other`, {
          where: placeAt(text, i),
        })
      }
    } else if (c === 0x7d || c === 0x5d) depth--
    i++
  }
  return { members }
}

// V8 13.6 (Node 24) reads a member name of one character, when that is written as an escape, as a backslash: JSON.parse of {"ab":1,"\n":2}
// gives the names "ab" and "\". A record must not be stored under another name than it came with, and such names have no use here.
function refuseEscapedName(text: string, from: number, end: number): void {
  const length = end - from - 2
  const one = length === 2 || (length === 6 && text.charCodeAt(from + 2) === 0x75)
  if (!one || !isColonNext(text, end)) return
  throw jsonTextUnsafe('a member name is a single character written as an escape', {
    where: placeAt(text, from),
  })
}

/** The index after the closing quote, or 0 when there is none. */
function endOfString(text: string, from: number, escapes: boolean): number {
  let quote = text.indexOf('"', from)
  if (!escapes) return quote + 1
  while (quote !== -1) {
    let before = quote - 1
    while (before >= from && text.charCodeAt(before) === BACKSLASH) before--
    if ((quote - 1 - before) % 2 === 0) return quote + 1
    quote = text.indexOf('"', quote + 1)
  }
  return 0
}

// 15 digits always fit a double and 17 name one exactly; more are silently rounded by JSON.parse, which for a record is a changed value.
function endOfNumber(text: string, from: number): number {
  let i = from
  let digits = 0
  let exponent = false
  let nonZero = false
  for (; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (c >= 0x30 && c <= 0x39) {
      if (exponent) continue
      if (c !== 0x30) nonZero = true
      if (nonZero) digits++
    } else if (c === 0x65 || c === 0x45) exponent = true
    else if (c !== 0x2e && c !== 0x2b && c !== 0x2d) break
  }
  if (digits <= 15 && !exponent) return i
  const value = Number(text.slice(from, i))
  const lost = digits > 17 || value > Number.MAX_SAFE_INTEGER || (value === 0 && nonZero)
  if (lost) {
    throw jsonNumberUnsafe('a number is too large, too small or too long to be kept exactly', {
      where: placeAt(text, from),
      fix: 'send it as a string',
    })
  }
  return i
}

/**
 * Whether the parsed value has fewer members than the text had colons: then a name was given twice and the earlier one is gone. Counting
 * both sides finds a duplicate anywhere without a set of names for each object.
 */
export function countMembers(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  let members = 0
  if (Array.isArray(value)) {
    for (const item of value) if (typeof item === 'object') members += countMembers(item)
    return members
  }
  const object = value as Record<string, unknown>
  for (const name in object) {
    members++
    const member = object[name]
    if (typeof member === 'object') members += countMembers(member)
  }
  return members
}

/** Where the second member of a duplicated name stands. Slow: called once a duplicate is known to be there; the text is valid JSON. */
export function duplicateMember(text: string): Error {
  const names: Set<string>[] = []
  let i = 0
  while (i < text.length) {
    const c = text.charCodeAt(i)
    if (c === 0x7b || c === 0x5b) names.push(new Set())
    else if (c === 0x7d || c === 0x5d) names.pop()
    else if (c === QUOTE) {
      const end = endOfString(text, i + 1, true)
      if (isColonNext(text, end)) {
        const name = JSON.parse(text.slice(i, end)) as string
        const seen = names.at(-1)
        if (seen?.has(name))
          return jsonDuplicateMember('an object names a member twice', { where: placeAt(text, i) })
        seen?.add(name)
      }
      i = end
      continue
    }
    i++
  }
  return jsonDuplicateMember('an object names a member twice')
}

function isColonNext(text: string, from: number): boolean {
  let i = from
  while (i < text.length && ' \t\r\n'.includes(text.charAt(i))) i++
  return text.charAt(i) === ':'
}

/** Line and column (both from 1, in characters) of an index into the text. */
export function placeAt(text: string, index: number): { line: number; column: number } {
  let line = 1
  let start = 0
  for (let at = text.indexOf('\n'); at !== -1 && at < index; at = text.indexOf('\n', at + 1)) {
    line++
    start = at + 1
  }
  return { line, column: index - start + 1 }
}
