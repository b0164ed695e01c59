import type { Verdict } from '../../access/index.ts'
import type { AzukariError } from '../../platform/errors.ts'
import { boundDue } from '../clocks/bound-due.ts'
import {
  broughtForward,
  type EventTimes,
  firstEvents,
  mergeEvents,
  movesClocks,
  writingTime,
} from '../clocks/clocks.ts'
import {
  accessDenied,
  alreadyDestroyed,
  clocksDisagree,
  deadlinePassed,
  eventInvalid,
  fieldsInvalid,
  idempotencyConflict,
  isOneOf,
  recordNotFound,
  versionMismatch,
} from '../errors.ts'
import { requireFields } from '../fields/field-values.ts'
import type { PutSlot } from './put-slot.ts'
import type { PutState } from './put-state.ts'

export type PutJudgement =
  | { readonly kind: 'create'; readonly events: EventTimes }
  | {
      readonly kind: 'change'
      readonly events: EventTimes
      readonly state: PutState & { id: Buffer; version: number }
    }
  | { readonly kind: 'repeat'; readonly version: number; readonly leaf: Buffer }
  | { readonly kind: 'refuse'; readonly error: AzukariError }
  | { readonly kind: 'stale' }

/**
 * What becomes of a put, given what the database says: a pure function, so that every precondition is a row's outcome and never an error that
 * would take the slot's neighbours with it. The order matters: who may not, learns nothing about the record.
 */
export function judgePut(slot: PutSlot, state: PutState, processMs: number): PutJudgement {
  if (state.policy !== slot.applied.version || state.generation !== slot.generation) return { kind: 'stale' }
  const { verdict } = slot
  if (!verdict.allow) return denial(verdict)
  if (slot.idempotency && state.repeat_body && state.repeat_leaf) {
    return state.repeat_body.equals(slot.idempotency.body)
      ? { kind: 'repeat', version: state.repeat_version ?? 0, leaf: state.repeat_leaf }
      : {
          kind: 'refuse',
          error: idempotencyConflict('its first use had another body', { fix: 'take a new key' }),
        }
  }
  if (state.suppressed) {
    return { kind: 'refuse', error: alreadyDestroyed('this id is suppressed until its end date') }
  }
  try {
    const nowMs = writingTime(processMs, state.now_ms)
    const { id, version } = state
    return id === null || version === null
      ? judgeNew(slot, Math.min(processMs, state.now_ms), nowMs)
      : judgeExisting(slot, { ...state, id, version }, nowMs)
  } catch (error) {
    if (isOneOf(error, eventInvalid, fieldsInvalid, clocksDisagree)) return { kind: 'refuse', error }
    throw error
  }
}

const denial = ({ why, clause, code }: Extract<Verdict, { allow: false }>): PutJudgement => ({
  kind: 'refuse',
  error: accessDenied(why, { extra: { clause, reason: code } }),
})

function judgeNew(slot: PutSlot, createdMs: number, nowMs: number): PutJudgement {
  const { collection, input, told, zone } = slot
  if (input.ifMatch !== undefined && input.ifMatch > 0) {
    return { kind: 'refuse', error: recordNotFound('there is no version of it to match') }
  }
  // A merge that finds nothing to merge into makes the record, so it has to be whole.
  if (input.mode === 'merge') requireFields(collection, input.fields)
  const events = firstEvents(collection, told, zone, createdMs)
  const late = overdue(slot, events, nowMs)
  return late === undefined ? { kind: 'create', events } : { kind: 'refuse', error: deadlinePassed(late) }
}

type Existing = PutState & { readonly id: Buffer; readonly version: number }

function judgeExisting(slot: PutSlot, state: Existing, nowMs: number): PutJudgement {
  const { version } = state
  const { ifMatch } = slot.input
  if (ifMatch !== undefined && ifMatch !== version) {
    return { kind: 'refuse', error: versionMismatch(`it has version ${version}`, { extra: { version } }) }
  }
  const events = mergeEvents(slot.collection, state.events, slot.told, slot.zone)
  // A put may begin a record's clocks; to move those of one that exists takes the grant for events, to bring one forward its own.
  if (movesClocks(state.events, events)) {
    const verdict = slot.eventVerdict
    if (!verdict.allow) return denial(verdict)
  }
  if (broughtForward(state.events, events)) {
    const verdict = slot.advanceVerdict
    if (!verdict.allow) return denial(verdict)
  }
  const late = overdue(slot, events, nowMs, state.born)
  if (late !== undefined) return { kind: 'refuse', error: alreadyDestroyed(late) }
  return { kind: 'change', events, state }
}

/** Nothing is stored that is due already: says which group of what the request carries would be. */
function overdue(slot: PutSlot, events: EventTimes, nowMs: number, born?: number): string | undefined {
  const { applied, collection, zone } = slot
  const given = slot.input.fields
  for (const group of slot.collection.groups) {
    const due = boundDue({ applied, collection, zone, born }, group, events)
    if (due === null || due > nowMs) continue
    const carried = slot.collection.fields.some(
      (f) => group.classes.includes(f.class) && Object.hasOwn(given, f.name),
    )
    if (carried) return `what belongs to ${group.key} was due before now`
  }
  return undefined
}
