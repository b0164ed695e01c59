import { isAscii, isUtf8 } from 'node:buffer'
import { bodyMissing, jsonMalformed, jsonNotUtf8, jsonTextUnsafe } from './json-errors.ts'
import { countMembers, duplicateMember, placeAt, scanJson } from './json-scan.ts'

const UNSAFE_ESCAPE = /\\u(?:0000|[dD][89a-fA-F])/

/**
 * JSON as RFC 8259 has it, without what two readers could read in two ways or what cannot be stored as it came: well-formed UTF-8
 * without a byte order mark, each name once an object, no lone surrogates, no NUL, no number a double would change, bounded depth.
 * `__proto__` and `constructor` are names like any other: `JSON.parse` makes own properties of them.
 * Throws `json_…` errors that say where, never what.
 */
export function parseStrictJson(bytes: Buffer, maxDepth = 64): unknown {
  if (bytes.length === 0) throw bodyMissing('the body is empty')
  return parseStrictJsonText(decode(bytes), maxDepth)
}

function decode(bytes: Buffer): string {
  if (isAscii(bytes)) return bytes.toString('latin1')
  if (!isUtf8(bytes)) throw jsonNotUtf8('the body is not well-formed UTF-8')
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    throw jsonNotUtf8('the body begins with a byte order mark', { fix: 'leave the byte order mark out' })
  }
  return bytes.toString('utf8')
}

/** The same for text that is already decoded (a line of NDJSON). */
export function parseStrictJsonText(text: string, maxDepth = 64): unknown {
  const { members } = scanJson(text, maxDepth)
  const value = parse(text)
  if (members > 1 && countMembers(value) !== members) throw duplicateMember(text)
  if (UNSAFE_ESCAPE.test(text)) refuseUnsafeText(value)
  return value
}

// The engine's message quotes the text around the fault, so only the position is taken from it.
function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const position = /at position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1]
    const index = position === undefined ? undefined : Number(position)
    throw jsonMalformed(
      'the body is not valid JSON',
      index === undefined ? {} : { where: placeAt(text, index) },
    )
  }
}

function refuseUnsafeText(value: unknown): void {
  if (typeof value === 'string') {
    if (value.includes('\0')) throw jsonTextUnsafe('a text holds the character U+0000')
    if (!value.isWellFormed()) throw jsonTextUnsafe('a text holds half of a surrogate pair')
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(value)) {
      refuseUnsafeText(name)
      refuseUnsafeText(member)
    }
  }
}
