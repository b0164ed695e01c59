import type { Entries } from '../audit/index.ts'
import type { Tx } from '../platform/db.ts'
import { newId } from '../platform/ids.ts'
import { changeRecord } from './change-record.ts'
import { recordPut } from './events.ts'
import { insertRecords, type NewRecord } from './insert-records.ts'
import { judgePut, type PutJudgement } from './judge-put.ts'
import type { PutDone, PutOutcome, PutSlot } from './put-slot.ts'
import { readPutState } from './put-state.ts'
import { saveRepeats } from './save-repeats.ts'
import { sealRecord } from './seal-record.ts'
import type { VaultDeps } from './vault-deps.ts'

/**
 * Carries out a group of puts in one transaction. Each slot gets its own outcome and its own entry; a refusal is an outcome like any other.
 *
 * Commit point: before it a crash leaves none of the group; after it every record, its keys, tags, entry and idempotency row are there.
 */
export async function putBatch(deps: VaultDeps, slots: readonly PutSlot[]): Promise<PutDone[]> {
  const audited = await deps.groupWriter.transaction(async (tx, entries) => {
    const states = await readPutState(tx, slots, deps.clock.now())
    const nowMs = Math.max(deps.clock.now(), ...states.map((s) => s.now_ms))
    const judged = slots.map((slot, i) => judgePut(slot, states[i] as (typeof states)[number], nowMs))
    const made = await create(deps, tx, slots, judged, nowMs)
    const outcomes: PutOutcome[] = []
    for (let i = 0; i < slots.length; i++) {
      const [slot, judgement] = [slots[i] as PutSlot, judged[i] as PutJudgement]
      outcomes.push(await conclude(deps, tx, entries, slot, judgement, made.get(i), nowMs))
    }
    saveRepeats(entries, slots, outcomes, nowMs)
    return outcomes
  })
  return audited.value.map((outcome) => ({ outcome, audited }))
}

async function create(
  deps: VaultDeps,
  tx: Tx,
  slots: readonly PutSlot[],
  judged: readonly PutJudgement[],
  nowMs: number,
): Promise<Map<number, Buffer>> {
  const records: NewRecord[] = []
  const places: number[] = []
  for (let i = 0; i < slots.length; i++) {
    const [slot, judgement] = [slots[i] as PutSlot, judged[i] as PutJudgement]
    if (judgement.kind !== 'create') continue
    const { tenant } = slot.caller
    const id = newId()
    const { applied, collection, collectionNumber, zone, lookup } = slot
    const { fields } = slot.input
    const { events } = judgement
    const common = { applied, collection, collectionNumber, zone, fields, events }
    const sealed = await sealRecord(deps, { ...common, tenant, record: id, id: slot.input.id, cellVersion: 1 })
    records.push({ tenant, collection: collectionNumber, id, lookup, events, nowMs, sealed })
    places.push(i)
  }
  insertRecords(tx, records)
  return new Map(places.map((i, n) => [i, (records[n] as NewRecord).id]))
}

async function conclude(
  deps: VaultDeps,
  tx: Tx,
  entries: Entries,
  slot: PutSlot,
  judgement: PutJudgement,
  made: Buffer | undefined,
  nowMs: number,
): Promise<PutOutcome> {
  switch (judgement.kind) {
    case 'stale':
      return { kind: 'stale' }
    case 'repeat':
      return { kind: 'repeated', version: judgement.version, leaf: judgement.leaf }
    case 'refuse':
      note(entries, slot, 'failure', { reason: judgement.error.code, ...clauseOf(judgement.error.extra) })
      return { kind: 'refused', error: judgement.error }
    case 'create': {
      const entry = note(entries, slot, 'success', { version: 1, created: true }, made)
      return { kind: 'stored', version: 1, created: true, entry }
    }
    case 'change': {
      const version = await changeRecord(deps, tx, slot, judgement.state, judgement.events, nowMs)
      if (version === undefined) return { kind: 'raced' }
      const entry = note(entries, slot, 'success', { version, created: false }, judgement.state.id)
      return { kind: 'stored', version, created: false, entry }
    }
  }
}

const clauseOf = (extra: Readonly<Record<string, unknown>>) =>
  typeof extra['clause'] === 'string' ? { clause: extra['clause'] } : {}

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
    actor: caller.principalId,
    tenant: { tenant: caller.tenant, id: caller.tenantId },
    detail: {
      ...detail,
      collection: slot.collection.name,
      policy: applied.version,
      fields: Object.keys(input.fields),
      grant: verdict.allow ? verdict.grant : undefined,
      request: input.requestId,
    },
    ...(record ? { people: { record } } : {}),
  })
}
