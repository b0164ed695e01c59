import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'

const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex')
const SPKI = Buffer.from('302a300506032b6570032100', 'hex')

/** Signs with a key that stays inside. */
export interface Ed25519Signer {
  /** 32 bytes, RFC 8032. */
  readonly publicKey: Buffer
  sign(message: Uint8Array): Buffer
}

/** The signer of a 32-byte seed (RFC 8032 §5.1.5). The caller wipes its copy of the seed. */
export function ed25519Signer(seed: Uint8Array): Ed25519Signer {
  if (seed.length !== 32) throw new RangeError('a seed has 32 bytes')
  const der = Buffer.concat([PKCS8, seed])
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  der.fill(0)
  const publicKey = Buffer.from(
    createPublicKey(key).export({ type: 'spki', format: 'der' }).subarray(SPKI.length),
  )
  return { publicKey, sign: (message) => sign(null, message, key) }
}

/** Whether the signature (64 bytes) is the key's (32 bytes) over the message. False, never an error, when either is malformed. */
export function verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.length !== 32 || signature.length !== 64) return false
  let key: KeyObject
  try {
    key = createPublicKey({ key: Buffer.concat([SPKI, publicKey]), format: 'der', type: 'spki' })
  } catch {
    return false
  }
  return verify(null, message, key, signature)
}
