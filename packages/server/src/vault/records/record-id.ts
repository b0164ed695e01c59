import { hmac } from '../../keys/index.ts'
import { recordIdInvalid } from '../errors.ts'
import { soundText } from '../fields/field-values.ts'

const MAX_BYTES = 256
/** Purpose of the tenant's digest key for ids; idempotent requests are digested with it too. */
export const RECORD_ID = 'record-id'
// Control characters, line and paragraph separators, byte order marks, and characters that turn the direction of text.
const PLAIN = /^[\x20-\x7e]{1,256}$/
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\ufeff]/u

/** Throws `record_id_invalid`. The id is compared byte for byte: no trimming, no case folding. */
export function checkRecordId(id: string): void {
  if (PLAIN.test(id)) return
  if (id === '' || Buffer.byteLength(id, 'utf8') > MAX_BYTES || !soundText(id) || UNSEEN.test(id)) {
    throw recordIdInvalid(`an id is 1 to ${MAX_BYTES} bytes of UTF-8 without control characters`)
  }
}

/**
 * Keyed digest by which a record is found: the id a caller chose may be personal itself, so it is stored nowhere readable.
 * HMAC-SHA-256 over u16 collection ‖ id, cut to 128 bits.
 */
export function lookupDigest(key: Uint8Array, collection: number, id: string): Buffer {
  const message = Buffer.allocUnsafe(2 + Buffer.byteLength(id, 'utf8'))
  message.writeUInt16BE(collection)
  message.write(id, 2, 'utf8')
  return hmac(key, message).subarray(0, 16)
}
