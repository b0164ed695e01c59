/** What may come next between the brackets of an array: anything, a value (after a comma), a comma or the end (after a value). */
export type Wants = 'first' | 'value' | 'comma'

export type ListStep = 'blank' | 'comma' | 'end' | 'object' | 'other' | 'broken'

/** What the next byte of an array, outside its elements, means. */
export function listStep(wants: Wants, byte: number): ListStep {
  if (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) return 'blank'
  if (byte === 0x2c) return wants === 'comma' ? 'comma' : 'broken'
  if (byte === 0x5d) return wants === 'value' ? 'broken' : 'end'
  if (wants === 'comma') return 'broken'
  if (byte === 0x7b) return 'object'
  return byte === 0x7d || byte === 0x3a ? 'broken' : 'other'
}

export interface List {
  wants: Wants
  /** Of the element that comes next. */
  index: number
}

/** Skips a value that is neither object nor array: a text or a literal. Says where it ends, or null when the chunk ended first. */
export class ScalarSkip {
  #text = false
  #escaped = false
  #started = false

  skip(bytes: Uint8Array, start: number): { at: number; done: boolean; broken: boolean } {
    for (let at = start; at < bytes.length; at++) {
      const byte = bytes[at] ?? 0
      if (!this.#started) {
        this.#started = true
        this.#text = byte === 0x22
      } else if (this.#text) {
        if (byte === 0x0a) return { at, done: false, broken: true }
        if (this.#escaped) this.#escaped = false
        else if (byte === 0x5c) this.#escaped = true
        else if (byte === 0x22) return { at: at + 1, done: true, broken: false }
      } else if (byte === 0x2c || byte === 0x5d || byte <= 0x20) return { at, done: true, broken: false }
    }
    return { at: bytes.length, done: false, broken: false }
  }
}
