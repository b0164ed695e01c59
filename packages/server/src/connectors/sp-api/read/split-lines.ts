export interface Line {
  /** Without its line break. Null where it was longer than allowed. */
  readonly bytes: Uint8Array | null
  /** 1-based, of its first byte. */
  readonly line: number
}

/**
 * Lines of a text in UTF-8 or CP932: neither has the bytes of CR, LF, tab or the double quote inside a character. With `quoted` a line break
 * between double quotes belongs to the line. Memory is bounded by the longest line allowed and one chunk.
 */
export async function* splitLines(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
  quoted: () => boolean,
): AsyncGenerator<Line> {
  let rest: Uint8Array[] = []
  let size = 0
  let line = 1
  let start = 1
  let inQuotes = false
  const finish = (): Line => {
    const bytes = size > maxBytes ? null : Buffer.concat(rest)
    const done = { bytes: bytes?.at(-1) === 0x0d ? bytes.subarray(0, -1) : bytes, line: start }
    rest = []
    size = 0
    start = line
    return done
  }
  const keep = (part: Uint8Array): void => {
    size += part.length
    if (size > maxBytes) rest = []
    else rest.push(Uint8Array.from(part))
  }
  for await (const chunk of chunks) {
    let from = 0
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at]
      if (byte === 0x22 && quoted()) inQuotes = !inQuotes
      if (byte !== 0x0a) continue
      line++
      if (inQuotes) continue
      keep(chunk.subarray(from, at))
      from = at + 1
      yield finish()
    }
    keep(chunk.subarray(from))
  }
  if (size > 0) yield finish()
}
