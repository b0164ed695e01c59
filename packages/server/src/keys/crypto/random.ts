import { randomFillSync } from 'node:crypto'

const POOL_BYTES = 8192
const LARGEST = 256
const pool = Buffer.allocUnsafeSlow(POOL_BYTES)
let used = POOL_BYTES

/**
 * Fills `out[at, at + size)` with random bytes. Drawn in blocks because a call into the system per nonce would show on the write path; what
 * was handed out is wiped from the block, so that it never holds a key or nonce in use. At most 256 bytes.
 */
export function randomInto(out: Buffer, at: number, size: number): void {
  if (size > LARGEST) throw new RangeError('at most 256 random bytes at once')
  if (used + size > POOL_BYTES) {
    randomFillSync(pool)
    used = 0
  }
  pool.copy(out, at, used, used + size)
  pool.fill(0, used, used + size)
  used += size
}

/** A new random key of 32 bytes, in memory of its own so that wiping it wipes all there is. */
export function newKey(): Buffer {
  const key = Buffer.allocUnsafeSlow(32)
  randomInto(key, 0, 32)
  return key
}
