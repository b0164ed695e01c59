import type { Entries } from '../../audit/index.ts'
import { entryBy } from '../../identity/index.ts'
import type { Tx } from '../../platform/db.ts'
import type { AzukariError } from '../../platform/errors.ts'
import { newId } from '../../platform/ids.ts'
import { sealRecord } from '../cells/seal-record.ts'
import { isSlotsOwn } from '../cells/slots-own-error.ts'
import { recordPut, recordsUnchanged } from '../events.ts'
import type { Fields } from '../fields/field-values.ts'
import { changeOrKeep } from '../put/change-record.ts'
import { judgePut, type PutJudgement } from '../put/judge-put.ts'
import type { PutSlot } from '../put/put-slot.ts'
import { readPutState } from '../put/put-state.ts'
import type { VaultDeps } from '../vault-deps.ts'
import { type BulkRecord, bulkInsert } from './bulk-insert.ts'
import { type KeptDigest, keepDigests, readBulkState } from './bulk-state.ts'
import { findUnchanged, type MayChange } from './bulk-unchanged.ts'
import { fieldsByGroup, groupDigest } from './group-digest.ts'

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
      if (judgement.kind === 'refuse') outcomes.set(slot, refuse(entries, slot, judgement.error))
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
  const records: BulkRecord[] = []
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
      })
      const kept = await digestsOf(deps, slot, id, input.fields, sealed.keys)
      const digests = kept.map((k) => k.digest)
      records.push({ tenant, collection: collectionNumber, id, lookup, events, nowMs, sealed, digests })
      note(entries, slot, 'success', { version: 1, created: true }, id)
      outcomes.set(slot, { kind: 'created', version: 1 })
    } catch (error) {
      if (!isSlotsOwn(error)) throw error
      outcomes.set(slot, refuse(entries, slot, error))
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
  noteUnchanged(entries, same)
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
  else if (changed.kind === 'refused') outcomes.set(slot, refuse(entries, slot, changed.error, state.id))
  else {
    const keys = changed.kind === 'changed' ? changed.sealed.keys : changed.keys.map(keyOf)
    kept.push(...(await digestsOf(deps, slot, state.id, changed.fields, keys)))
    if (changed.kind === 'unchanged') return true
    const { version } = changed
    note(entries, slot, 'success', { version, created: false }, state.id)
    outcomes.set(slot, { kind: 'changed', version })
  }
  return false
}

const keyOf = (k: { group: number; day: number; bucket: number; version: number }) => ({
  ...k,
  bucketVersion: k.version,
})

const sameTimes = (a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>) =>
  Object.keys(b).every((event) => a[event] === b[event])

async function digestsOf(
  deps: VaultDeps,
  slot: PutSlot,
  record: Buffer,
  fields: Fields,
  keys: readonly { group: number; day: number; bucket: number; bucketVersion: number }[],
): Promise<KeptDigest[]> {
  const groups = fieldsByGroup(slot, fields)
  const kept: KeptDigest[] = []
  for (const { group, day, bucket, bucketVersion } of keys) {
    const found = deps.keyring.bucket(bucket, bucketVersion)
    const handle = found instanceof Promise ? await found : found
    const digest = groupDigest(deps.keyring, handle, record, slot, groups.get(group) ?? [])
    kept.push({ tenant: slot.caller.tenant, record, group, day, digest })
  }
  return kept
}

function refuse(entries: Entries, slot: PutSlot, error: AzukariError, record?: Buffer): BulkOutcome {
  const { clause } = error.extra
  const detail = { reason: error.code, ...(typeof clause === 'string' ? { clause } : {}) }
  note(entries, slot, 'failure', detail, record)
  return { kind: 'refused', error }
}

function note(
  entries: Entries,
  { caller, verdict, input, applied, collection }: PutSlot,
  outcome: 'success' | 'failure',
  detail: Record<string, string | number | boolean>,
  record?: Buffer,
): void {
  entries.add({
    kind: recordPut,
    outcome,
    ...entryBy(caller, record ? { record } : {}),
    detail: {
      ...detail,
      collection: collection.name,
      policy: applied.version,
      fields: Object.keys(input.fields),
      grant: verdict.allow ? verdict.grant : undefined,
      request: input.requestId,
    },
  })
}

/** One entry for all that a caller sent and that changed nothing: that it was the same is an answer about values too. */
function noteUnchanged(entries: Entries, same: readonly MayChange[]): void {
  const [first] = same
  if (!first) return
  const { caller, verdict, applied, collection, input } = first.slot
  entries.add({
    kind: recordsUnchanged,
    outcome: 'success',
    ...entryBy(caller, { records: Buffer.concat(same.map(({ state }) => state.id)) }),
    detail: {
      records: same.length,
      collection: collection.name,
      policy: applied.version,
      grant: verdict.allow ? verdict.grant : undefined,
      request: input.requestId,
    },
  })
}
