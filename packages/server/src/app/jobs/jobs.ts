import { expireRequests, readUses, runReviews } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { measureChecks } from '../../evidence/index.ts'
import { prunePeople } from '../../identity/index.ts'
import { pruneVault } from '../../vault/index.ts'
import { runApprovedRotations } from '../keys/approved-rotations.ts'
import { MigrationJob } from './migration-job.ts'

const EVERY_MS = 60_000
const FLUSH_EVERY_MS = 15_000
const PRUNE_EVERY_MS = 3_600_000

/** The work that goes on by itself: the sweep, then the checks that look at what it left. */
export class Jobs {
  readonly #app: App
  #timer: NodeJS.Timeout | undefined
  #flush: NodeJS.Timeout | undefined
  #running: Promise<void> | undefined
  #pruneAt = 0
  readonly #migration: MigrationJob

  constructor(app: App) {
    this.#app = app
    this.#migration = new MigrationJob(app.vault)
  }

  start(): void {
    this.#timer = setInterval(() => void this.runOnce().catch(() => {}), EVERY_MS)
    this.#flush = setInterval(() => void this.#app.authenticator.flushUses().catch(() => {}), FLUSH_EVERY_MS)
    this.#migration.start()
    void this.runOnce().catch(() => {})
  }

  /** One round, or the one that is under way. A part that fails is logged by its code and the others go on. */
  runOnce(): Promise<void> {
    this.#running ??= this.#round().finally(() => {
      this.#running = undefined
    })
    return this.#running
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    clearInterval(this.#flush)
    await this.#migration.stop()
    await this.#running?.catch(() => {})
  }

  async #round(): Promise<void> {
    const { sweep, databases, checks, clock, log, reviews } = this.#app
    try {
      const { outcome } = await sweep.run()
      // Only while the clocks agree: what is let go of is judged by them too.
      if (outcome === 'swept' && performance.now() >= this.#pruneAt) {
        await pruneVault(databases.app, clock.now())
        await prunePeople(databases.app, clock.now())
        this.#pruneAt = performance.now() + PRUNE_EVERY_MS
      }
    } catch (error) {
      log.error('the sweep failed', { room: 'retention', code: codeOf(error) })
    }
    try {
      await readUses(reviews)
      await runReviews(reviews, (error) =>
        log.error('a review failed', { room: 'access', code: codeOf(error) }),
      )
    } catch (error) {
      log.error('the reviews failed', { room: 'access', code: codeOf(error) })
    }
    try {
      await expireRequests(this.#app.requests)
      await runApprovedRotations(this.#app)
    } catch (error) {
      log.error('approved changes could not be run', { room: 'access', code: codeOf(error) })
    }
    try {
      await measureChecks(databases.app, checks, { read: databases.app.across.read, clock })
    } catch (error) {
      log.error('the checks could not be kept', { room: 'evidence', code: codeOf(error) })
    }
  }
}

const codeOf = (error: unknown) =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'internal_error'
