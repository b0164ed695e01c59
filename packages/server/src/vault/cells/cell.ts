import { lengthPrefixed } from '../../keys/index.ts'
import { cellUnreadable } from '../errors.ts'

/** What a cell's ciphertext is bound to; opened anywhere else it does not open. */
export interface CellPlace {
  readonly environment: string
  readonly tenant: number
  readonly collection: number
  readonly record: Uint8Array
  readonly class: number
  /** Counts the writes of this cell. */
  readonly version: number
  /** Policy version at write. */
  readonly schema: number
}

const FORMAT = 1
const SUITE_AES_256_GCM = 1
const HEADER_BYTES = 5
const SMALLEST_BYTES = 64

/** Associated data: format, suite and place, each part length-prefixed, so that no two places share an encoding. */
export function cellAad(place: CellPlace): Buffer {
  const numbers = Buffer.allocUnsafe(18)
  numbers[0] = FORMAT
  numbers[1] = SUITE_AES_256_GCM
  numbers.writeUInt32BE(place.tenant, 2)
  numbers.writeUInt16BE(place.collection, 6)
  numbers.writeUInt16BE(place.class, 8)
  numbers.writeUInt32BE(place.version, 10)
  numbers.writeUInt32BE(place.schema, 14)
  return lengthPrefixed([Buffer.from(place.environment, 'utf8'), numbers, place.record])
}

/**
 * Writes the plaintext of a cell at `at`: format byte, u32 length, JSON `[id, fields]`, zeros. Answers where it ends. The id the caller chose travels in every
 * cell, so that it is readable exactly as long as something of the record is. The length goes up in steps (Padmé, "PURBs" §4: at most 12 % more). There must be
 * `mostCellBytes` of the text left.
 */
export function writeCell(to: Buffer, at: number, json: string): number {
  const length = to.write(json, at + HEADER_BYTES, 'utf8')
  const end = at + paddedLength(HEADER_BYTES + length)
  to[at] = FORMAT
  to.writeUInt32BE(length, at + 1)
  to.fill(0, at + HEADER_BYTES + length, end)
  return end
}

/** No cell of this text is longer: a UTF-16 code unit is three bytes of UTF-8 at most, padding an eighth. */
export const mostCellBytes = (json: string): number =>
  SMALLEST_BYTES + Math.ceil((HEADER_BYTES + json.length * 3) * 1.125)

export function decodeCell(bytes: Buffer): { id: string; fields: Record<string, unknown> } {
  if (bytes.length < HEADER_BYTES || bytes[0] !== FORMAT) throw cellUnreadable('unknown cell format')
  const length = bytes.readUInt32BE(1)
  if (bytes.length !== paddedLength(HEADER_BYTES + length))
    throw cellUnreadable('the length of a cell is wrong')
  const [id, fields] = JSON.parse(bytes.toString('utf8', HEADER_BYTES, HEADER_BYTES + length))
  return { id, fields }
}

/** Padmé: keeps only the leading bits of a length that leak O(log log n) bits. */
export function paddedLength(length: number): number {
  if (length <= SMALLEST_BYTES) return SMALLEST_BYTES
  const exponent = Math.floor(Math.log2(length))
  const lastBits = exponent - (Math.floor(Math.log2(exponent)) + 1)
  const mask = 2 ** lastBits - 1
  return Math.ceil(length / (mask + 1)) * (mask + 1)
}
