import { sha256 } from '#sha256'
import { concat, fromBase64, toBase64, toHex, utf8 } from '../encoding.ts'
import { ProofError } from '../errors.ts'

const ED25519 = Uint8Array.of(0x01)
const NEWLINE = Uint8Array.of(0x0a)

/** A key that notes are verified with (C2SP signed-note). Only Ed25519, type 0x01. */
export interface VerifierKey {
  readonly name: string
  /** 8 lower-case hex digits. */
  readonly id: string
  /** Raw Ed25519 public key, 32 bytes. */
  readonly publicKey: Uint8Array
}

/** Key names: not empty, no space of any kind, no plus, no control character. */
export function isKeyName(name: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a note may not carry them
  return name !== '' && name.isWellFormed() && !/[\s+\u0000-\u001f\u0085]/.test(name)
}

/** SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key)[:4], in hex. */
export function noteKeyId(name: string, publicKey: Uint8Array): string {
  return toHex(sha256(utf8(name), NEWLINE, ED25519, publicKey).subarray(0, 4))
}

/** Names a public key. Throws `vkey_malformed`. */
export function verifierKey(name: string, publicKey: Uint8Array): VerifierKey {
  if (!isKeyName(name))
    throw new ProofError('vkey_malformed', 'a key name holds no space, plus or control character')
  if (publicKey.length !== 32) throw new ProofError('vkey_malformed', 'an Ed25519 public key is 32 bytes')
  return { name, id: noteKeyId(name, publicKey), publicKey }
}

/** `name+id+base64(0x01 ‖ public key)`. */
export function formatVkey(key: VerifierKey): string {
  return `${key.name}+${key.id}+${toBase64(concat(ED25519, key.publicKey))}`
}

/** Throws `vkey_malformed`, also where the id is not that of name and key. */
export function parseVkey(text: string): VerifierKey {
  // Base64 may hold a plus: only the first two separate.
  const match = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text)
  if (match === null) throw new ProofError('vkey_malformed', 'not of the form name+id+key')
  const [, name = '', id = '', encoded = ''] = match
  let bytes: Uint8Array
  try {
    bytes = fromBase64(encoded)
  } catch (cause) {
    throw new ProofError('vkey_malformed', 'the key is not base64', { cause })
  }
  if (bytes[0] !== 0x01) throw new ProofError('vkey_malformed', 'not an Ed25519 key (type 0x01)')
  const key = verifierKey(name, bytes.slice(1))
  if (key.id !== id) throw new ProofError('vkey_malformed', 'the id does not belong to the name and key')
  return key
}
