import { importError } from '../errors.ts'
import type { ImportPosition, ImportResult, JsonValue } from '../item.ts'
import { isObject, type JsonObject, member } from '../map/member.ts'
import { parseStrict } from './parse-strict.ts'
import { looksLikeOrder, readOrder } from './read-order.ts'
import { safePath } from './safe-path.ts'
import { JsonSplitter, type Piece } from './split-json.ts'

/** Members of a page beside its orders: where the next page is, and what was asked for. Nothing of an order. */
const PAGE_MEMBERS = new Set([
  'pagination',
  'lastUpdatedBefore',
  'createdBefore',
  'NextToken',
  'LastUpdatedBefore',
  'CreatedBefore',
])

const joined = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join('.')

/** Reads one JSON stream. Numbers the orders, good or bad, as they come. */
class JsonOrders {
  #count = 0

  #position(place: { line: number; path: string }, order: boolean): ImportPosition {
    const input = order ? this.#count++ : this.#count
    return { input, line: place.line, ...(place.path === '' ? {} : { path: place.path }) }
  }

  *results(piece: Piece): Generator<ImportResult> {
    if (piece.kind === 'error') {
      const position = this.#position(piece.place, piece.order)
      yield { ok: false, position, error: importError(piece.code) }
      return
    }
    const parsed = parseStrict(piece.bytes, piece.seen)
    if (piece.kind === 'order') {
      const position = this.#position(piece.place, true)
      if (parsed.ok) yield readOrder(parsed.value, position, parsed.keptAsText)
      else yield { ok: false, position, error: importError(parsed.code) }
    } else if (parsed.ok) yield* this.#document(parsed.value, parsed.keptAsText, piece)
    else {
      const position = this.#position(piece.place, piece.emptied.length === 0)
      yield { ok: false, position, error: importError(parsed.code) }
    }
  }

  *#document(
    value: JsonValue,
    kept: boolean,
    piece: Extract<Piece, { kind: 'document' }>,
  ): Generator<ImportResult> {
    const { place, emptied } = piece
    if (looksLikeOrder(value)) {
      yield readOrder(value, this.#position(place, true), kept)
      return
    }
    if (!isObject(value)) return
    const wrapped = ['order', 'payload'].find((name) => looksLikeOrder(member(value, name)))
    if (wrapped !== undefined) {
      const under = { ...place, path: joined(place.path, wrapped) }
      yield readOrder(member(value, wrapped) ?? null, this.#position(under, true), kept)
      yield* this.#strangers(value, new Set([wrapped]), '', place)
    } else if (emptied.length > 0) {
      const [, inPayload] = (emptied[0] ?? '').split('.')
      const payload = value.payload
      if (inPayload !== undefined && isObject(payload)) {
        yield* this.#strangers(payload, new Set([inPayload]), 'payload', place)
        yield* this.#strangers(value, new Set(['payload']), '', place)
      } else yield* this.#strangers(value, new Set(emptied), '', place)
    } else {
      const code = Array.isArray(value.errors) ? 'api_error' : 'not_an_order'
      yield { ok: false, position: this.#position(place, false), error: importError(code) }
    }
  }

  /** A page has no record to keep an unknown member with, so it is reported instead. */
  *#strangers(
    value: JsonObject,
    known: ReadonlySet<string>,
    under: string,
    place: { line: number; path: string },
  ): Generator<ImportResult> {
    for (const name of Object.keys(value)) {
      if (known.has(name) || PAGE_MEMBERS.has(name)) continue
      const path = joined(under, safePath([name]))
      yield {
        ok: false,
        position: this.#position(place, false),
        error: importError('unknown_envelope_member', path),
      }
    }
  }
}

/** Orders in JSON: documents of either API version, one or many (see JsonSplitter). Those that end in a chunk come together. */
export async function* readJson(
  chunks: AsyncIterable<Uint8Array>,
  maxOrderBytes: number,
): AsyncGenerator<readonly ImportResult[]> {
  const splitter = new JsonSplitter(maxOrderBytes)
  const orders = new JsonOrders()
  for await (const chunk of chunks) yield* together(orders, splitter.push(chunk))
  yield* together(orders, splitter.end())
}

/** However large a chunk is, no more than a few orders of it are read before they are taken. */
const TOGETHER = 32

function* together(orders: JsonOrders, pieces: Iterable<Piece>): Generator<readonly ImportResult[]> {
  let some: ImportResult[] = []
  for (const piece of pieces) {
    for (const result of orders.results(piece)) some.push(result)
    if (some.length < TOGETHER) continue
    yield some
    some = []
  }
  if (some.length > 0) yield some
}
