import { type Check, check } from '../platform/check.ts'
import { readAppliedPolicy } from '../policy/index.ts'
import { countBehind, readMigration, wantedOf } from './migrate/migration-state.ts'

/** Counts records by the version they are sealed under, whatever the migration says of itself. */
export const recordsMigrated: Check = check('vault.records-migrated', async ({ read }) => {
  const applied = await readAppliedPolicy(read)
  const behind = await countBehind(read, wantedOf(applied))
  const migration = await readMigration(read, applied.version)
  const figures = { behind, total: Math.max(behind, migration?.total ?? 0), version: applied.version }
  return behind === 0
    ? { state: 'satisfied', figures }
    : { state: 'violated', figures, why: 'records are still sealed under an older version of the policy' }
})

/** What the vault can measure of itself. */
export const vaultChecks: readonly Check[] = [recordsMigrated]
