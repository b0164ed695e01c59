import { fromBase64, fromUtf8, parseDecimal, toBase64 } from './encoding.ts'
import { ProofError } from './errors.ts'
import { parseNote } from './note/note.ts'

const HEADER = 'c2sp.org/tlog-proof@v1'
const MOST_HASHES = 63

/** An offline proof that an entry is in the log (C2SP tlog-proof), taken apart; not verified. */
export interface Receipt {
  /** Index of the entry in the log. */
  readonly index: number
  /** Audit path, from the leaf's sibling upward. */
  readonly proof: readonly Uint8Array[]
  /** The signed note, as the log served it. */
  readonly checkpoint: string
  /** Opaque bytes that nothing vouches for. */
  readonly extra?: Uint8Array
}

/** Throws `receipt_malformed` or `note_malformed` for what could not be read back. */
export function formatReceipt({ index, proof, checkpoint, extra }: Receipt): string {
  if (!Number.isSafeInteger(index) || index < 0) throw malformed('index')
  if (proof.length > MOST_HASHES || proof.some((hash) => hash.length !== 32)) throw malformed('proof')
  parseNote(checkpoint)
  const lines = [HEADER]
  if (extra !== undefined) lines.push(`extra ${toBase64(extra)}`)
  lines.push(`index ${index}`, ...proof.map(toBase64), '', checkpoint)
  return lines.join('\n')
}

/** Reads the one form `formatReceipt` writes. Throws `receipt_malformed` or `note_malformed`. */
export function parseReceipt(receipt: string | Uint8Array): Receipt {
  const text = typeof receipt === 'string' ? receipt : decode(receipt)
  const blank = text.indexOf('\n\n')
  if (blank < 0) throw malformed('no blank line before the checkpoint')
  const checkpoint = text.slice(blank + 2)
  parseNote(checkpoint)
  const [header, ...lines] = text.slice(0, blank).split('\n')
  if (header !== HEADER) throw malformed('first line')
  const extra = lines[0]?.startsWith('extra ') ? bytes(lines.shift()?.slice(6) ?? '', 'extra') : undefined
  const indexLine = lines.shift() ?? ''
  const index = indexLine.startsWith('index ') ? parseDecimal(indexLine.slice(6)) : undefined
  if (index === undefined) throw malformed('index')
  if (lines.length > MOST_HASHES) throw malformed('too many hashes')
  const proof = lines.map((line) => bytes(line, 'hash', 32))
  return extra === undefined ? { index, proof, checkpoint } : { index, proof, checkpoint, extra }
}

function bytes(text: string, what: string, length?: number): Uint8Array {
  let decoded: Uint8Array
  try {
    decoded = fromBase64(text)
  } catch (cause) {
    throw new ProofError('receipt_malformed', `not a receipt: ${what}`, { cause })
  }
  if (length !== undefined && decoded.length !== length) throw malformed(what)
  return decoded
}

function decode(receipt: Uint8Array): string {
  try {
    return fromUtf8(receipt)
  } catch (cause) {
    throw new ProofError('receipt_malformed', 'not UTF-8', { cause })
  }
}

function malformed(what: string): ProofError {
  return new ProofError('receipt_malformed', `not a receipt: ${what}`)
}
