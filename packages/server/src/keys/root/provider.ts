/** An epoch key as its provider knows it: our opaque id and what the provider calls it. The key never leaves the provider. */
export interface EpochRef {
  /** 16 bytes. */
  readonly id: Buffer
  readonly ref: string
}

export interface Destruction {
  readonly destruction: 'immediate' | 'delayed' | 'unprovable'
  /** How long a destroyed key may still be brought back (ISO 8601), when delayed. */
  readonly delay?: string
  /** Plain words for status and certificates. */
  readonly why: string
}

/** What the key is used for, authenticated with the ciphertext: opaque ids and names of the program only, since providers log it. */
export type WrapContext = Readonly<Record<string, string>>

/**
 * Keeps the root key and the epoch keys. Every call may take a network's time. Errors: `key_provider_unavailable` when trying again may
 * help, `key_provider_refused` when it will not.
 */
export interface RootProvider {
  readonly kind: string
  describe(): Destruction
  /** Idempotent: the same id gives the same epoch, so that a crash before its reference was stored loses nothing. */
  createEpoch(id: Buffer): Promise<EpochRef>
  /** At most 1,024 bytes of plaintext. */
  wrap(epoch: EpochRef, plaintext: Uint8Array, context: WrapContext): Promise<Buffer>
  unwrap(epoch: EpochRef, wrapped: Uint8Array, context: WrapContext): Promise<Buffer>
  /** Idempotent. Unusable from now; no copy with the provider after `destroyedBy`, in milliseconds since 1970. */
  destroyEpoch(epoch: EpochRef): Promise<{ destroyedBy: number }>
  /** What the provider has now: looked up, not remembered. */
  stateOfEpoch(epoch: EpochRef): Promise<'usable' | 'destroying' | 'gone'>
  /** Throws when the provider cannot be used. */
  check(): Promise<void>
}
