import { createHash, hash } from 'node:crypto'

// crypto.hash with a string answer is about four times as fast as with a Buffer answer: most of the
// cost of a small hash is making the Buffer.
const scratch = new Uint8Array(1 << 16)

function write(out: Uint8Array, at: number, digest: string): void {
  for (let i = 0; i < 32; i++) out[at + i] = digest.charCodeAt(i)
}

/** SHA-256 (FIPS 180-4) of the parts one after the other. */
export function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0
  for (const part of parts) length += part.length
  const out = new Uint8Array(32)
  if (length > scratch.length) {
    const hasher = createHash('sha256')
    for (const part of parts) hasher.update(part)
    out.set(hasher.digest())
    return out
  }
  let at = 0
  for (const part of parts) {
    scratch.set(part, at)
    at += part.length
  }
  write(out, 0, hash('sha256', scratch.subarray(0, length), 'binary'))
  return out
}

/** SHA-256 of `input`, written to `out` at `at`: for hashing many without an array each. */
export function sha256Into(out: Uint8Array, at: number, input: Uint8Array): void {
  write(out, at, hash('sha256', input, 'binary'))
}
