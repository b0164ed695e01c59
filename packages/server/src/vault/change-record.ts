import type { Tx } from '../platform/db.ts'
import type { AzukariError } from '../platform/errors.ts'
import type { EventTimes } from './clocks.ts'
import { alreadyDestroyed, fieldsInvalid, isOneOf, recordTooLarge } from './errors.ts'
import { checkMerged, type Fields, fieldIndex } from './field-values.ts'
import { type Held, holdRecord } from './hold-record.ts'
import { mergeFields } from './merge-fields.ts'
import { fieldsOf, openRecord } from './open-record.ts'
import type { PutSlot } from './put-slot.ts'
import type { PutState } from './put-state.ts'
import { type SealedRecord, sealRecord } from './seal-record.ts'
import { isSlotsOwn } from './slots-own-error.ts'
import type { VaultDeps } from './vault-deps.ts'
import { writeVersion } from './write-version.ts'

type Existing = PutState & { readonly id: Buffer; readonly version: number }

export type Changed =
  | { readonly kind: 'changed'; readonly version: number }
  | { readonly kind: 'refused'; readonly error: AzukariError }
  /** Somebody else changed it first. */
  | { readonly kind: 'raced' }

/**
 * Writes a new version of an existing record: what is live of it sealed anew under fresh keys, old keys and tags gone in the same transaction.
 * What was destroyed, or is due, is not stored again.
 */
export async function changeRecord(
  deps: VaultDeps,
  tx: Tx,
  slot: PutSlot,
  state: Existing,
  events: EventTimes,
  nowMs: number,
): Promise<Changed> {
  const { tenant } = slot.caller
  let held: Held | undefined
  let sealed: SealedRecord
  try {
    held = await holdRecord(tx, tenant, state, nowMs)
    if (!held) return { kind: 'raced' }
    const ended = endedFields(slot, held)
    if (ended) return { kind: 'refused', error: ended }
    sealed = await sealRecord(deps, {
      tenant,
      zone: slot.zone,
      applied: slot.applied,
      collection: slot.collection,
      collectionNumber: slot.collectionNumber,
      record: state.id,
      id: slot.input.id,
      fields: slot.input.mode === 'merge' ? await merged(deps, slot, state, held) : slot.input.fields,
      events,
      born: state.born,
      cellVersion: held.cellVersion,
    })
  } catch (error) {
    if (isSlotsOwn(error) || isOneOf(error, fieldsInvalid, recordTooLarge)) return { kind: 'refused', error }
    throw error
  }
  return { kind: 'changed', version: await writeVersion(tx, tenant, state, held, events, sealed, nowMs) }
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

async function merged(deps: VaultDeps, slot: PutSlot, state: Existing, held: Held): Promise<Fields> {
  const { collection, collectionNumber, input, caller } = slot
  const { id: record, cells } = state
  const place = { tenant: caller.tenant, collection: collectionNumber, record, id: input.id, cells }
  const opened = await openRecord(deps, { ...place, keys: held.live })
  const fields = mergeFields(fieldIndex(collection), fieldsOf(opened) as Fields, input.fields)
  checkMerged(collection, input.fields, fields)
  return fields
}
