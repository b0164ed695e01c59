import { type Ed25519Signer, ed25519Signer } from './crypto/ed25519.ts'
import { newKey } from './crypto/random.ts'
import type { Keyring } from './keyring/keyring.ts'

export interface OriginSigner extends Ed25519Signer {
  readonly origin: string
}

const NAME = 'log-signer'

/** Makes the key that signs the log's checkpoints, once in an installation's life. Throws `secret_exists`. */
export async function createLogSigner(keyring: Keyring): Promise<void> {
  const seed = newKey()
  try {
    await keyring.sealSecret(NAME, seed)
  } finally {
    seed.fill(0)
  }
}

/** Throws `secret_missing`: a new key would be another log, so none is made here. */
export async function openLogSigner(keyring: Keyring, origin: string): Promise<OriginSigner> {
  const seed = await keyring.openSecret(NAME)
  try {
    return { origin, ...ed25519Signer(seed) }
  } finally {
    seed.fill(0)
  }
}
