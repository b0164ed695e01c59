import { type Position, type Problem, positionAt } from '../problem.ts'

/** A policy is prose and a page of numbers; anything larger is a mistake or an attack. */
export const MAX_FILE_BYTES = 1024 * 1024

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Offset of the first byte that is not UTF-8: a multi-byte character cut at the end is not yet an error, so the search is by prefix. */
function firstBadByte(bytes: Uint8Array): number {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  for (let i = 0; i < bytes.length; i++) {
    try {
      decoder.decode(bytes.subarray(i, i + 1), { stream: true })
    } catch {
      return i
    }
  }
  return bytes.length
}

function positionOfByte(bytes: Uint8Array, offset: number): Position {
  const lineStart = offset === 0 ? 0 : Buffer.from(bytes.subarray(0, offset)).lastIndexOf(0x0a) + 1
  let line = 1
  for (let i = 0; i < lineStart; i++) if (bytes[i] === 0x0a) line++
  return { line, column: new TextDecoder().decode(bytes.subarray(lineStart, offset)).length + 1 }
}

// Control characters and the ones that reorder or hide text: a reader must see what the machine reads.
const UNSEEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff]|\r(?!\n)|[\u{e0000}-\u{e007f}]/gu

/** UTF-8 text of a policy file without anything that a reader cannot see; undefined when it cannot be read at all. */
export function readText(bytes: Uint8Array, file: string, problems: Problem[]): string | undefined {
  const error = (at: Position, code: string, message: string, fix: string): void => {
    problems.push({ code, severity: 'error', file, ...at, message, fix })
  }
  if (bytes.length > MAX_FILE_BYTES) {
    const fix = 'Split the text, or take out what is not policy: a file holds at most 1 MiB.'
    error({ line: 1, column: 1 }, 'file_too_large', `The file has ${bytes.length} bytes.`, fix)
    return undefined
  }
  let text: string
  try {
    text = strict.decode(bytes)
  } catch {
    const at = positionOfByte(bytes, firstBadByte(bytes))
    error(at, 'not_utf8', 'The file is not UTF-8 text.', 'Save it as UTF-8 without a byte order mark.')
    return undefined
  }
  let readable = true
  for (const found of text.matchAll(UNSEEN)) {
    const name = `U+${(found[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
    error(
      positionAt(text, found.index),
      'unseen_character',
      `There is a character here that nobody sees (${name}).`,
      'Delete it.',
    )
    readable = false
    if (problems.length > 100) break
  }
  return readable ? text : undefined
}
