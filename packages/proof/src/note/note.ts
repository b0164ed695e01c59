import { concat, fromBase64, fromHex, fromUtf8, toBase64, toHex } from '../encoding.ts'
import { ProofError } from '../errors.ts'
import { isKeyName } from './vkey.ts'

const MAX_SIGNATURES = 100
const MAX_LENGTH = 1_000_000

/** One signature line: `— name base64(id ‖ signature)`. */
export interface NoteSignature {
  readonly name: string
  /** 8 lower-case hex digits. */
  readonly id: string
  readonly signature: Uint8Array
}

/** A signed note (C2SP signed-note), taken apart. Nothing about it is verified yet. */
export interface Note {
  /** With its final newline: what is signed. */
  readonly text: string
  readonly signatures: readonly NoteSignature[]
}

/** Throws `note_malformed` where the text or a name could not be read back. */
export function formatNote({ text, signatures }: Note): string {
  if (!isText(text)) throw malformed('the text ends in a newline and has no control characters')
  if (signatures.length === 0) throw malformed('no signature')
  return `${text}\n${signatures.map(formatSignature).join('')}`
}

function formatSignature({ name, id, signature }: NoteSignature): string {
  if (!isKeyName(name)) throw malformed('key name')
  return `— ${name} ${toBase64(concat(fromHex(id, 4), signature))}\n`
}

/** Throws `note_malformed` for everything but the one form a note has; trailing bytes included. */
export function parseNote(note: string | Uint8Array): Note {
  if (note.length > MAX_LENGTH) throw malformed('too long')
  const all = typeof note === 'string' ? note : decode(note)
  const blank = all.lastIndexOf('\n\n')
  if (blank < 0 || !isText(all)) throw malformed('no blank line, no final newline, or control characters')
  const lines = all.slice(blank + 2).split('\n')
  lines.pop()
  if (lines.length === 0) throw malformed('no signature')
  if (lines.length > MAX_SIGNATURES) throw malformed(`more than ${MAX_SIGNATURES} signatures`)
  return { text: all.slice(0, blank + 1), signatures: lines.map(parseSignature) }
}

function parseSignature(line: string): NoteSignature {
  const match = /^— ([^ ]+) ([^ ]+)$/.exec(line)
  const [, name = '', encoded = ''] = match ?? []
  if (match === null || !isKeyName(name)) throw malformed('signature line')
  let bytes: Uint8Array
  try {
    bytes = fromBase64(encoded)
  } catch (cause) {
    throw new ProofError('note_malformed', 'a signature is not base64', { cause })
  }
  if (bytes.length < 5) throw malformed('a signature is too short')
  return { name, id: toHex(bytes.subarray(0, 4)), signature: bytes.slice(4) }
}

function isText(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a note may hold none but newline
  return text.endsWith('\n') && text.isWellFormed() && !/[\u0000-\u0009\u000b-\u001f]/.test(text)
}

function decode(bytes: Uint8Array): string {
  try {
    return fromUtf8(bytes)
  } catch (cause) {
    throw new ProofError('note_malformed', 'not UTF-8', { cause })
  }
}

function malformed(what: string): ProofError {
  return new ProofError('note_malformed', `not a signed note: ${what}`)
}
