import type { Seen } from './parse-strict.ts'

export const MAX_DEPTH = 64
const MAX_KEY = 64
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** 1 for brackets, quotes, colon and comma. */
const STRUCTURE = new Uint8Array(256)
for (const byte of Buffer.from('{}[]":,')) STRUCTURE[byte] = 1

/** 1 for what a text does not simply go on with: its end, a backslash, a line break. */
const TEXT_ENDS = new Uint8Array(256)
for (const byte of Buffer.from('"\\\n')) TEXT_ENDS[byte] = 1

export type ScanStop =
  | 'more' // the chunk ended first
  | 'done' // the value ended; the position is after its last byte
  | 'orders' // at the `[` of an array of orders; only when watching
  | 'broken' // a bracket that closes another kind, or a line break inside a string

/**
 * Finds the end of one JSON object or array, byte by byte, and counts what parseStrict needs. It looks at brackets and strings only: whether
 * the rest is JSON is decided when the value is parsed. When `watch` is set it knows the member names of the first two levels and stops at
 * the array of orders of a page.
 */
export class ValueScan implements Seen {
  colons = 0
  escapes = false
  longNumber = false
  tooDeep = false
  depth = 0
  readonly #watch: boolean
  /** Kind of each open bracket, true for `{`; beyond MAX_DEPTH they are only counted. */
  readonly #open: boolean[] = []
  #inString = false
  #escaped = false
  #digits = 0
  #key: number[] = []
  #keyEscaped = false
  readonly #names: string[] = []
  #afterColon = false

  constructor(watch: boolean) {
    this.#watch = watch
  }

  /** Where the array of orders stands, when the scan stopped at one: `orders`, `payload.Orders`. */
  get ordersPath(): string {
    return this.#names.slice(0, this.depth).join('.')
  }

  /** The array of orders has been read by somebody else. */
  passOrders(): void {
    this.#afterColon = false
  }

  /** Reads on from `start`; the stop and the position it happened at. */
  scan(bytes: Uint8Array, start: number): { stop: ScanStop; at: number } {
    let at = start
    while (at < bytes.length) {
      if (this.#inString) {
        at = this.#readString(bytes, at)
        if (this.#inString && at < bytes.length) return { stop: 'broken', at }
        continue
      }
      at = this.#skipPlain(bytes, at)
      if (at === bytes.length) break
      const byte = bytes[at] as number
      if (byte === 0x5b && this.#isOrders()) return { stop: 'orders', at }
      at++
      if (byte === 0x7d || byte === 0x5d) {
        if (!this.#close(byte === 0x7d)) return { stop: 'broken', at: at - 1 }
        if (this.depth === 0) return { stop: 'done', at }
      } else this.#structure(byte)
    }
    return { stop: 'more', at }
  }

  /** Reads a string to its end, to the end of the chunk, or to a line break in it, where it stops. */
  #readString(bytes: Uint8Array, start: number): number {
    const named = this.#watch && this.depth <= 2
    let at = start
    // Most bytes of most inputs: nothing in them to look at.
    if (!named && !this.#escaped) while (at < bytes.length && TEXT_ENDS[bytes[at] as number] === 0) at++
    for (; at < bytes.length; at++) {
      const byte = bytes[at] as number
      if (byte === 0x0a) return at
      if (named && this.#key.length <= MAX_KEY) this.#key.push(byte)
      if (this.#escaped) {
        if (byte === 0x75) this.escapes = true
        this.#escaped = false
      } else if (byte === 0x5c) {
        this.#escaped = true
        this.#keyEscaped = true
      } else if (byte === 0x22) {
        this.#inString = false
        return at + 1
      }
    }
    return at
  }

  /** Passes over numbers, literals and blanks, up to a byte that means something. Counts as digits what stands in one number. */
  #skipPlain(bytes: Uint8Array, start: number): number {
    let digits = this.#digits
    let at = start
    for (; at < bytes.length; at++) {
      const byte = bytes[at] as number
      if (byte >= 0x30 && byte <= 0x39) {
        if (++digits > 15) this.longNumber = true
      } else if (byte !== 0x2e) {
        if ((byte === 0x65 || byte === 0x45) && digits > 0) this.longNumber = true
        digits = 0
        if (STRUCTURE[byte] === 1) break
      }
    }
    this.#digits = digits
    return at
  }

  #structure(byte: number): void {
    if (byte === 0x22) {
      this.#inString = true
      if (this.#watch) this.#key = []
      this.#keyEscaped = false
    } else if (byte === 0x3a) {
      this.colons++
      if (this.#watch && this.depth <= 2) this.#names[this.depth - 1] = this.#nameRead()
      this.#afterColon = true
    } else if (byte === 0x7b || byte === 0x5b) {
      if (++this.depth <= MAX_DEPTH) this.#open.push(byte === 0x7b)
      else this.tooDeep = true
      this.#afterColon = false
    } else if (byte === 0x2c) this.#afterColon = false
  }

  #close(object: boolean): boolean {
    this.#digits = 0
    this.#afterColon = false
    if (this.depth <= MAX_DEPTH && this.#open.pop() !== object) return false
    this.depth--
    return true
  }

  #nameRead(): string {
    if (this.#key.length > MAX_KEY) return ''
    try {
      const text = decoder.decode(Uint8Array.from(this.#key))
      // An escaped spelling of a name is the same name.
      return this.#keyEscaped ? String(JSON.parse(`"${text}`)) : text.slice(0, -1)
    } catch {
      return ''
    }
  }

  #isOrders(): boolean {
    if (!this.#watch || !this.#afterColon || this.depth < 1 || this.depth > 2) return false
    if (this.depth === 2 && (this.#names[0] !== 'payload' || this.#open[1] !== true)) return false
    const name = this.#names[this.depth - 1]
    return name === 'orders' || name === 'Orders'
  }
}
