/** Verifies an Ed25519 signature (RFC 8032) with WebCrypto, which browsers and Node share. */
export async function verifyEd25519(
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  if (publicKey.length !== 32 || signature.length !== 64) return false
  const { subtle } = globalThis.crypto
  let key: CryptoKey
  try {
    key = await subtle.importKey('raw', new Uint8Array(publicKey), 'Ed25519', false, ['verify'])
  } catch (error) {
    // A runtime without Ed25519 must not look like a bad signature; bytes that are no key are one.
    if (error instanceof Error && error.name === 'NotSupportedError') throw error
    return false
  }
  return subtle.verify('Ed25519', key, new Uint8Array(signature), new Uint8Array(message))
}
