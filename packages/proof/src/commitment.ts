import { sha256 } from '#sha256'
import { bigEndian, equalBytes, utf8 } from './encoding.ts'
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
  const nameBytes = utf8(name)
  return sha256(DOMAIN, bigEndian(nameBytes.length, 2), nameBytes, nonce, value)
}

/** True when the opening is of this commitment. */
export function verifyOpening(commitment: Uint8Array, opening: Opening): boolean {
  if (opening.nonce.length !== 32) return false
  return equalBytes(commitment, commit(opening.name, opening.value, opening.nonce))
}
