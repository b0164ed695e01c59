import { fromBase64, parseDecimal, toBase64 } from './encoding.ts'
import { ProofError } from './errors.ts'

/** A tree head (C2SP tlog-checkpoint). */
export interface Checkpoint {
  /** The log's identity. */
  readonly origin: string
  /** Entries in the log. */
  readonly size: number
  /** RFC 6962 root, 32 bytes. */
  readonly root: Uint8Array
  /** Opaque lines, not empty; seldom any. */
  readonly extensions?: readonly string[]
}

/** The text to sign: origin, size, root and extensions, a line each. Throws `checkpoint_malformed`. */
export function formatCheckpoint({ origin, size, root, extensions = [] }: Checkpoint): string {
  if (!Number.isSafeInteger(size) || size < 0) throw malformed('size')
  if (root.length !== 32) throw malformed('root')
  if (![origin, ...extensions].every(isLine)) throw malformed('a line is empty or holds a control character')
  return [origin, String(size), toBase64(root), ...extensions, ''].join('\n')
}

/** Reads the text of a note. Throws `checkpoint_malformed`. */
export function parseCheckpoint(text: string): Checkpoint {
  const lines = text.split('\n')
  if (lines.pop() !== '') throw malformed('no final newline')
  const [origin, sizeLine, rootLine, ...extensions] = lines
  if (origin === undefined || sizeLine === undefined || rootLine === undefined)
    throw malformed('fewer than three lines')
  if (![origin, ...extensions].every(isLine)) throw malformed('a line is empty or holds a control character')
  const size = parseDecimal(sizeLine)
  if (size === undefined) throw malformed('size')
  return { origin, size, root: parseRoot(rootLine), extensions }
}

function parseRoot(line: string): Uint8Array {
  let root: Uint8Array | undefined
  try {
    root = fromBase64(line)
  } catch {
    root = undefined
  }
  if (root?.length !== 32) throw malformed('root')
  return root
}

function isLine(line: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a note may hold none
  return line !== '' && line.isWellFormed() && !/[\u0000-\u001f]/.test(line)
}

function malformed(what: string): ProofError {
  return new ProofError('checkpoint_malformed', `not a checkpoint: ${what}`)
}
