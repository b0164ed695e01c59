import type { ImportErrorCode } from '../errors.ts'
import { Capture } from './capture.ts'
import { type List, listStep, ScalarSkip } from './json-list.ts'
import type { Seen } from './parse-strict.ts'
import { ValueScan } from './value-scan.ts'

export interface PiecePlace {
  readonly line: number
  readonly path: string
}

/** A stretch of the input that stands for itself. Its bytes are valid until the next piece is asked for. */
export type Piece =
  | { readonly kind: 'order'; readonly bytes: Uint8Array; readonly seen: Seen; readonly place: PiecePlace }
  | {
      /** A whole document; `emptied` names the arrays in it whose orders went out before, one by one. */
      readonly kind: 'document'
      readonly bytes: Uint8Array
      readonly seen: Seen
      readonly emptied: readonly string[]
      readonly place: PiecePlace
    }
  /** `order`: in the place of one order; otherwise about the input. */
  | {
      readonly kind: 'error'
      readonly code: ImportErrorCode
      readonly order: boolean
      readonly place: PiecePlace
    }

interface Reading {
  readonly scan: ValueScan
  readonly capture: Capture
  readonly place: PiecePlace
}
type Document = Reading & { readonly emptied: string[] }
type Orders = List & { readonly path: string; readonly refused: boolean }
/** `says`: something about the input, at the line that the step ends on. */
type Step = {
  readonly at: number
  readonly piece?: Piece
  readonly says?: { code: ImportErrorCode; path: string }
}

const EMPTY_ARRAY = Uint8Array.of(0x5b, 0x5d)

/**
 * Cuts a stream of JSON documents (one, several after another, one a line, or the elements of an outer array) into its orders. Memory is
 * bounded by the largest order allowed and one chunk, however large a page is.
 */
export class JsonSplitter {
  readonly #limit: number
  #line = 1
  #outer: List | null = null
  #document: Document | null = null
  #orders: Orders | null = null
  #order: Reading | null = null
  #junk: ValueScan | ScalarSkip | null = null
  /** After bytes that made no sense: looking for a line that starts an object. */
  #lost: 'no' | 'in line' | 'at line start' = 'no'
  #wasLost = false

  constructor(limit: number) {
    this.#limit = limit
  }

  /** The pieces that end in this chunk. */
  *push(chunk: Uint8Array): Generator<Piece> {
    let at = 0
    let lineBreak = chunk.indexOf(0x0a)
    while (at < chunk.length) {
      const step = this.#step(chunk, at)
      at = step.at
      for (; lineBreak !== -1 && lineBreak < at; lineBreak = chunk.indexOf(0x0a, lineBreak + 1)) this.#line++
      if (step.piece !== undefined) yield step.piece
      if (step.says !== undefined) yield this.#about(step.says.code, step.says.path)
    }
    this.#document?.capture.settle()
    this.#order?.capture.settle()
  }

  /** What is left to say when the input has ended. */
  *end(): Generator<Piece> {
    if (this.#lost === 'no' && (this.#document !== null || this.#outer !== null))
      yield this.#about('unexpected_end', this.#document?.place.path ?? '')
  }

  #step(chunk: Uint8Array, at: number): Step {
    if (this.#lost !== 'no') return this.#findLine(chunk, at)
    if (this.#junk !== null) return this.#skipJunk(this.#junk, chunk, at)
    if (this.#order !== null) return this.#readOrder(this.#order, chunk, at)
    if (this.#document !== null) {
      if (this.#orders !== null) return this.#betweenOrders(this.#document, this.#orders, chunk, at)
      return this.#readDocument(this.#document, chunk, at)
    }
    return this.#outer === null ? this.#betweenDocuments(chunk, at) : this.#inOuter(this.#outer, chunk, at)
  }

  #betweenDocuments(chunk: Uint8Array, at: number): Step {
    const byte = chunk[at] ?? 0
    if (byte === 0x7b) this.#open('')
    else if (byte === 0x5b) this.#outer = { wants: 'first', index: 0 }
    else if (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) return { at: at + 1 }
    else if (this.#wasLost && (byte === 0x2c || byte === 0x5d || byte === 0x7d)) return { at: at + 1 }
    else return this.#broken(at)
    return { at: byte === 0x7b ? at : at + 1 }
  }

  #inOuter(outer: List, chunk: Uint8Array, at: number): Step {
    const next = listStep(outer.wants, chunk[at] ?? 0)
    if (next === 'broken') return this.#broken(at)
    if (next === 'comma') outer.wants = 'value'
    if (next === 'end') this.#outer = null
    if (next === 'object' || next === 'other') {
      outer.wants = 'comma'
      const index = outer.index++
      if (next === 'other') return this.#startJunk(chunk, at, `[${index}]`)
      this.#open(`[${index}]`)
      return { at }
    }
    return { at: at + 1 }
  }

  #betweenOrders(document: Document, orders: Orders, chunk: Uint8Array, at: number): Step {
    const next = listStep(orders.wants, chunk[at] ?? 0)
    if (next === 'broken') return this.#broken(at)
    if (next === 'comma') orders.wants = 'value'
    if (next === 'end') {
      this.#orders = null
      document.scan.passOrders()
      return { at: at + 1 }
    }
    if (next === 'object' || next === 'other') {
      orders.wants = 'comma'
      const path = `${orders.path}[${orders.index++}]`
      if (orders.refused) {
        this.#junk = next === 'object' || chunk[at] === 0x5b ? new ValueScan(false) : new ScalarSkip()
        return { at }
      }
      if (next === 'other') return this.#startJunk(chunk, at, path)
      this.#order = this.#reading(path, false)
      return { at }
    }
    return { at: at + 1 }
  }

  #readOrder(order: Reading, chunk: Uint8Array, at: number): Step {
    const stop = order.scan.scan(chunk, at)
    order.capture.add(chunk.subarray(at, stop.at))
    if (stop.stop === 'broken') return this.#broken(stop.at)
    if (stop.stop === 'more') return { at: stop.at }
    this.#order = null
    const { place, scan } = order
    const code = scan.tooDeep ? 'too_deep' : order.capture.tooLarge ? 'too_large' : null
    if (code !== null) return { at: stop.at, piece: { kind: 'error', code, order: true, place } }
    return { at: stop.at, piece: { kind: 'order', bytes: order.capture.take(), seen: scan, place } }
  }

  #readDocument(document: Document, chunk: Uint8Array, at: number): Step {
    const { scan, capture, emptied } = document
    const stop = scan.scan(chunk, at)
    capture.add(chunk.subarray(at, stop.at))
    if (stop.stop === 'broken') return this.#broken(stop.at)
    if (stop.stop === 'more') return { at: stop.at }
    if (stop.stop === 'orders') {
      const path = scan.ordersPath
      const refused = emptied.length > 0
      const under = document.place.path
      this.#orders = { wants: 'first', index: 0, path: under === '' ? path : `${under}.${path}`, refused }
      emptied.push(path)
      capture.add(EMPTY_ARRAY)
      return { at: stop.at + 1, ...(refused ? { says: { code: 'duplicate_key', path: under } } : {}) }
    }
    this.#document = null
    const place = document.place
    const code = scan.tooDeep ? 'too_deep' : capture.tooLarge ? 'too_large' : null
    if (code !== null)
      return { at: stop.at, piece: { kind: 'error', code, order: emptied.length === 0, place } }
    return { at: stop.at, piece: { kind: 'document', bytes: capture.take(), seen: scan, emptied, place } }
  }

  #startJunk(chunk: Uint8Array, at: number, path: string): Step {
    this.#junk = chunk[at] === 0x5b ? new ValueScan(false) : new ScalarSkip()
    const place = { line: this.#line, path }
    return { at, piece: { kind: 'error', code: 'not_an_object', order: true, place } }
  }

  #skipJunk(junk: ValueScan | ScalarSkip, chunk: Uint8Array, at: number): Step {
    if (junk instanceof ScalarSkip) {
      const end = junk.skip(chunk, at)
      if (end.done) this.#junk = null
      return end.broken ? this.#broken(end.at) : { at: end.at }
    }
    const stop = junk.scan(chunk, at)
    if (stop.stop === 'done') this.#junk = null
    return stop.stop === 'broken' ? this.#broken(stop.at) : { at: stop.at }
  }

  #open(path: string): void {
    this.#document = { ...this.#reading(path, true), emptied: [] }
  }

  #reading(path: string, watch: boolean): Reading {
    return {
      scan: new ValueScan(watch),
      capture: new Capture(this.#limit),
      place: { line: this.#line, path },
    }
  }

  #broken(at: number): Step {
    const path = this.#document?.place.path ?? ''
    this.#outer = this.#document = this.#orders = this.#order = this.#junk = null
    this.#lost = 'in line'
    this.#wasLost = true
    return { at, says: { code: 'framing_error', path } }
  }

  /** A line that starts with `{` starts a document: true for one document a line, and for documents printed over several lines. */
  #findLine(chunk: Uint8Array, at: number): Step {
    if (this.#lost === 'at line start' && chunk[at] === 0x7b) {
      this.#lost = 'no'
      return { at }
    }
    const next = chunk.indexOf(0x0a, at)
    this.#lost = next === -1 ? 'in line' : 'at line start'
    return { at: next === -1 ? chunk.length : next + 1 }
  }

  #about(code: ImportErrorCode, path: string): Piece {
    return { kind: 'error', code, order: false, place: { line: this.#line, path } }
  }
}
