import { importError } from '../errors.ts'
import type { ImportResult } from '../item.ts'
import type { Encoding } from './decode-rows.ts'
import { readFlatFile } from './read-flat-file.ts'
import { readJson } from './read-json.ts'

export interface ReadOptions {
  /** Only for tab-separated reports whose encoding is known; otherwise it is found out. */
  readonly encoding?: Encoding
  /** An order larger than this is reported and left out. 1 MiB. */
  readonly maxOrderBytes?: number
}

export const MAX_ORDER_BYTES = 1024 * 1024
/** A blank start longer than this says enough, and must not fill the memory. */
const MAX_BLANK = 64 * 1024

interface Head {
  readonly bytes: Uint8Array
  readonly bom: boolean
  readonly first: number | null
}

/** Reads until a byte that is not blank, so that the format can be told; gives back what it read, without a UTF-8 byte order mark. */
async function readHead(chunks: AsyncIterator<Uint8Array>): Promise<Head> {
  let bytes: Uint8Array = new Uint8Array(0)
  for (;;) {
    const next = await chunks.next()
    if (!next.done) bytes = Buffer.concat([bytes, next.value])
    const enough = bytes.length >= 3 || next.done === true
    const bom = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
    const text = bom ? bytes.subarray(3) : bytes
    const first = text.find((byte) => byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09)
    if (enough && (first !== undefined || next.done === true || text.length > MAX_BLANK))
      return { bytes: text, bom, first: first ?? null }
  }
}

async function* restOf(head: Uint8Array, chunks: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield head
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value
  } finally {
    await chunks.return?.()
  }
}

/**
 * Orders of the marketplace, from what its APIs and reports give, as they come: JSON of Orders 2026-01-01 or v0 (one answer, several, one a
 * line, or in an array), or a tab-separated order report in UTF-8 or CP932. An order that cannot be read is a result with its position, and
 * reading goes on. Throws only what the input itself throws. Nothing is kept of orders already given out.
 */
export async function* readSpApi(
  input: AsyncIterable<Uint8Array>,
  options: ReadOptions = {},
): AsyncGenerator<ImportResult> {
  for await (const results of readSpApiTogether(input, options)) yield* results
}

/** The same, orders that came together given out together: waiting for each costs as much as reading it. */
export async function* readSpApiTogether(
  input: AsyncIterable<Uint8Array>,
  options: ReadOptions = {},
): AsyncGenerator<readonly ImportResult[]> {
  const chunks = input[Symbol.asyncIterator]()
  const limit = options.maxOrderBytes ?? MAX_ORDER_BYTES
  const head = await readHead(chunks)
  const rest = restOf(head.bytes, chunks)
  const [a, b] = head.bytes
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) {
    await chunks.return?.()
    yield [{ ok: false, position: { input: 0 }, error: importError('unsupported_encoding') }]
  } else if (head.first === null) {
    if (head.bytes.length > MAX_BLANK) {
      await chunks.return?.()
      yield [{ ok: false, position: { input: 0 }, error: importError('unknown_format') }]
    }
  } else if (head.first === 0x7b || head.first === 0x5b) yield* readJson(rest, limit)
  else if (head.first !== null)
    for await (const row of readFlatFile(rest, limit, head.bom ? 'utf-8' : (options.encoding ?? null)))
      yield [row]
}
