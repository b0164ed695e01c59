import { createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto'

/** A log's name and its Ed25519 public key (32 bytes). */
export interface LogIdentity {
  readonly origin: string
  readonly publicKey: Buffer
}

/** Signs for the log's origin. Filled by the key room: the private half lives wrapped under the root key. */
export interface LogSigner extends LogIdentity {
  sign(message: Uint8Array): Buffer
}

/** The Ed25519 key by which one process signs its batches, endorsed by the log's key for the life of the process. */
export interface ProcessKey {
  readonly publicKey: Buffer
  readonly endorsement: Buffer
  sign(message: Uint8Array): Buffer
}

const SPKI_PREFIX = 12

/** The 32 bytes of an Ed25519 public key. */
export function rawPublicKey(key: KeyObject): Buffer {
  return key.export({ type: 'spki', format: 'der' }).subarray(SPKI_PREFIX)
}

/** What the log's key signs to endorse a process key: "azukari/process-key/v1\0" ‖ u16 length ‖ origin ‖ public key. */
export function endorsementInput(origin: string, publicKey: Uint8Array): Buffer {
  const name = Buffer.from(origin, 'utf8')
  const length = Buffer.alloc(2)
  length.writeUInt16BE(name.length)
  return Buffer.concat([Buffer.from('azukari/process-key/v1\0'), length, name, publicKey])
}

/** A fresh key for this process, endorsed by the log’s. It is kept nowhere, and ends with the process. */
export function newProcessKey(signer: LogSigner): ProcessKey {
  const pair = generateKeyPairSync('ed25519')
  const publicKey = rawPublicKey(pair.publicKey)
  return {
    publicKey,
    endorsement: signer.sign(endorsementInput(signer.origin, publicKey)),
    sign: (message) => sign(null, message, pair.privateKey),
  }
}

const SPKI = Buffer.from('302a300506032b6570032100', 'hex')
const MOST_KEYS = 1000
const keys = new Map<string, KeyObject>()

/** Verifies an Ed25519 signature by a raw public key. Bytes that are no key, or no signature, verify nothing. */
export function verifyRaw(message: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean {
  try {
    return verify(null, message, keyObject(publicKey), signature)
  } catch {
    return false
  }
}

/** Reading a key costs a fifth of verifying by it, and a lane signs many batches by one key. */
function keyObject(publicKey: Uint8Array): KeyObject {
  const name = Buffer.from(publicKey).toString('latin1')
  let key = keys.get(name)
  if (key === undefined) {
    key = createPublicKey({ key: Buffer.concat([SPKI, publicKey]), format: 'der', type: 'spki' })
    if (keys.size >= MOST_KEYS) keys.clear()
    keys.set(name, key)
  }
  return key
}
