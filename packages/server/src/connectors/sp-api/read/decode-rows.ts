import iconv from 'iconv-lite'
import type { Line } from './split-lines.ts'

export type Encoding = 'utf-8' | 'cp932'
export interface TextLine {
  /** Null where the bytes are no text in the encoding of the file, or the line was too long. */
  readonly text: string | null
  readonly tooLong: boolean
  readonly line: number
}

/** Rows that are not plain ASCII are held until there is this much of them to judge the encoding by. */
const ENOUGH = 64 * 1024
const utf8 = new TextDecoder('utf-8', { fatal: true })
/** What iconv makes of bytes that CP932 leaves undefined; U+E000 to U+E757 are its user-defined characters, and stay. */
const NOT_CP932 = /[\u0080\u00A0\uFFFD\uF8F0-\uF8FF]/

const isAscii = (bytes: Uint8Array): boolean => {
  for (const byte of bytes) if (byte >= 0x80) return false
  return true
}

/** The text of the bytes, or null: no byte is replaced or skipped. */
export function decodeStrictly(bytes: Uint8Array, encoding: Encoding): string | null {
  if (encoding === 'cp932') {
    const text = iconv.decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), 'cp932', {
      stripBOM: false,
    })
    return NOT_CP932.test(text) ? null : text
  }
  try {
    return utf8.decode(bytes)
  } catch {
    return null
  }
}

const textLine = (line: Line, encoding: Encoding): TextLine => ({
  text: line.bytes === null ? null : decodeStrictly(line.bytes, encoding),
  tooLong: line.bytes === null,
  line: line.line,
})

/**
 * The lines as text. Without `known` the encoding is UTF-8 where the first 64 KiB of rows beyond ASCII are valid UTF-8, else CP932. One
 * encoding holds for the whole file: what is no text in it is reported, not guessed.
 */
export async function* decodeRows(
  lines: AsyncIterable<Line>,
  known: Encoding | null,
): AsyncGenerator<TextLine> {
  let encoding = known
  let waiting: Line[] = []
  let size = 0
  const decide = (): Encoding => {
    const valid = waiting.every(({ bytes }) => bytes === null || decodeStrictly(bytes, 'utf-8') !== null)
    return valid ? 'utf-8' : 'cp932'
  }
  for await (const line of lines) {
    if (encoding !== null) {
      yield textLine(line, encoding)
      continue
    }
    if (waiting.length === 0 && line.bytes !== null && isAscii(line.bytes)) {
      yield textLine(line, 'utf-8')
      continue
    }
    waiting.push(line)
    size += line.bytes?.length ?? 0
    if (size < ENOUGH) continue
    encoding = decide()
    for (const one of waiting) yield textLine(one, encoding)
    waiting = []
  }
  const last = decide()
  for (const one of waiting) yield textLine(one, encoding ?? last)
}
