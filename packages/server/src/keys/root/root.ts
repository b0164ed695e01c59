import { createHash } from 'node:crypto'
import type { Clock } from '../../platform/clock.ts'
import { AzukariError, isAzukariError } from '../../platform/errors.ts'
import { newId } from '../../platform/ids.ts'
import { keyProviderUnavailable } from '../errors.ts'
import type { EpochRef, RootProvider, WrapContext } from './provider.ts'
import type { RootUse, RootUseLog } from './root-use.ts'

/** What is wrapped by an epoch key. */
export type RootSubject =
  | { readonly level: 'tenant-key'; readonly tenant: Buffer; readonly version: number }
  | { readonly level: 'secret'; readonly name: string }

export interface RootOptions {
  readonly provider: RootProvider
  readonly environment: string
  readonly clock: Clock
  readonly uses: RootUseLog
}

const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 5000

/**
 * The only caller of the provider. Every use is an entry, intent first. While the provider does not answer, calls fail at once for a pause that
 * doubles up to five seconds, so that nobody queues behind a dead connection and the log is not filled with attempts; one call after a
 * pause is the trial while the rest go on failing.
 */
export class Root {
  readonly provider: RootProvider
  readonly #options: RootOptions
  readonly #environmentId: string
  #failures = 0
  #closedUntil = 0

  constructor(options: RootOptions) {
    this.#options = options
    this.provider = options.provider
    // Providers log the context they are given: an id, not the name.
    this.#environmentId = createHash('sha256')
      .update('azukari/environment/v1\0')
      .update(options.environment)
      .digest('hex')
      .slice(0, 32)
  }

  createEpoch(id: Buffer): Promise<EpochRef> {
    return this.#use({ operation: 'create-epoch', epoch: id }, () => this.provider.createEpoch(id))
  }

  destroyEpoch(epoch: EpochRef): Promise<{ destroyedBy: number }> {
    return this.#use({ operation: 'destroy-epoch', epoch: epoch.id }, () => this.provider.destroyEpoch(epoch))
  }

  wrap(epoch: EpochRef, plaintext: Uint8Array, subject: RootSubject): Promise<Buffer> {
    return this.#use({ operation: 'wrap', epoch: epoch.id, subject }, () =>
      this.provider.wrap(epoch, plaintext, this.#context(subject)),
    )
  }

  unwrap(epoch: EpochRef, wrapped: Uint8Array, subject: RootSubject): Promise<Buffer> {
    return this.#use(
      { operation: 'unwrap', epoch: epoch.id, subject },
      () => this.provider.unwrap(epoch, wrapped, this.#context(subject)),
      (plaintext) => plaintext.fill(0),
    )
  }

  #context(subject: RootSubject): WrapContext {
    const environment = this.#environmentId
    return subject.level === 'secret'
      ? { environment, level: 'secret', name: subject.name }
      : {
          environment,
          level: 'tenant-key',
          tenant: subject.tenant.toString('hex'),
          version: String(subject.version),
        }
  }

  async #use<T>(
    what: { operation: RootUse['operation']; epoch: Buffer; subject?: RootSubject },
    call: () => Promise<T>,
    discard?: (result: T) => void,
  ): Promise<T> {
    const { clock, uses } = this.#options
    const from = clock.now()
    if (from < this.#closedUntil && this.#closedUntil - from <= LONGEST_PAUSE_MS) {
      throw keyProviderUnavailable('it did not answer a moment ago', { fix: 'try again in a few seconds' })
    }
    if (this.#failures > 0) this.#closedUntil = from + this.#pause
    const use = this.#describe(what, from)
    await uses.intent(use)
    let result: T
    try {
      result = await call()
    } catch (error) {
      this.#failed(error)
      const code = error instanceof AzukariError ? error.code : 'internal_error'
      await uses.done({ ...use, outcome: 'failure', code, tookMs: clock.now() - from })
      throw error
    }
    this.#failures = 0
    this.#closedUntil = 0
    try {
      await uses.done({ ...use, outcome: 'success', tookMs: clock.now() - from })
    } catch (error) {
      discard?.(result)
      throw error
    }
    return result
  }

  #describe(
    what: { operation: RootUse['operation']; epoch: Buffer; subject?: RootSubject },
    atMs: number,
  ): RootUse {
    const { operation, epoch, subject } = what
    const base = {
      id: newId().toString('hex'),
      operation,
      provider: this.provider.kind,
      epoch: epoch.toString('hex'),
      atMs,
    }
    if (!subject) return base
    return subject.level === 'secret'
      ? { ...base, level: subject.level, name: subject.name }
      : { ...base, level: subject.level, tenant: subject.tenant.toString('hex'), version: subject.version }
  }

  get #pause(): number {
    return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.#failures)
  }

  #failed(error: unknown): void {
    if (!isAzukariError(error, 'key_provider_unavailable')) return
    this.#failures = Math.min(this.#failures + 1, 10)
    this.#closedUntil = this.#options.clock.now() + this.#pause
  }
}
