import { randomBytes } from 'node:crypto'
import { lengthPrefixed, open, seal } from '../crypto/aead.ts'

interface Key {
  readonly arn: string
  readonly bytes: Buffer
  deletionMs?: number
}

export type Fault = { readonly type: string; readonly status: number }
export const fault = (type: string, status = 400): Fault => ({ type, status })

type Input = Readonly<Record<string, unknown>>

/** The keys of an account, and what KMS does with them. Operations answer what KMS answers, or throw a `Fault`. */
export class KmsKeys {
  readonly #keys = new Map<string, Key>()
  readonly #aliases = new Map<string, string>()

  get size(): number {
    return this.#keys.size
  }

  run(operation: string, input: Input): Record<string, unknown> {
    switch (operation) {
      case 'CreateKey':
        return { KeyMetadata: this.#metadata(this.#create()) }
      case 'CreateAlias':
        return this.#alias(String(input.AliasName), this.#find(input.TargetKeyId))
      case 'DescribeKey':
        return { KeyMetadata: this.#metadata(this.#find(input.KeyId)) }
      case 'Encrypt':
        return this.#encrypt(this.#usable(input.KeyId), input)
      case 'Decrypt':
        return this.#decrypt(this.#usable(input.KeyId), input)
      case 'ScheduleKeyDeletion':
        return this.#schedule(this.#find(input.KeyId), Number(input.PendingWindowInDays))
      default:
        throw fault('UnsupportedOperationException')
    }
  }

  #create(): Key {
    const arn = `arn:aws:kms:ap-northeast-1:111122223333:key/${randomBytes(16).toString('hex')}`
    const key = { arn, bytes: randomBytes(32) }
    this.#keys.set(arn, key)
    return key
  }

  #alias(name: string, key: Key): Record<string, unknown> {
    if (this.#aliases.has(name)) throw fault('AlreadyExistsException')
    this.#aliases.set(name, key.arn)
    return {}
  }

  #find(id: unknown): Key {
    const name = String(id)
    const key = this.#keys.get(this.#aliases.get(name) ?? name)
    if (!key) throw fault('NotFoundException')
    return key
  }

  #usable(id: unknown): Key {
    const key = this.#find(id)
    if (key.deletionMs !== undefined) throw fault('KMSInvalidStateException')
    return key
  }

  #metadata(key: Key): Record<string, unknown> {
    const deleted = key.deletionMs === undefined ? {} : { DeletionDate: key.deletionMs / 1000 }
    const state = key.deletionMs === undefined ? 'Enabled' : 'PendingDeletion'
    return { Arn: key.arn, KeyId: key.arn.split('/')[1], KeyState: state, ...deleted }
  }

  #encrypt(key: Key, input: Input): Record<string, unknown> {
    const plaintext = Buffer.from(String(input.Plaintext), 'base64')
    const name = lengthPrefixed([key.arn])
    const blob = Buffer.concat([name, seal(key.bytes, plaintext, context(input))])
    return { KeyId: key.arn, CiphertextBlob: blob.toString('base64') }
  }

  #decrypt(key: Key, input: Input): Record<string, unknown> {
    const blob = Buffer.from(String(input.CiphertextBlob), 'base64')
    const name = lengthPrefixed([key.arn])
    if (!blob.subarray(0, name.length).equals(name)) throw fault('IncorrectKeyException')
    try {
      const plaintext = open(key.bytes, blob.subarray(name.length), context(input))
      return { KeyId: key.arn, Plaintext: plaintext.toString('base64') }
    } catch {
      throw fault('InvalidCiphertextException')
    }
  }

  #schedule(key: Key, days: number): Record<string, unknown> {
    if (key.deletionMs !== undefined) throw fault('KMSInvalidStateException')
    if (!(days >= 7 && days <= 30)) throw fault('ValidationException')
    key.deletionMs = Date.now() + days * 86_400_000
    return { KeyId: key.arn, DeletionDate: key.deletionMs / 1000, KeyState: 'PendingDeletion' }
  }
}

function context(input: Input): Buffer {
  const pairs = Object.entries((input.EncryptionContext ?? {}) as Record<string, string>)
  return lengthPrefixed(pairs.sort(([a], [b]) => (a < b ? -1 : 1)).flat())
}
