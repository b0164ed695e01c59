const K = new Int32Array(64)
const INITIAL = new Int32Array(8)

// FIPS 180-4 §4.2.2 and §5.3.3: fractional parts of the cube and square roots of the first primes.
// Doubles hold the 32 bits that are needed exactly for primes this small; the NIST vectors check it.
for (let candidate = 2, found = 0; found < 64; candidate++) {
  let prime = true
  for (let d = 2; d * d <= candidate; d++) if (candidate % d === 0) prime = false
  if (!prime) continue
  if (found < 8) INITIAL[found] = fraction(candidate ** (1 / 2))
  K[found] = fraction(candidate ** (1 / 3))
  found++
}

function fraction(value: number): number {
  return ((value - Math.floor(value)) * 2 ** 32) | 0
}

const W = new Int32Array(64)

function compress(state: Int32Array, block: Uint8Array, offset: number): void {
  for (let i = 0; i < 16; i++) {
    const at = offset + i * 4
    W[i] =
      ((block[at] as number) << 24) |
      ((block[at + 1] as number) << 16) |
      ((block[at + 2] as number) << 8) |
      (block[at + 3] as number)
  }
  for (let i = 16; i < 64; i++) {
    const x = W[i - 15] as number
    const y = W[i - 2] as number
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3)
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10)
    W[i] = ((W[i - 16] as number) + s0 + (W[i - 7] as number) + s1) | 0
  }
  let [a, b, c, d, e, f, g, h] = state as unknown as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  for (let i = 0; i < 64; i++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + (K[i] as number) + (W[i] as number)) | 0
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0
    h = g
    g = f
    f = e
    e = (d + t1) | 0
    d = c
    c = b
    b = a
    a = (t1 + t2) | 0
  }
  const sums = [a, b, c, d, e, f, g, h]
  for (let i = 0; i < 8; i++) state[i] = ((state[i] as number) + (sums[i] as number)) | 0
}

const tail = new Uint8Array(128)

/** SHA-256 of `input`, written to `out` at `at`. Pure TypeScript: WebCrypto's is asynchronous. */
export function sha256Into(out: Uint8Array, at: number, input: Uint8Array): void {
  const state = INITIAL.slice()
  const whole = input.length - (input.length % 64)
  for (let i = 0; i < whole; i += 64) compress(state, input, i)
  const rest = input.length - whole
  tail.fill(0)
  tail.set(input.subarray(whole))
  tail[rest] = 0x80
  const end = rest < 56 ? 64 : 128
  let bits = input.length * 8
  for (let i = end - 1; bits > 0; i--) {
    tail[i] = bits % 256
    bits = Math.floor(bits / 256)
  }
  for (let i = 0; i < end; i += 64) compress(state, tail, i)
  for (let i = 0; i < 8; i++) {
    const word = state[i] as number
    out[at + i * 4] = word >>> 24
    out[at + i * 4 + 1] = word >>> 16
    out[at + i * 4 + 2] = word >>> 8
    out[at + i * 4 + 3] = word
  }
}

/** SHA-256 (FIPS 180-4) of the parts one after the other. */
export function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0
  for (const part of parts) length += part.length
  const joined = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  const out = new Uint8Array(32)
  sha256Into(out, 0, joined)
  return out
}
