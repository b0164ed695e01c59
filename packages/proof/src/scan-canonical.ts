import { MAX_JSON_DEPTH } from './canonical-json.ts'

const QUOTE = 0x22
const COMMA = 0x2c
const COLON = 0x3a
const UNMAPPED = Array.from('unmapped', (c) => c.charCodeAt(0))
const LANE = Array.from('lane', (c) => c.charCodeAt(0))

/** What a byte may be inside a string: 0 goes on, 1 goes on but is not ASCII, 2 ends it or needs care. */
const INSIDE = Uint8Array.from({ length: 256 }, (_, code) =>
  code < 0x20 || code === QUOTE || code === 0x5c ? 2 : code < 0x80 ? 0 : 1,
)

// The bytes under the scanner and its place in them: module state, since a scanner object an entry would
// cost as much as the scan. Nothing here awaits or calls out, so two scans never interleave.
let bytes: Uint8Array = new Uint8Array()
let at = 0
let ascii = true
let inUnmapped = false
let laneStart = 0
let laneEnd = 0

/** What one scan found out. */
export interface PlainScan {
  /** False where strings hold more than ASCII: the bytes are canonical only if they are well-formed UTF-8. */
  readonly ascii: boolean
  /** Where the member `unmapped.lane` lies; an empty stretch where there is none. */
  readonly laneStart: number
  readonly laneEnd: number
}

/**
 * An answer only for canonical JSON (RFC 8785); undefined means "look closer", not "wrong". It knows the
 * plain cases: strings without escapes, names in ASCII, integers of at most 15 digits. One pass and no
 * objects, so it is several times as fast as parsing and writing again.
 */
export function scanPlainly(json: Uint8Array): PlainScan | undefined {
  bytes = json
  at = 0
  ascii = true
  inUnmapped = false
  laneStart = 0
  laneEnd = 0
  return value(0) && at === json.length ? { ascii, laneStart, laneEnd } : undefined
}

/** 0 after the end, which is nothing that JSON allows. */
function byte(i: number): number {
  return i < bytes.length ? (bytes[i] as number) : 0
}

function value(depth: number): boolean {
  const code = byte(at)
  if (code === QUOTE) return string()
  if (code === 0x7b) return depth < MAX_JSON_DEPTH && object(depth + 1)
  if (code === 0x5b) return depth < MAX_JSON_DEPTH && array(depth + 1)
  if (code === 0x74) return word(TRUE)
  if (code === 0x66) return word(FALSE)
  if (code === 0x6e) return word(NULL)
  return integer(code)
}

/** Ends after the closing quote. */
function string(): boolean {
  let seen = 0
  let i = at + 1
  for (; i < bytes.length; i++) {
    const kind = INSIDE[bytes[i] as number] as number
    if (kind === 2) break
    seen |= kind
  }
  if (seen !== 0) ascii = false
  at = i + 1
  return byte(i) === QUOTE
}

function integer(first: number): boolean {
  const start = first === 0x2d ? at + 1 : at
  let i = start
  let code = byte(i)
  while (code >= 0x30 && code <= 0x39) code = byte(++i)
  const digits = i - start
  if (digits === 0 || digits > 15) return false
  // No leading zero, and no minus zero.
  if (byte(start) === 0x30 && (digits > 1 || first === 0x2d)) return false
  // A fraction or an exponent that follows is refused by the caller, like everything that may not follow.
  at = i
  return true
}

const TRUE = Array.from('true', (c) => c.charCodeAt(0))
const FALSE = Array.from('false', (c) => c.charCodeAt(0))
const NULL = Array.from('null', (c) => c.charCodeAt(0))

function word(expected: readonly number[]): boolean {
  if (!hasAt(at, expected)) return false
  at += expected.length
  return true
}

function hasAt(start: number, expected: readonly number[]): boolean {
  for (let i = 0; i < expected.length; i++) if (byte(start + i) !== expected[i]) return false
  return true
}

function array(depth: number): boolean {
  at++
  if (byte(at) === 0x5d) {
    at++
    return true
  }
  for (;;) {
    if (!value(depth)) return false
    const code = byte(at++)
    if (code === 0x5d) return true
    if (code !== COMMA) return false
  }
}

function object(depth: number): boolean {
  at++
  if (byte(at) === 0x7d) {
    at++
    return true
  }
  let lastStart = -1
  let lastEnd = -1
  for (;;) {
    const start = at + 1
    const asciiBefore = ascii
    ascii = true
    if (byte(at) !== QUOTE || !string() || !ascii) return false
    ascii = asciiBefore
    const end = at - 1
    if (lastStart >= 0 && !isBefore(lastStart, lastEnd, start, end)) return false
    lastStart = start
    lastEnd = end
    if (byte(at++) !== COLON || !member(start, end, depth)) return false
    const code = byte(at++)
    if (code === 0x7d) return true
    if (code !== COMMA) return false
  }
}

/** The value of a member, noting where `unmapped.lane` lies: at that depth, under that name, nowhere else. */
function member(name: number, nameEnd: number, depth: number): boolean {
  if (depth === 1 && nameEnd - name === 8 && hasAt(name, UNMAPPED)) {
    inUnmapped = true
    const plain = value(depth)
    inUnmapped = false
    return plain
  }
  if (depth === 2 && inUnmapped && nameEnd - name === 4 && hasAt(name, LANE)) {
    laneStart = at
    const plain = value(depth)
    laneEnd = at
    return plain
  }
  return value(depth)
}

/** Order of two names; equal ones (a duplicate member) are not in order. In ASCII, bytes are UTF-16 code units. */
function isBefore(a: number, aEnd: number, b: number, bEnd: number): boolean {
  while (a < aEnd && b < bEnd) {
    const difference = byte(a++) - byte(b++)
    if (difference !== 0) return difference < 0
  }
  return aEnd - a < bEnd - b
}
