import { randomFillSync } from 'node:crypto'
import { defineError } from './errors.ts'

export const malformedId = defineError('malformed_id', 400, 'That is not an id of this kind')

const POOL_BYTES = 10 * 512
const pool = Buffer.alloc(POOL_BYTES)
let used = POOL_BYTES

/**
 * A new opaque id: 16 bytes in the form of a UUIDv7 (RFC 9562 §5.7), so that ids made one after the other lie together in an
 * index. Randomness is drawn in blocks because a call into the operating system an id would show on the write path.
 */
export function newId(nowMs: number = Date.now()): Buffer {
  if (used === POOL_BYTES) {
    randomFillSync(pool)
    used = 0
  }
  const id = Buffer.allocUnsafe(16)
  id.writeUIntBE(nowMs, 0, 6)
  pool.copy(id, 6, used, used + 10)
  pool.fill(0, used, used + 10)
  used += 10
  id[6] = 0x70 | ((id[6] ?? 0) & 0x0f)
  id[8] = 0x80 | ((id[8] ?? 0) & 0x3f)
  return id
}

/** `prefix_` and 32 lower-case hex digits. */
export function formatId(prefix: string, bytes: Uint8Array): string {
  const view = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return `${prefix}_${view.toString('hex')}`
}

/** The 16 bytes of an id written by `formatId` with the same prefix; throws `malformed_id`. */
export function parseId(prefix: string, text: string): Buffer {
  const hex = text.startsWith(`${prefix}_`) ? text.slice(prefix.length + 1) : ''
  if (!/^[0-9a-f]{32}$/.test(hex)) {
    throw malformedId(`expected ${prefix}_ followed by 32 lower-case hex digits`)
  }
  return Buffer.from(hex, 'hex')
}
