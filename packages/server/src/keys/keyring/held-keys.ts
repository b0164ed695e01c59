import { createSecretKey, type KeyObject } from 'node:crypto'
import { lengthPrefixed } from '../crypto/aead.ts'
import { deriveKey } from '../crypto/mac.ts'
import { type BucketKind, kindOfDay } from '../days.ts'
import { keyExpired } from '../errors.ts'
import type { HeldKey } from './key-cache.ts'
import { recordKeyPrefix } from './wraps.ts'

/** Key bytes that can be taken away: after `wipe` there is an error, never a key of zeros. */
export class KeyBytes {
  #bytes: Buffer | undefined
  #object: KeyObject | undefined

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  /** For use at once; not to be kept across an await. Throws `held_key_expired`. */
  get now(): Buffer {
    if (!this.#bytes) throw keyExpired('it was held too long', { fix: 'try again' })
    return this.#bytes
  }

  /** The same for the ciphers of Node, made once: each use would otherwise leave a copy behind until it is collected. */
  get object(): KeyObject {
    this.#object ??= createSecretKey(this.now)
    return this.#object
  }

  wipe(): void {
    this.#bytes?.fill(0)
    this.#bytes = undefined
    this.#object = undefined
  }
}

/** Keys derived from another, kept as long as it is. */
class Derived {
  readonly #from: KeyBytes
  readonly #made = new Map<string, KeyBytes>()

  constructor(from: KeyBytes) {
    this.#from = from
  }

  key(name: string, info: () => Buffer): Buffer {
    let made = this.#made.get(name)
    if (!made) {
      made = new KeyBytes(deriveKey(this.#from.now, info()))
      this.#made.set(name, made)
    }
    return made.now
  }

  wipe(): void {
    for (const key of this.#made.values()) key.wipe()
    this.#from.wipe()
  }
}

export interface TenantKeyHeld extends HeldKey {
  readonly version: number
  readonly key: KeyBytes
}

export interface TenantRow {
  readonly tenant: number
  /** Opaque, 16 bytes: what the outside sees. */
  readonly id: Buffer
  readonly slug: string
  /** IANA name. */
  readonly zone: string
  readonly state: 'live' | 'destroyed'
}

/** A tenant in use: its row, and the keys for its digests. */
export class TenantHandle implements HeldKey {
  readonly tenant: number
  readonly id: Buffer
  readonly slug: string
  readonly zone: string
  readonly expiresAt: number
  /** Version of its current key. */
  readonly version: number
  readonly #derived: Derived
  readonly #environment: string

  constructor(
    row: Omit<TenantRow, 'state'> & { version: number },
    seed: Buffer,
    environment: string,
    expiresAt: number,
  ) {
    this.tenant = row.tenant
    this.id = row.id
    this.slug = row.slug
    this.zone = row.zone
    this.version = row.version
    this.expiresAt = expiresAt
    this.#environment = environment
    this.#derived = new Derived(new KeyBytes(seed))
  }

  /** HMAC key for one purpose (a name of the program's), the same for the tenant's whole life. Not to be kept. */
  digestKey(purpose: string): Buffer {
    return this.#derived.key(purpose, () =>
      lengthPrefixed(['azukari/digest/v1', this.#environment, this.id, purpose]),
    )
  }

  /** `digestKey('lookup')`: for the ids that callers choose. */
  get lookupKey(): Buffer {
    return this.digestKey('lookup')
  }

  wipe(): void {
    this.#derived.wipe()
  }
}

export interface BucketRow {
  readonly bucket: number
  readonly tenant: number
  readonly day: number
  /** Of the bucket key held here; written beside every record key that it wraps. */
  readonly version: number
}

/** A bucket in use: one version of its key, and what search keys are derived from. */
export class BucketHandle implements HeldKey {
  readonly bucket: number
  readonly tenant: number
  readonly kind: BucketKind
  readonly day: number
  readonly version: number
  readonly expiresAt: number
  readonly key: KeyBytes
  /** Shared start of the associated data of the record keys it wraps. */
  readonly prefix: Buffer
  readonly #derived: Derived
  readonly #environment: string

  constructor(row: BucketRow, key: Buffer, seed: Buffer, environment: string, expiresAt: number) {
    this.bucket = row.bucket
    this.tenant = row.tenant
    this.kind = kindOfDay(row.day)
    this.day = row.day
    this.version = row.version
    this.expiresAt = expiresAt
    this.key = new KeyBytes(key)
    this.prefix = recordKeyPrefix({ ...row, environment })
    this.#environment = environment
    this.#derived = new Derived(new KeyBytes(seed))
  }

  /** HMAC key for the tags of one field (its number in the policy), the same through renewals of the bucket key. Not to be kept. */
  searchKey(field: number, indexVersion: number): Buffer {
    return this.#derived.key(`${field}/${indexVersion}`, () => {
      const numbers = Buffer.alloc(20)
      numbers.writeUInt32BE(this.tenant, 0)
      numbers.writeBigInt64BE(BigInt(this.bucket), 4)
      numbers.writeInt32BE(field, 12)
      numbers.writeUInt32BE(indexVersion, 16)
      return lengthPrefixed(['azukari/search/v1', this.#environment, numbers])
    })
  }

  wipe(): void {
    this.key.wipe()
    this.#derived.wipe()
  }
}
