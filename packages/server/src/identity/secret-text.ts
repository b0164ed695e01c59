import { hash, randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
/** 62^43 > 2^256. */
const BODY = 43
/** 62^6 > 2^32. */
const CHECKSUM = 6

function base62(value: bigint, width: number): string {
  let text = ''
  for (let rest = value; rest > 0n; rest /= 62n) text = ALPHABET[Number(rest % 62n)] + text
  return text.padStart(width, '0')
}

/** On every request: whole numbers below 2^53, not bigints. */
function checksumOf(text: string): string {
  let digits = ''
  let rest = crc32(text)
  for (let i = 0; i < CHECKSUM; i++) {
    digits = ALPHABET[rest % 62] + digits
    rest = Math.floor(rest / 62)
  }
  return digits
}

/**
 * `prefix_`, 32 random bytes in base62 (43 characters) and the CRC-32 of all before it in base62 (6 characters): letters and digits only, so
 * that a double click selects all of it, a scanner finds it by its form, and a slip of the pen is told from a wrong key without a look-up.
 */
export function newSecretText(prefix: string): string {
  const body = `${prefix}_${base62(BigInt(`0x${randomBytes(32).toString('hex')}`), BODY)}`
  return body + checksumOf(body)
}

/** Whether a text has the form above. No trimming, no other case, no other length. */
export function isSecretText(prefix: string, text: string): boolean {
  const start = prefix.length + 1
  if (text.length !== start + BODY + CHECKSUM || !text.startsWith(`${prefix}_`)) return false
  if (!/^[0-9A-Za-z]+$/.test(text.slice(start))) return false
  return checksumOf(text.slice(0, -CHECKSUM)) === text.slice(-CHECKSUM)
}

/**
 * What is stored instead of the text. A fast hash is right here: slow ones make guessing costly where people chose the secret, and nobody
 * guesses 256 random bits. Looking the hash up in an index tells by its timing at most how a hash begins, which no one can turn into
 * a text that has it; so nothing here has to compare in constant time.
 */
export function hashSecretText(text: string): Buffer {
  return hash('sha256', text, 'buffer')
}
