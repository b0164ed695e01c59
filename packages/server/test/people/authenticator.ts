import { createHash, createSign, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto'
import { createRequire } from 'node:module'
import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/server'
import type * as Helpers from '@simplewebauthn/server/helpers'

// Loaded by the tests that make an authenticator: most that could, do not.
const helpers = () => createRequire(import.meta.url)('@simplewebauthn/server/helpers') as typeof Helpers
const cborOf = (value: unknown) => {
  const { isoCBOR } = helpers()
  return isoCBOR.encode(value as Parameters<typeof isoCBOR.encode>[0])
}

const b64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url')
const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest()
const USER_PRESENT = 0x01
const USER_VERIFIED = 0x04
const BACKUP_ELIGIBLE = 0x08
const BACKED_UP = 0x10
const ATTESTED = 0x40

export interface Bent {
  /** What the authenticator lies about. */
  readonly origin?: string
  readonly rpId?: string
  readonly verified?: boolean
  readonly challenge?: string
  readonly userHandle?: string | null
  readonly counter?: number
  /** The page stood in a frame of another site. */
  readonly crossOrigin?: unknown
}

/** An authenticator in software: what a browser and a key would answer, with the lies that a test asks for. */
export class SoftAuthenticator {
  readonly id = randomBytes(32)
  readonly #key: KeyObject
  readonly #cose: Uint8Array
  readonly #origin: string
  readonly #synced: boolean
  counter = 0
  userHandle = ''

  constructor(origin: string, synced = false) {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const jwk = publicKey.export({ format: 'jwk' })
    this.#key = privateKey
    this.#origin = origin
    this.#synced = synced
    const part = (text: string | undefined) => Uint8Array.from(Buffer.from(text ?? '', 'base64url'))
    const cose = new Map<number, number | Uint8Array>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, part(jwk.x)],
      [-3, part(jwk.y)],
    ])
    this.#cose = cborOf(cose)
  }

  create(options: PublicKeyCredentialCreationOptionsJSON, bent: Bent = {}): RegistrationResponseJSON {
    this.userHandle = options.user.id
    const length = Buffer.alloc(2)
    length.writeUInt16BE(this.id.length)
    const attested = Buffer.concat([Buffer.alloc(16), length, this.id, this.#cose])
    const authData = Buffer.concat([this.#authData(options.rp.id ?? '', bent, ATTESTED), attested])
    const attestation = new Map<string, unknown>([
      ['fmt', 'none'],
      ['attStmt', new Map()],
      ['authData', Uint8Array.from(authData)],
    ])
    return {
      id: b64(this.id),
      rawId: b64(this.id),
      type: 'public-key',
      clientExtensionResults: {},
      response: {
        clientDataJSON: b64(this.#clientData('webauthn.create', options.challenge, bent)),
        attestationObject: b64(cborOf(attestation)),
      },
    }
  }

  get(options: PublicKeyCredentialRequestOptionsJSON, bent: Bent = {}): AuthenticationResponseJSON {
    this.counter = bent.counter ?? this.counter + 1
    const authData = this.#authData(options.rpId ?? '', bent, 0)
    const clientData = this.#clientData('webauthn.get', options.challenge, bent)
    const signature = createSign('sha256')
      .update(Buffer.concat([authData, sha256(clientData)]))
      .sign(this.#key)
    const handle = bent.userHandle === undefined ? this.userHandle : bent.userHandle
    return {
      id: b64(this.id),
      rawId: b64(this.id),
      type: 'public-key',
      clientExtensionResults: {},
      response: {
        clientDataJSON: b64(clientData),
        authenticatorData: b64(authData),
        signature: b64(signature),
        ...(handle === null ? {} : { userHandle: handle }),
      },
    }
  }

  #authData(rpId: string, bent: Bent, more: number): Buffer {
    const flags =
      USER_PRESENT |
      (bent.verified === false ? 0 : USER_VERIFIED) |
      (this.#synced ? BACKUP_ELIGIBLE | BACKED_UP : 0) |
      more
    const counter = Buffer.alloc(4)
    counter.writeUInt32BE(this.counter)
    return Buffer.concat([sha256(bent.rpId ?? rpId), Buffer.from([flags]), counter])
  }

  #clientData(type: string, challenge: string, bent: Bent): Buffer {
    const origin = bent.origin ?? this.#origin
    return Buffer.from(
      JSON.stringify({
        type,
        challenge: bent.challenge ?? challenge,
        origin,
        crossOrigin: bent.crossOrigin ?? false,
      }),
    )
  }
}
