import { sha256 } from '#sha256'
import { bigEndian, concat, equalBytes, utf8 } from './encoding.ts'
import { ProofError } from './errors.ts'

const DOMAIN = utf8('azukari/commit/v1\0')

/** What opens one commitment. Kept encrypted, apart from the log; without it the commitment says nothing. */
export interface Opening {
  readonly name: string
  /** 32 random bytes, fresh for every commitment. */
  readonly nonce: Uint8Array
  readonly value: Uint8Array
}

/**
 * A salted commitment to a named value:
 * SHA-256("azukari/commit/v1" ‖ 0x00 ‖ u16 length of name ‖ name ‖ nonce (32) ‖ value).
 * Throws `range_invalid` where the nonce is not 32 bytes or the name longer than 65,535.
 */
export function commit(name: string, value: Uint8Array, nonce: Uint8Array): Uint8Array {
  if (nonce.length !== 32) throw new ProofError('range_invalid', 'a commitment nonce is 32 bytes')
  return sha256(beginning(name), nonce, value)
}

// Names repeat from entry to entry. Bounded, since a verifier may be given any.
const beginnings = new Map<string, Uint8Array>()
const MOST_NAMES = 64

function beginning(name: string): Uint8Array {
  let bytes = beginnings.get(name)
  if (bytes === undefined) {
    const nameBytes = utf8(name)
    bytes = concat(DOMAIN, bigEndian(nameBytes.length, 2), nameBytes)
    if (beginnings.size >= MOST_NAMES) beginnings.clear()
    beginnings.set(name, bytes)
  }
  return bytes
}

/** True when the opening is of this commitment. */
export function verifyOpening(commitment: Uint8Array, opening: Opening): boolean {
  if (opening.nonce.length !== 32) return false
  return equalBytes(commitment, commit(opening.name, opening.value, opening.nonce))
}
