import { setTimeout as sleep } from 'node:timers/promises'
import { isBucketNotCurrent } from '../../keys/index.ts'
import { isRetryable } from '../../platform/db.ts'
import type { VaultDeps } from '../vault-deps.ts'
import { type BatchOutcome, migrateBatch } from './migrate-batch.ts'
import {
  countBehind,
  endMigration,
  isAnyBehind,
  type MigrationProgress,
  readMigration,
  takeUpMigration,
  type Wanted,
  wantedOf,
} from './migration-state.ts'

export interface MigrationOptions {
  /** Records in one transaction; 100 when not given. */
  readonly batch?: number
  /** Called after every batch: to report, or to stop by throwing. What was done stays done. */
  readonly onProgress?: (progress: MigrationProgress) => void | Promise<void>
  /** Ends the work after the batch under way; the next call goes on from there. */
  readonly signal?: AbortSignal
  /** Between two batches, in milliseconds: the rest of the machine is for who waits. */
  readonly pauseMs?: number
}

const BATCH = 100
/** Passes in one call: what others held during one is met again by the next, and what still is by the next call. */
const PASSES = 3
const ATTEMPTS = 5

/**
 * Brings every stored record under the policy in force: dropped fields' values go, moved ones get the key and the end of their new class, tags come
 * and go with searchability, clocks run by the current rules. Serving goes on, records keep their version. Called again after a crash it goes on
 * where it stopped; of two processes one works. Answers how far it is; undefined when nothing is behind.
 */
export async function migrateRecords(
  deps: VaultDeps,
  options: MigrationOptions = {},
): Promise<MigrationProgress | undefined> {
  const { database, clock } = deps
  const applied = await deps.policy.reload()
  const wanted = wantedOf(applied)
  const { version } = applied
  const behind = await isAnyBehind(database.across.read, wanted)
  if (behind) {
    await takeUpMigration(
      database.across.read,
      version,
      await countBehind(database.across.read, wanted),
      clock.now(),
    )
    for (let pass = 1; pass <= PASSES; pass++) {
      const outcome = await onePass(deps, { ...options, version, wanted })
      if (
        outcome === 'elsewhere' ||
        options.signal?.aborted ||
        !(await isAnyBehind(database.across.read, wanted))
      )
        break
    }
  }
  if (!(await isAnyBehind(database.across.read, wanted)))
    await endMigration(database.across.read, version, clock.now())
  return behind ? await readMigration(database.across.read, version) : undefined
}

interface Pass extends MigrationOptions {
  readonly version: number
  readonly wanted: Wanted
}

async function onePass(deps: VaultDeps, pass: Pass): Promise<BatchOutcome> {
  for (;;) {
    const outcome = await withRetries(deps, pass)
    if (outcome !== 'moved') return outcome
    const progress = await readMigration(deps.database.across.read, pass.version)
    if (progress) await pass.onProgress?.(progress)
    if (pass.signal?.aborted) return outcome
    if (pass.pauseMs) await sleep(pass.pauseMs)
  }
}

async function withRetries(deps: VaultDeps, { version, wanted, batch = BATCH }: Pass): Promise<BatchOutcome> {
  for (let attempt = 1; ; attempt++) {
    const applied = await deps.policy.load()
    if (applied.version !== version) return 'elsewhere'
    try {
      return await migrateBatch(deps, applied, wanted, batch)
    } catch (error) {
      if (attempt === ATTEMPTS || !(isRetryable(error) || isBucketNotCurrent(error))) throw error
      // A bucket was renewed or ended since its key was taken: look again where keys go.
      deps.keyring.forgetPlaces()
    }
  }
}
