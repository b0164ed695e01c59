import { isDeepStrictEqual } from 'node:util'
import type { Tx } from '../../platform/db.ts'
import type { AzukariError } from '../../platform/errors.ts'
import { fieldsOf, type LiveKey, openRecord } from '../cells/open-record.ts'
import { type SealedRecord, sealRecord } from '../cells/seal-record.ts'
import { isSlotsOwn } from '../cells/slots-own-error.ts'
import type { EventTimes } from '../clocks/clocks.ts'
import { alreadyDestroyed, fieldsInvalid, isOneOf, recordTooLarge } from '../errors.ts'
import { checkMerged, type Fields, fieldIndex } from '../fields/field-values.ts'
import { mergeFields } from '../fields/merge-fields.ts'
import { type Held, holdRecord } from '../records/hold-record.ts'
import { writeVersion } from '../records/write-version.ts'
import type { VaultDeps } from '../vault-deps.ts'
import type { PutSlot } from './put-slot.ts'
import type { PutState } from './put-state.ts'

type Existing = PutState & { readonly id: Buffer; readonly version: number }

export type Changed =
  | {
      readonly kind: 'changed'
      readonly version: number
      /** What it holds now, and how it is sealed. */
      readonly fields: Fields
      readonly sealed: SealedRecord
    }
  /** What it holds is what it would hold: nothing was written. Only when asked to compare. */
  | { readonly kind: 'unchanged'; readonly fields: Fields; readonly keys: readonly LiveKey[] }
  | { readonly kind: 'refused'; readonly error: AzukariError }
  /** Somebody else changed it first. */
  | { readonly kind: 'raced' }

/** As a line of an import: left as it is, without a version, when nothing in it would be another and `compare` asks for that. */
export function changeOrKeep(
  deps: VaultDeps,
  tx: Tx,
  slot: PutSlot,
  state: Existing,
  events: EventTimes,
  nowMs: number,
  compare: boolean,
): Promise<Changed> {
  return write(deps, tx, slot, state, events, nowMs, { compare, digests: true })
}

/**
 * Writes a new version of an existing record: what is live of it sealed anew under fresh keys, old keys and tags gone in the same transaction.
 * What was destroyed, or is due, is not stored again.
 */
export function changeRecord(
  deps: VaultDeps,
  tx: Tx,
  slot: PutSlot,
  state: Existing,
  events: EventTimes,
  nowMs: number,
): Promise<Exclude<Changed, { kind: 'unchanged' }>> {
  return write(deps, tx, slot, state, events, nowMs, { compare: false, digests: false }) as ReturnType<
    typeof changeRecord
  >
}

async function write(
  deps: VaultDeps,
  tx: Tx,
  slot: PutSlot,
  state: Existing,
  events: EventTimes,
  nowMs: number,
  { compare, digests }: { readonly compare: boolean; readonly digests: boolean },
): Promise<Changed> {
  const { tenant } = slot.caller
  let held: Held | undefined
  let sealed: SealedRecord
  let fields: Fields
  try {
    held = await holdRecord(tx, tenant, state, nowMs)
    if (!held) return { kind: 'raced' }
    // Of what it had nothing is left but rows that wait to be cleared: it is as gone as when they are.
    if (held.live.length === 0 && held.kept.length > 0)
      return { kind: 'refused', error: alreadyDestroyed('all that was kept of it was destroyed') }
    const ended = endedFields(slot, held)
    if (ended) return { kind: 'refused', error: ended }
    const stored = compare || slot.input.mode === 'merge' ? await open(deps, slot, state, held) : {}
    fields = slot.input.mode === 'merge' ? merged(slot, stored) : slot.input.fields
    if (compare && isDeepStrictEqual(stored, fields)) return { kind: 'unchanged', fields, keys: held.live }
    sealed = await sealRecord(deps, {
      tenant,
      zone: slot.zone,
      applied: slot.applied,
      collection: slot.collection,
      collectionNumber: slot.collectionNumber,
      record: state.id,
      id: slot.input.id,
      fields,
      events,
      born: state.born,
      cellVersion: held.cellVersion,
      digests,
    })
  } catch (error) {
    if (isSlotsOwn(error) || isOneOf(error, fieldsInvalid, recordTooLarge)) return { kind: 'refused', error }
    throw error
  }
  const version = await writeVersion(tx, tenant, state, held, events, sealed, nowMs)
  return { kind: 'changed', version, fields, sealed }
}

/** Why a field of the request belongs to what was destroyed. */
function endedFields(slot: PutSlot, { ended }: Held): AzukariError | undefined {
  const { applied, collection, input } = slot
  for (const group of collection.groups) {
    const carried = collection.fields.filter(
      (f) => group.classes.includes(f.class) && Object.hasOwn(input.fields, f.name),
    )
    const groupEnded = ended.groups.has(applied.numbers.group[`${collection.name}/${group.key}`] ?? 0)
    if (carried.some((f) => groupEnded || ended.classes.has(applied.numbers.class[f.class] ?? 0))) {
      return alreadyDestroyed(`what belongs to ${group.key} was destroyed`)
    }
  }
  return undefined
}

async function open(deps: VaultDeps, slot: PutSlot, state: Existing, held: Held): Promise<Fields> {
  const { collectionNumber, input, caller } = slot
  const { id: record, cells } = state
  const place = { tenant: caller.tenant, collection: collectionNumber, record, id: input.id, cells }
  return fieldsOf(await openRecord(deps, { ...place, keys: held.live })) as Fields
}

function merged({ collection, input }: PutSlot, stored: Fields): Fields {
  const fields = mergeFields(fieldIndex(collection), stored, input.fields)
  checkMerged(collection, input.fields, fields)
  return fields
}
