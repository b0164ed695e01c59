import { migrateRecords, type VaultDeps } from '../../vault/index.ts'

const EVERY_MS = 5_000
/** Between two batches, so that who puts and reveals hardly notices. In milliseconds. */
const PAUSE_MS = 20

/**
 * Brings stored records under the policy in force after every apply, also one that another process approved. With nothing behind, a run is two
 * small statements.
 */
export class MigrationJob {
  readonly #vault: VaultDeps
  readonly #stop = new AbortController()
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> | undefined

  constructor(vault: VaultDeps) {
    this.#vault = vault
  }

  start(): void {
    this.#timer = setInterval(() => void this.runOnce(), EVERY_MS)
    void this.runOnce()
  }

  /** One run, or the one that is under way. What fails is logged by its code, and tried again by the next. */
  runOnce(): Promise<void> {
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined
    })
    return this.#running
  }

  /** Ends after the batch under way. */
  async stop(): Promise<void> {
    clearInterval(this.#timer)
    this.#stop.abort()
    await this.#running
  }

  async #run(): Promise<void> {
    try {
      await migrateRecords(this.#vault, { signal: this.#stop.signal, pauseMs: PAUSE_MS })
    } catch (error) {
      const code =
        error instanceof Error && 'code' in error && typeof error.code === 'string'
          ? error.code
          : 'internal_error'
      this.#vault.log.error('records could not be brought under the policy', { room: 'vault', code })
    }
  }
}
