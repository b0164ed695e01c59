import { ProofError } from './errors.ts'

const encoder = new TextEncoder()
// ignoreBOM keeps a byte order mark in the text: dropping it would let two byte strings decode alike.
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

const HEX: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

export function utf8(text: string): Uint8Array {
  return encoder.encode(text)
}

/** Throws `encoding_invalid` unless the bytes are well-formed UTF-8. */
export function fromUtf8(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes)
  } catch (cause) {
    throw new ProofError('encoding_invalid', 'not well-formed UTF-8', { cause })
  }
}

/** Lower-case hex. */
export function toHex(bytes: Uint8Array): string {
  let out = ''
  for (let i = 0; i < bytes.length; i++) out += HEX[bytes[i] as number]
  return out
}

export function isHex(value: unknown, bytes: number): value is string {
  return typeof value === 'string' && value.length === bytes * 2 && /^[0-9a-f]*$/.test(value)
}

/** Bytes of a lower-case hex string of exactly `length` bytes; throws `encoding_invalid` otherwise. */
export function fromHex(text: string, length: number): Uint8Array {
  if (!isHex(text, length)) throw new ProofError('encoding_invalid', `not ${length} bytes of lower-case hex`)
  const out = new Uint8Array(length)
  for (let i = 0; i < length; i++) out[i] = Number.parseInt(text.slice(i * 2, i * 2 + 2), 16)
  return out
}

/** Standard, padded base64 (RFC 4648 §4). */
export function toBase64(bytes: Uint8Array): string {
  let binary = ''
  for (let i = 0; i < bytes.length; i++) binary += String.fromCharCode(bytes[i] as number)
  return btoa(binary)
}

/** Refuses white space, missing padding and non-zero trailing bits: one byte string has one text. */
export function fromBase64(text: string): Uint8Array {
  let binary: string
  try {
    binary = atob(text)
  } catch (cause) {
    throw new ProofError('encoding_invalid', 'not base64', { cause })
  }
  const out = new Uint8Array(binary.length)
  for (let i = 0; i < binary.length; i++) out[i] = binary.charCodeAt(i)
  if (toBase64(out) !== text) throw new ProofError('encoding_invalid', 'not standard, padded base64')
  return out
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0
  for (const part of parts) length += part.length
  const out = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

/** Big-endian, as many bytes as asked; throws `range_invalid` where the value does not fit. */
export function bigEndian(value: number, bytes: 2 | 4 | 8): Uint8Array {
  const fits = Number.isSafeInteger(value) && value >= 0 && (bytes === 8 || value < 2 ** (8 * bytes))
  if (!fits) throw new ProofError('range_invalid', `${value} is not an unsigned ${bytes * 8}-bit integer`)
  const out = new Uint8Array(bytes)
  let rest = value
  for (let i = bytes - 1; i >= 0; i--) {
    out[i] = rest % 256
    rest = Math.floor(rest / 256)
  }
  return out
}

/** A decimal without sign or leading zeroes that a JavaScript number holds exactly, else undefined. */
export function parseDecimal(text: string): number | undefined {
  if (!/^(0|[1-9][0-9]{0,15})$/.test(text)) return undefined
  const value = Number(text)
  return Number.isSafeInteger(value) ? value : undefined
}
