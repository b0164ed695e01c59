import type { ImportErrorCode } from '../errors.ts'
import type { JsonValue } from '../item.ts'

/** What the splitter counted while it looked for the end of a value. */
export interface Seen {
  /** Colons outside strings: one for each member as written. */
  readonly colons: number
  /** A \u escape, the only way NUL or half a surrogate pair gets past UTF-8 and JSON. */
  readonly escapes: boolean
  /** A number of more than 15 digits or with an exponent: may not survive as a double. */
  readonly longNumber: boolean
}

export type Parsed =
  | { readonly ok: true; readonly value: JsonValue; readonly keptAsText: boolean }
  | { readonly ok: false; readonly code: ImportErrorCode }

const ESCAPED_NAME = /[{,]\s*"\\(?:[^u]|u[0-9a-fA-F]{4})"\s*:/

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const no = (code: ImportErrorCode): Parsed => ({ ok: false, code })

function countMembers(value: JsonValue): number {
  if (typeof value !== 'object' || value === null) return 0
  let count = 0
  if (Array.isArray(value)) for (const element of value) count += countMembers(element)
  else for (const member of Object.values(value)) count += 1 + countMembers(member)
  return count
}

const badText = (text: string): boolean => text.includes('\0') || !text.isWellFormed()

function hasBadText(value: JsonValue): boolean {
  if (typeof value === 'string') return badText(value)
  if (typeof value !== 'object' || value === null) return false
  if (Array.isArray(value)) return value.some(hasBadText)
  return Object.entries(value).some(([name, member]) => badText(name) || hasBadText(member))
}

/** Digits that a double would change are kept as the text they were. */
function parseKeepingDigits(text: string): { value: JsonValue; keptAsText: boolean } {
  let keptAsText = false
  const revive = (_: string, value: unknown, context: { source?: string }): unknown => {
    if (typeof value !== 'number' || context.source === undefined || String(value) === context.source)
      return value
    const digits = context.source.replace(/[^0-9]/g, '').replace(/^0+/, '')
    if (Number.isFinite(value) && digits.length <= 15) return value
    keptAsText = true
    return context.source
  }
  const value = (JSON.parse as (text: string, revive: unknown) => JsonValue)(text, revive)
  return { value, keptAsText }
}

/**
 * JSON (RFC 8259) read without latitude: strict UTF-8, no member named twice, no NUL and no half surrogate in a text, no number silently
 * changed. A member named twice shows by count: JSON.parse keeps the last one, so that fewer members come out than colons went in.
 */
export function parseStrict(bytes: Uint8Array, seen: Seen): Parsed {
  let text: string
  try {
    text = decoder.decode(bytes)
  } catch {
    return no('not_utf8')
  }
  let value: JsonValue
  let keptAsText = false
  try {
    if (seen.longNumber) ({ value, keptAsText } = parseKeepingDigits(text))
    else value = JSON.parse(text) as JsonValue
  } catch {
    return no('not_json')
  }
  if (countMembers(value) !== seen.colons) return no('duplicate_key')
  // Node 24 reads a one-character name that is written as an escape as a backslash: not the name the input had.
  if (text.includes('\\') && ESCAPED_NAME.test(text)) return no('forbidden_character')
  if (seen.escapes && hasBadText(value)) return no('forbidden_character')
  return { ok: true, value, keptAsText }
}
