import type { Entries } from '../../audit/index.ts'
import { entryBy } from '../../identity/index.ts'
import type { Tx } from '../../platform/db.ts'
import type { AzukariError } from '../../platform/errors.ts'
import { newId } from '../../platform/ids.ts'
import { sealRecord } from '../cells/seal-record.ts'
import { isSlotsOwn } from '../cells/slots-own-error.ts'
import { busyRecord } from '../errors.ts'
import { recordPut } from '../events.ts'
import type { VaultDeps } from '../vault-deps.ts'
import { changeRecord } from './change-record.ts'
import { insertRecords, type NewRecord } from './insert-records.ts'
import { judgePut, type PutJudgement } from './judge-put.ts'
import type { PutDone, PutOutcome, PutSlot } from './put-slot.ts'
import { type PutState, readPutState } from './put-state.ts'
import { saveRepeats } from './save-repeats.ts'

/**
 * Carries out a group of puts in one transaction. Each slot gets its own outcome and its own entry; a refusal is an outcome like any other.
 *
 * Commit point: before it a crash leaves none of the group; after it every record, its keys, tags, entry and idempotency row are there.
 */
export async function putBatch(deps: VaultDeps, given: readonly PutSlot[]): Promise<PutDone[]> {
  const slots = [...given].sort(byRecord)
  const audited = await deps.groupWriter.across(async (tx, entries) => {
    const processMs = deps.clock.now()
    const states = await readPutState(tx, slots, processMs)
    const judged = slots.map((slot, i) => judgePut(slot, states[i] as PutState, processMs))
    const nowMs = Math.max(processMs, ...states.map((s) => s.now_ms))
    const made = await create(deps, tx, slots, judged, nowMs)
    const outcomes: PutOutcome[] = []
    for (let i = 0; i < slots.length; i++) {
      const [slot, judgement] = [slots[i] as PutSlot, judged[i] as PutJudgement]
      outcomes.push(await conclude(deps, tx, entries, slot, judgement, made.get(i), nowMs))
    }
    saveRepeats(entries, slots, outcomes, nowMs)
    return outcomes
  })
  const done = new Map(audited.value.map((outcome, i) => [slots[i], { outcome, audited }]))
  return given.map((slot) => done.get(slot) as PutDone)
}

// Every group takes its locks in this order, so that two groups never wait for each other in a ring.
const byRecord = (a: PutSlot, b: PutSlot) =>
  a.caller.tenant - b.caller.tenant || Buffer.compare(a.lookup, b.lookup)

type Made = { readonly id: Buffer } | { readonly error: AzukariError }

async function create(
  deps: VaultDeps,
  tx: Tx,
  slots: readonly PutSlot[],
  judged: readonly PutJudgement[],
  nowMs: number,
): Promise<Map<number, Made>> {
  const made = new Map<number, Made>()
  const records: NewRecord[] = []
  for (let i = 0; i < slots.length; i++) {
    const [slot, judgement] = [slots[i] as PutSlot, judged[i] as PutJudgement]
    if (judgement.kind !== 'create') continue
    const { tenant } = slot.caller
    const id = newId()
    const { applied, collection, collectionNumber, zone, lookup } = slot
    const { fields } = slot.input
    const { events } = judgement
    const common = { applied, collection, collectionNumber, zone, fields, events }
    try {
      const sealed = await sealRecord(deps, {
        ...common,
        tenant,
        record: id,
        id: slot.input.id,
        cellVersion: 1,
      })
      records.push({ tenant, collection: collectionNumber, id, lookup, events, nowMs, sealed })
      made.set(i, { id })
    } catch (error) {
      if (!isSlotsOwn(error)) throw error
      made.set(i, { error })
    }
  }
  insertRecords(tx, records)
  return made
}

async function conclude(
  deps: VaultDeps,
  tx: Tx,
  entries: Entries,
  slot: PutSlot,
  judgement: PutJudgement,
  made: Made | undefined,
  nowMs: number,
): Promise<PutOutcome> {
  switch (judgement.kind) {
    case 'stale':
      return { kind: 'stale' }
    case 'repeat':
      return { kind: 'repeated', version: judgement.version, leaf: judgement.leaf }
    case 'refuse':
      return refuse(entries, slot, judgement.error)
    case 'create': {
      if (!made || 'error' in made) return refuse(entries, slot, made?.error ?? busyRecord('it was not made'))
      const entry = note(entries, slot, 'success', { version: 1, created: true }, made.id)
      return { kind: 'stored', version: 1, created: true, entry }
    }
    case 'change': {
      const changed = await changeRecord(deps, tx, slot, judgement.state, judgement.events, nowMs)
      if (changed.kind === 'raced') return { kind: 'raced' }
      if (changed.kind === 'refused') return refuse(entries, slot, changed.error, judgement.state.id)
      const { version } = changed
      const entry = note(entries, slot, 'success', { version, created: false }, judgement.state.id)
      return { kind: 'stored', version, created: false, entry }
    }
  }
}

function refuse(entries: Entries, slot: PutSlot, error: AzukariError, record?: Buffer): PutOutcome {
  note(entries, slot, 'failure', { reason: error.code, ...clauseOf(error.extra) }, record)
  return { kind: 'refused', error }
}

const clauseOf = (extra: Readonly<Record<string, unknown>>) =>
  typeof extra.clause === 'string' ? { clause: extra.clause } : {}

function note(
  entries: Entries,
  slot: PutSlot,
  outcome: 'success' | 'failure',
  detail: Record<string, string | number | boolean>,
  record?: Buffer,
): number {
  const { caller, verdict, input, applied } = slot
  return entries.add({
    kind: recordPut,
    outcome,
    ...entryBy(caller, record ? { record } : {}),
    detail: {
      ...detail,
      collection: slot.collection.name,
      policy: applied.version,
      fields: Object.keys(input.fields),
      grant: verdict.allow ? verdict.grant : undefined,
      request: input.requestId,
    },
  })
}
