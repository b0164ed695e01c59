import type { Entries } from '../../audit/index.ts'
import type { Tx } from '../../platform/db.ts'
import type { AzukariError } from '../../platform/errors.ts'
import { newId } from '../../platform/ids.ts'
import { groupsToBe } from '../cells/group-plan.ts'
import type { LiveKey } from '../cells/open-record.ts'
import { sealRecord } from '../cells/seal-record.ts'
import { isSlotsOwn } from '../cells/slots-own-error.ts'
import type { Fields } from '../fields/field-values.ts'
import { changeOrKeep } from '../put/change-record.ts'
import type { NewRecord } from '../put/insert-records.ts'
import { judgePut, type PutJudgement } from '../put/judge-put.ts'
import type { PutSlot } from '../put/put-slot.ts'
import { readPutState } from '../put/put-state.ts'
import type { VaultDeps } from '../vault-deps.ts'
import { noteRefused, noteStored, noteUnchanged } from './bulk-entries.ts'
import { bulkInsert } from './bulk-insert.ts'
import { type KeptDigest, keepDigests, readBulkState } from './bulk-state.ts'
import { findUnchanged, type MayChange } from './bulk-unchanged.ts'
import { digestWouldBe } from './digest-would-be.ts'

export type BulkOutcome =
  | { readonly kind: 'created' | 'changed' | 'unchanged'; readonly version: number }
  | { readonly kind: 'refused'; readonly error: AzukariError }
  /** Decided on ground that moved, or somebody else was quicker: to be put by itself. */
  | { readonly kind: 'again' }

/**
 * Puts a batch of an import, no record twice, in one transaction. Each line gets its own outcome and entry; those that change nothing share one entry.
 *
 * Commit point: before it a crash leaves none of the batch; after it every record, its keys, tags and entries are there.
 */
export async function bulkBatch(
  deps: VaultDeps,
  given: readonly PutSlot[],
): Promise<Map<PutSlot, BulkOutcome>> {
  // Locks are taken in this order by every group of puts, so that two never wait for each other in a ring.
  const slots = [...given].sort((a, b) => Buffer.compare(a.lookup, b.lookup))
  const { value } = await deps.groupWriter.across(async (tx, entries) => {
    const processMs = deps.clock.now()
    const states = await readBulkState(tx, slots, processMs)
    const nowMs = Math.max(processMs, ...states.slice(0, 1).map((s) => s.now_ms))
    const judged = new Map<PutSlot, PutJudgement>()
    slots.forEach((slot, i) => {
      const state = states[i]
      if (state) judged.set(slot, judgePut(slot, state, processMs))
    })
    const outcomes = new Map<PutSlot, BulkOutcome>()
    await create(deps, tx, entries, judged, outcomes, nowMs)
    await change(deps, tx, entries, judged, outcomes, nowMs)
    for (const [slot, judgement] of judged) {
      if (judgement.kind === 'refuse') outcomes.set(slot, refused(entries, slot, judgement.error))
    }
    return outcomes
  })
  return value
}

async function create(
  deps: VaultDeps,
  tx: Tx,
  entries: Entries,
  judged: ReadonlyMap<PutSlot, PutJudgement>,
  outcomes: Map<PutSlot, BulkOutcome>,
  nowMs: number,
): Promise<void> {
  const records: NewRecord[] = []
  for (const [slot, judgement] of judged) {
    if (judgement.kind !== 'create') continue
    const { tenant } = slot.caller
    const { applied, collection, collectionNumber, zone, lookup, input } = slot
    const { events } = judgement
    const id = newId()
    try {
      const sealed = await sealRecord(deps, {
        tenant,
        zone,
        applied,
        collection,
        collectionNumber,
        record: id,
        id: input.id,
        fields: input.fields,
        events,
        cellVersion: 1,
        digests: true,
      })
      records.push({ tenant, collection: collectionNumber, id, lookup, events, nowMs, sealed })
      noteStored(entries, slot, 1, id)
      outcomes.set(slot, { kind: 'created', version: 1 })
    } catch (error) {
      if (!isSlotsOwn(error)) throw error
      outcomes.set(slot, refused(entries, slot, error))
    }
  }
  bulkInsert(tx, records)
}

async function change(
  deps: VaultDeps,
  tx: Tx,
  entries: Entries,
  judged: ReadonlyMap<PutSlot, PutJudgement>,
  outcomes: Map<PutSlot, BulkOutcome>,
  nowMs: number,
): Promise<void> {
  const asked: MayChange[] = []
  for (const [slot, judgement] of judged) {
    if (judgement.kind === 'change') asked.push({ slot, state: judgement.state, events: judgement.events })
  }
  if (asked.length === 0) return
  const same: MayChange[] = []
  const told = await findUnchanged(deps, tx, asked, nowMs)
  const kept: KeptDigest[] = []
  for (const one of asked) {
    if (told.has(one.slot)) same.push(one)
    else if (await changeOne(deps, tx, entries, one, outcomes, kept, nowMs)) same.push(one)
  }
  await keepDigests(tx, kept)
  for (const { slot, state } of same) outcomes.set(slot, { kind: 'unchanged', version: state.version })
  noteUnchanged(
    entries,
    same.map(({ slot, state }) => ({ slot, record: state.id })),
  )
}

/** What digests could not tell is opened and compared. Answers whether it was the same after all. */
async function changeOne(
  deps: VaultDeps,
  tx: Tx,
  entries: Entries,
  { slot, state, events }: MayChange,
  outcomes: Map<PutSlot, BulkOutcome>,
  kept: KeptDigest[],
  nowMs: number,
): Promise<boolean> {
  const [whole] = await readPutState(tx, [slot], nowMs)
  if (whole?.version !== state.version || whole.id === null || whole.schema !== state.schema) {
    outcomes.set(slot, { kind: 'again' })
    return false
  }
  const compare = state.schema === slot.applied.version && sameTimes(state.events, events)
  const read = { ...whole, id: state.id, version: state.version }
  const changed = await changeOrKeep(deps, tx, slot, read, events, nowMs, compare)
  if (changed.kind === 'raced') outcomes.set(slot, { kind: 'again' })
  else if (changed.kind === 'refused') outcomes.set(slot, refused(entries, slot, changed.error, state.id))
  else {
    if (changed.kind === 'unchanged') {
      kept.push(...(await digestsOf(deps, slot, state.id, changed.fields, changed.keys)))
      return true
    }
    const { version, sealed } = changed
    const { tenant } = slot.caller
    for (const { group, day, digest } of sealed.keys)
      if (digest) kept.push({ tenant, record: state.id, group, day, digest })
    noteStored(entries, slot, version, state.id)
    outcomes.set(slot, { kind: 'changed', version })
  }
  return false
}

const sameTimes = (a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>) =>
  Object.keys(b).every((event) => a[event] === b[event])

/** Digests of a record that is what it was, by the keys it has. */
async function digestsOf(
  deps: VaultDeps,
  slot: PutSlot,
  record: Buffer,
  fields: Fields,
  keys: readonly LiveKey[],
): Promise<KeptDigest[]> {
  const kept: KeptDigest[] = []
  const carried = groupsToBe(slot.applied, slot.collection, slot.input.id, fields)
  for (const { group, day, bucket, version } of keys) {
    const cells = carried.find((c) => c.group.number === group)?.cells ?? []
    const found = deps.keyring.bucket(bucket, version)
    const handle = found instanceof Promise ? await found : found
    const digest = digestWouldBe(deps.keyring, handle, slot, record, cells)
    kept.push({ tenant: slot.caller.tenant, record, group, day, digest })
  }
  return kept
}

function refused(entries: Entries, slot: PutSlot, error: AzukariError, record?: Buffer): BulkOutcome {
  noteRefused(entries, slot, error, record)
  return { kind: 'refused', error }
}
