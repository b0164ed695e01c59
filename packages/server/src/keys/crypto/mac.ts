import { hash, hkdfSync, timingSafeEqual } from 'node:crypto'

const HASH_BYTES = 32
const BLOCK_BYTES = 64
const SHORTEST_KEY_BYTES = 16

// Wiped after each use, and nothing awaits in between. Digests come as text: a Buffer for each would cost three times the hash.
const scratch = Buffer.allocUnsafeSlow(8192)
const outer = Buffer.allocUnsafeSlow(BLOCK_BYTES + HASH_BYTES)

/**
 * HMAC-SHA-256 (RFC 2104, FIPS 198-1), text taken as UTF-8, by two one-shot hashes: an Hmac object of Node's costs as much to make and then again to
 * collect, and the write path makes several for each record. Held to Node's own and to test vectors in the tests.
 */
export function hmac(key: Uint8Array, message: Uint8Array | string): Buffer {
  if (key.length < SHORTEST_KEY_BYTES) throw new RangeError('a key has at least 16 bytes')
  const pad = key.length > BLOCK_BYTES ? hash('sha256', key, 'buffer') : key
  const length = typeof message === 'string' ? Buffer.byteLength(message, 'utf8') : message.length
  const end = BLOCK_BYTES + length
  const inner = end <= scratch.length ? scratch : Buffer.allocUnsafe(end)
  for (let i = 0; i < BLOCK_BYTES; i++) {
    const byte = i < pad.length ? (pad[i] as number) : 0
    inner[i] = byte ^ 0x36
    outer[i] = byte ^ 0x5c
  }
  if (typeof message === 'string') inner.write(message, BLOCK_BYTES, 'utf8')
  else inner.set(message, BLOCK_BYTES)
  outer.write(hash('sha256', inner.subarray(0, end), 'binary'), BLOCK_BYTES, 'latin1')
  const tag = Buffer.from(hash('sha256', outer, 'binary'), 'latin1')
  inner.fill(0, 0, end)
  outer.fill(0)
  return tag
}

/** Whether `tag` is the HMAC-SHA-256 of the message, whole or cut to its first 128 bits. In constant time; no other length is a tag. */
export function verifyHmac(key: Uint8Array, message: Uint8Array, tag: Uint8Array): boolean {
  if (tag.length !== HASH_BYTES && tag.length !== HASH_BYTES / 2) return false
  return timingSafeEqual(hmac(key, message).subarray(0, tag.length), tag)
}

/** HKDF-SHA-256 (RFC 5869). At least 128 bits of input, at most 255 × 32 bytes out. */
export function hkdf(input: Uint8Array, salt: Uint8Array, info: Uint8Array, size: number): Buffer {
  if (input.length < SHORTEST_KEY_BYTES) throw new RangeError('input has at least 16 bytes')
  if (!Number.isInteger(size) || size < 1 || size > 255 * HASH_BYTES)
    throw new RangeError('1 to 8160 bytes out')
  return Buffer.from(hkdfSync('sha256', input, salt, info, size))
}

const NO_SALT = Buffer.alloc(0)

/** A key of 32 bytes for one use, named by `info` (made by `lengthPrefixed`), from a uniformly random one. */
export function deriveKey(from: Uint8Array, info: Uint8Array): Buffer {
  return hkdf(from, NO_SALT, info, HASH_BYTES)
}
