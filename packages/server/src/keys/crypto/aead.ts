import { createCipheriv, createDecipheriv, createSecretKey, KeyObject } from 'node:crypto'
import { ciphertextInvalid } from '../errors.ts'
import { randomInto } from './random.ts'

/** Length of every symmetric key. */
export const KEY_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16
/** By how much what is sealed is longer than its plaintext. */
export const SEAL_OVERHEAD_BYTES = NONCE_BYTES + TAG_BYTES
const SUITE = 'aes-256-gcm'
const OPTIONS = { authTagLength: TAG_BYTES } as const

/** A key as bytes, or as the object made of them where several things are sealed or opened by it. */
export type AeadKey = Uint8Array | KeyObject

// A key goes to OpenSSL as a KeyObject: given as bytes, Node first finds out by failing that it is none, which costs four times the cipher.
function objectOf(key: AeadKey): KeyObject | undefined {
  if (key instanceof KeyObject) return key.symmetricKeySize === KEY_BYTES ? key : undefined
  return key.length === KEY_BYTES ? createSecretKey(key) : undefined
}

/**
 * AES-256-GCM (NIST SP 800-38D): random 96-bit nonce ‖ ciphertext ‖ 128-bit tag. Random nonces allow 2^32 messages a key; every key here
 * seals far fewer, a record key a handful.
 */
export function seal(key: AeadKey, plaintext: Uint8Array, aad: Uint8Array): Buffer {
  const by = objectOf(key)
  if (by === undefined) throw new RangeError('a key has 32 bytes')
  const end = NONCE_BYTES + plaintext.length
  const out = Buffer.allocUnsafe(end + TAG_BYTES)
  randomInto(out, 0, NONCE_BYTES)
  const cipher = createCipheriv(SUITE, by, out.subarray(0, NONCE_BYTES), OPTIONS)
  cipher.setAAD(aad)
  cipher.update(plaintext).copy(out, NONCE_BYTES)
  cipher.final()
  cipher.getAuthTag().copy(out, end)
  return out
}

/** Opens what `seal` made. Whatever is wrong, the error is `ciphertext_invalid` and does not say what. */
export function open(key: AeadKey, sealed: Uint8Array, aad: Uint8Array): Buffer {
  const end = sealed.length - TAG_BYTES
  const by = end < NONCE_BYTES ? undefined : objectOf(key)
  if (by === undefined) throw invalid()
  const decipher = createDecipheriv(SUITE, by, sealed.subarray(0, NONCE_BYTES), OPTIONS)
  decipher.setAAD(aad)
  decipher.setAuthTag(sealed.subarray(end))
  const plaintext = decipher.update(sealed.subarray(NONCE_BYTES, end))
  try {
    decipher.final()
  } catch {
    plaintext.fill(0)
    throw invalid()
  }
  return plaintext
}

const invalid = () => ciphertextInvalid('it was altered, or belongs elsewhere')

/** Each part after its length (u32, big-endian): no two lists of parts share an encoding. Strings are taken as UTF-8. */
export function lengthPrefixed(parts: readonly (Uint8Array | string)[]): Buffer {
  let size = 0
  for (const part of parts) size += 4 + (typeof part === 'string' ? Buffer.byteLength(part) : part.length)
  const out = Buffer.allocUnsafe(size)
  let at = 0
  for (const part of parts) {
    const length = typeof part === 'string' ? out.write(part, at + 4) : part.length
    if (typeof part !== 'string') out.set(part, at + 4)
    out.writeUInt32BE(length, at)
    at += 4 + length
  }
  return out
}
