import { concat } from '../encoding.ts'

// RFC 8410: the fixed beginning of a PKCS #8 Ed25519 private key; the 32-byte seed follows.
const PKCS8 = Uint8Array.of(0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20)

/** An Ed25519 key for tests: the same name always gives the same key. */
export interface TestKey {
  readonly publicKey: Uint8Array
  readonly sign: (message: Uint8Array) => Promise<Uint8Array>
}

export async function testKey(name: string): Promise<TestKey> {
  const { subtle } = globalThis.crypto
  const seed = new Uint8Array(await subtle.digest('SHA-256', new TextEncoder().encode(`test key ${name}`)))
  const pkcs8 = new Uint8Array(concat(PKCS8, seed))
  const privateKey = await subtle.importKey('pkcs8', pkcs8, 'Ed25519', true, ['sign'])
  const { x = '' } = await subtle.exportKey('jwk', privateKey)
  const publicKey = Uint8Array.from(atob(x.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0))
  return {
    publicKey,
    sign: async (message) =>
      new Uint8Array(await subtle.sign('Ed25519', privateKey, new Uint8Array(message))),
  }
}
