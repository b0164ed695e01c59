import type { Entries } from '../../audit/index.ts'
import { formatId } from '../../platform/ids.ts'
import type { AppliedPolicy } from '../../policy/index.ts'
import { recordsMigrated } from '../events.ts'
import type { VaultDeps } from '../vault-deps.ts'
import { holdBehind, readBehind } from './hold-behind.ts'
import { BEGINNING, lockPlace, moveOn, type Wanted } from './migration-state.ts'
import { resealRecord } from './reseal-record.ts'
import { type Resealed, writeResealed } from './write-resealed.ts'

/** elsewhere: another process is at work, or another version was applied. passed: the end of the records was reached. */
export type BatchOutcome = 'moved' | 'passed' | 'elsewhere'

/**
 * Seals the next `size` records that are behind anew, in one transaction with their entries and the place that was reached.
 *
 * Commit point: before it a crash leaves every one of them as it was, and the place before them; after it all of them under the new version.
 */
export async function migrateBatch(
  deps: VaultDeps,
  applied: AppliedPolicy,
  wanted: Wanted,
  size: number,
): Promise<BatchOutcome> {
  const { value } = await deps.writer.across(async (tx, entries): Promise<BatchOutcome> => {
    const place = await lockPlace(tx, applied.version)
    if (!place) return 'elsewhere'
    const records = await readBehind(tx, wanted, place, size)
    const last = records.at(-1)
    if (!last) {
      await moveOn(tx, applied.version, BEGINNING, 0, deps.clock.now())
      return 'passed'
    }
    const nowMs = Math.max(deps.clock.now(), last.now_ms)
    const resealed: Resealed[] = []
    for (const [record, held] of await holdBehind(tx, records, nowMs)) {
      const done = await resealRecord(deps, applied, record, held)
      if (done) resealed.push(done)
    }
    await writeResealed(tx, applied.version, resealed)
    await moveOn(tx, applied.version, { tenant: last.tenant, record: last.id }, resealed.length, nowMs)
    await note(deps, entries, applied, resealed)
    return 'moved'
  })
  return value
}

async function note(
  deps: VaultDeps,
  entries: Entries,
  applied: AppliedPolicy,
  resealed: readonly Resealed[],
): Promise<void> {
  for (const tenant of new Set(resealed.map((r) => r.record.tenant))) {
    const handle = await deps.keyring.tenant(tenant)
    const records = resealed.filter((r) => r.record.tenant === tenant).length
    entries.add({
      kind: recordsMigrated,
      outcome: 'success',
      actor: 'system',
      tenant: { tenant, id: formatId('ten', handle.id) },
      detail: { policy: applied.version, records },
    })
  }
}
