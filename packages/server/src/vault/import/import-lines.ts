import { z } from 'zod'
import { isAzukariError } from '../../platform/errors.ts'
import { parseStrictJson } from '../../platform/strict-json.ts'
import { fieldsInvalid } from '../errors.ts'
import { putBody } from '../schemas.ts'
import type { ImportLine, LineFault } from './import-records.ts'

const LONGEST = 1 << 20
/** However large a chunk is, no more than a few lines of it are read before they are taken. */
const TOGETHER = 32

const lineSchema = putBody.extend({ id: z.string().max(1024) })

/**
 * Splits NDJSON into puts. A line that is not JSON, not UTF-8, too long or of another shape is a fault with its position; the next line goes on
 * as if nothing had been.
 */
export async function* readImportLines(
  collection: string,
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<readonly (ImportLine | LineFault)[]> {
  let index = 0
  for await (const some of splitLines(chunks)) {
    const lines: (ImportLine | LineFault)[] = []
    for (const bytes of some) {
      if (bytes === 'too long' || bytes.length > 0) lines.push(readLine(collection, index++, bytes))
    }
    if (lines.length > 0) yield lines
  }
}

function readLine(collection: string, index: number, bytes: Buffer | 'too long'): ImportLine | LineFault {
  const fault = (detail: string): LineFault => ({ index, error: fieldsInvalid(detail, { where: { index } }) })
  if (bytes === 'too long') return fault(`the line is longer than ${LONGEST} bytes`)
  let parsed: unknown
  try {
    parsed = parseStrictJson(bytes)
  } catch (error) {
    if (!isAzukariError(error)) throw error
    return { index, error }
  }
  const line = namesProto(parsed) ? undefined : lineSchema.safeParse(parsed)
  if (!line?.success) return fault('the line is not an object with id and fields')
  const { id, fields, events, mode } = line.data
  return { index, bytes: bytes.length, input: { collection, id, fields, events, mode: mode ?? 'replace' } }
}

/** The schema library leaves such a member out instead of refusing it. */
function namesProto(line: unknown): boolean {
  const has = (value: unknown) =>
    typeof value === 'object' && value !== null && Object.hasOwn(value, '__proto__')
  return has(line) || has((line as { fields?: unknown } | null)?.fields)
}

/** Lines without their end, those that end in a chunk together, at most so many; of one that is longer than allowed only that it was. */
async function* splitLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<(Buffer | 'too long')[]> {
  let lines: (Buffer | 'too long')[] = []
  let kept: Buffer[] = []
  let length = 0
  const take = (): Buffer | 'too long' => {
    const line = length > LONGEST ? ('too long' as const) : Buffer.concat(kept)
    kept = []
    length = 0
    return line === 'too long' ? line : line.at(-1) === 0x0d ? line.subarray(0, -1) : line
  }
  for await (const chunk of chunks) {
    let rest = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    for (let end = rest.indexOf(0x0a); end >= 0; end = rest.indexOf(0x0a)) {
      const part = rest.subarray(0, end)
      length += part.length
      if (length <= LONGEST) kept.push(part)
      lines.push(take())
      rest = rest.subarray(end + 1)
      if (lines.length === TOGETHER) {
        yield lines
        lines = []
      }
    }
    if (lines.length > 0) {
      yield lines
      lines = []
    }
    length += rest.length
    if (length <= LONGEST && rest.length > 0) kept.push(Buffer.from(rest))
  }
  if (length > 0) yield [take()]
}
