import {
  CreateAliasCommand,
  CreateKeyCommand,
  DecryptCommand,
  DescribeKeyCommand,
  EncryptCommand,
  type KeyMetadata,
  KMSClient,
  type KMSClientConfig,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms'
import { type Clock, systemClock } from '../../platform/clock.ts'
import { keyProviderRefused } from '../errors.ts'
import { kmsError } from './aws-kms-errors.ts'
import type { Destruction, EpochRef, RootProvider, WrapContext } from './provider.ts'

export interface KmsOptions {
  readonly region: string
  /** Other than the region's own: for a private endpoint, and tests. */
  readonly endpoint?: string
  /** Other than the SDK's default chain. */
  readonly credentials?: KMSClientConfig['credentials']
  /** For one attempt, in milliseconds; 3,000 when not given. */
  readonly timeoutMs?: number
  /** Attempts in all; 3 when not given. */
  readonly attempts?: number
  readonly clock?: Clock
}

const DELAY_DAYS = 7
const TIMEOUT_MS = 3000
const ATTEMPTS = 3

/**
 * One KMS key an epoch, found by an alias made from our id. The key never leaves KMS; what it wraps is bound to its encryption context, which
 * CloudTrail shows, hence opaque ids only.
 */
export class AwsKmsProvider implements RootProvider {
  readonly kind = 'aws-kms'
  readonly #client: KMSClient
  readonly #clock: Clock
  readonly #deadlineMs: number

  constructor(options: KmsOptions) {
    const { region, endpoint, credentials, timeoutMs = TIMEOUT_MS, attempts = ATTEMPTS } = options
    this.#client = new KMSClient({
      region,
      ...(endpoint === undefined ? {} : { endpoint }),
      ...(credentials === undefined ? {} : { credentials }),
      maxAttempts: attempts,
      requestHandler: {
        requestTimeout: timeoutMs,
        connectionTimeout: timeoutMs,
        throwOnRequestTimeout: true,
      },
    })
    this.#clock = options.clock ?? systemClock
    this.#deadlineMs = timeoutMs * attempts
  }

  describe(): Destruction {
    return {
      destruction: 'delayed',
      delay: `P${DELAY_DAYS}D`,
      why: 'AWS KMS makes a key unusable at once and deletes it after a waiting time, within which an administrator can bring it back',
    }
  }

  async check(): Promise<void> {
    // A key that does not exist: the answer shows that the service is there, accepts our credentials and lets us ask.
    await this.#find('azukari-check')
  }

  async createEpoch(id: Buffer): Promise<EpochRef> {
    const name = `azukari-${id.toString('hex')}`
    const found = await this.#find(name)
    if (found?.Arn) return { id, ref: found.Arn }
    const made = await this.#call((s) => this.#client.send(createKey(name), s))
    const { Arn: arn } = made.KeyMetadata ?? {}
    if (!arn) throw keyProviderRefused('KMS made a key and did not name it')
    // A crash before the alias leaves a key that has wrapped nothing; its tag says whose it is. The next try makes another.
    await this.#call((s) =>
      this.#client.send(new CreateAliasCommand({ AliasName: `alias/${name}`, TargetKeyId: arn }), s),
    )
    return { id, ref: arn }
  }

  async wrap(epoch: EpochRef, plaintext: Uint8Array, context: WrapContext): Promise<Buffer> {
    const command = new EncryptCommand({ KeyId: epoch.ref, Plaintext: plaintext, EncryptionContext: context })
    const { CiphertextBlob } = await this.#call((s) => this.#client.send(command, s))
    if (!CiphertextBlob) throw keyProviderRefused('KMS answered without a ciphertext')
    return Buffer.from(CiphertextBlob)
  }

  async unwrap(epoch: EpochRef, wrapped: Uint8Array, context: WrapContext): Promise<Buffer> {
    const input = { KeyId: epoch.ref, CiphertextBlob: wrapped, EncryptionContext: context }
    const { Plaintext } = await this.#call((s) => this.#client.send(new DecryptCommand(input), s))
    if (!Plaintext) throw keyProviderRefused('KMS answered without a plaintext')
    const key = Buffer.allocUnsafeSlow(Plaintext.length)
    key.set(Plaintext)
    Plaintext.fill(0)
    return key
  }

  async destroyEpoch(epoch: EpochRef): Promise<{ destroyedBy: number }> {
    const before = await this.#find(epoch.ref)
    if (!before) return { destroyedBy: this.#clock.now() }
    if (before.DeletionDate) return { destroyedBy: before.DeletionDate.getTime() }
    const input = { KeyId: epoch.ref, PendingWindowInDays: DELAY_DAYS }
    const { DeletionDate } = await this.#call((s) =>
      this.#client.send(new ScheduleKeyDeletionCommand(input), s),
    )
    if (!DeletionDate) throw keyProviderRefused('KMS did not say when the key will be deleted')
    return { destroyedBy: DeletionDate.getTime() }
  }

  async stateOfEpoch(epoch: EpochRef): Promise<'usable' | 'destroying' | 'gone'> {
    const found = await this.#find(epoch.ref)
    if (!found) return 'gone'
    return found.KeyState === 'PendingDeletion' ? 'destroying' : 'usable'
  }

  close(): void {
    this.#client.destroy()
  }

  async #find(keyOrAlias: string): Promise<KeyMetadata | undefined> {
    const KeyId = keyOrAlias.startsWith('arn:') ? keyOrAlias : `alias/${keyOrAlias}`
    try {
      const { KeyMetadata } = await this.#call((s) => this.#client.send(new DescribeKeyCommand({ KeyId }), s))
      return KeyMetadata
    } catch (error) {
      if (error instanceof Error && (error.cause as Error | undefined)?.name === 'NotFoundException')
        return undefined
      throw error
    }
  }

  // Attempts have their own time-outs; this one bounds them together, pauses between them included.
  async #call<T>(send: (s: { abortSignal: AbortSignal }) => Promise<T>): Promise<T> {
    try {
      return await send({ abortSignal: AbortSignal.timeout(this.#deadlineMs) })
    } catch (error) {
      throw kmsError(error)
    }
  }
}

const createKey = (name: string) =>
  new CreateKeyCommand({
    Description: name,
    KeyUsage: 'ENCRYPT_DECRYPT',
    KeySpec: 'SYMMETRIC_DEFAULT',
    Tags: [{ TagKey: 'azukari-epoch', TagValue: name }],
  })
