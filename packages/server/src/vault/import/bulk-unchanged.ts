import type { BucketHandle } from '../../keys/index.ts'
import type { Tx } from '../../platform/db.ts'
import { isAzukariError } from '../../platform/errors.ts'
import { groupsToBe } from '../cells/group-plan.ts'
import { type EventTimes, movesClocks } from '../clocks/clocks.ts'
import type { PutSlot } from '../put/put-slot.ts'
import type { PutState } from '../put/put-state.ts'
import type { VaultDeps } from '../vault-deps.ts'
import { type DigestRow, readDigests } from './bulk-state.ts'
import { digestWouldBe } from './digest-would-be.ts'

export interface MayChange {
  readonly slot: PutSlot
  readonly state: PutState & { readonly id: Buffer; readonly version: number }
  readonly events: EventTimes
}

/**
 * Which of these lines change nothing, told by digests alone: no event moves, every group that the line carries would be made from what it was made from, and
 * (unless it merges) the record has no other. What cannot be told so is not in the answer.
 */
export async function findUnchanged(
  deps: VaultDeps,
  tx: Tx,
  asked: readonly MayChange[],
  nowMs: number,
): Promise<ReadonlySet<PutSlot>> {
  const unchanged = new Set<PutSlot>()
  const candidates = asked.filter(
    ({ slot, state, events }) => state.schema === slot.applied.version && !movesClocks(state.events, events),
  )
  if (candidates.length === 0) return unchanged
  const rows = await readDigests(
    tx,
    candidates.map(({ slot, state }) => ({ tenant: slot.caller.tenant, id: state.id })),
  )
  const byRecord = new Map<number, DigestRow[]>()
  for (const row of rows) {
    const of = byRecord.get(row.ord)
    if (of) of.push(row)
    else byRecord.set(row.ord, [row])
  }
  for (let i = 0; i < candidates.length; i++) {
    const { slot, state } = candidates[i] as MayChange
    const live = (byRecord.get(i + 1) ?? []).filter((k) => k.due_ms === null || k.due_ms > nowMs)
    if (await isSame(deps, slot, state.id, state.groups.length, live)) unchanged.add(slot)
  }
  return unchanged
}

async function isSame(
  deps: VaultDeps,
  slot: PutSlot,
  record: Buffer,
  groups: number,
  live: readonly DigestRow[],
): Promise<boolean> {
  const { mode, id, fields } = slot.input
  const carried = groupsToBe(slot.applied, slot.collection, id, fields)
  if (mode === 'replace' && (carried.length !== groups || live.length !== groups)) return false
  if (live.length === 0) return false
  for (const { group, cells } of carried) {
    const key = live.find((k) => k.grp === group.number)
    if (!key?.digest) return false
    const bucket = await bucketOf(deps, key)
    if (!bucket || !digestWouldBe(deps.keyring, bucket, slot, record, cells).equals(key.digest)) return false
  }
  return true
}

async function bucketOf(deps: VaultDeps, key: DigestRow): Promise<BucketHandle | undefined> {
  try {
    return await deps.keyring.bucket(key.bucket, key.version)
  } catch (error) {
    if (isAzukariError(error, 'key_gone')) return undefined
    throw error
  }
}
