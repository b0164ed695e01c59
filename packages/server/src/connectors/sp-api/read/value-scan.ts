import type { Seen } from './parse-strict.ts'

export const MAX_DEPTH = 64
const MAX_KEY = 64
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

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
      const byte = bytes[at] ?? 0
      if (this.#inString) {
        if (byte === 0x0a) return { stop: 'broken', at }
        this.#string(byte)
        at++
        continue
      }
      if (byte === 0x5b && this.#isOrders()) return { stop: 'orders', at }
      at++
      if (byte === 0x7d || byte === 0x5d) {
        if (!this.#close(byte === 0x7d)) return { stop: 'broken', at: at - 1 }
        if (this.depth === 0) return { stop: 'done', at }
      } else this.#plain(byte)
    }
    return { stop: 'more', at }
  }

  #string(byte: number): void {
    if (this.#watch && this.depth <= 2 && this.#key.length <= MAX_KEY) this.#key.push(byte)
    if (this.#escaped) {
      if (byte === 0x75) this.escapes = true
      this.#escaped = false
    } else if (byte === 0x5c) {
      this.#escaped = true
      this.#keyEscaped = true
    } else if (byte === 0x22) this.#inString = false
  }

  #plain(byte: number): void {
    if (byte >= 0x30 && byte <= 0x39) {
      if (++this.#digits > 15) this.longNumber = true
      return
    }
    if (byte === 0x2e) return
    if ((byte === 0x65 || byte === 0x45) && this.#digits > 0) this.longNumber = true
    this.#digits = 0
    if (byte === 0x22) {
      this.#inString = true
      this.#key = []
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
