import { type AzukariError, isAzukariError } from '../platform/errors.ts'
import { dueOf, type EventTimes, firstEvents, mergeEvents } from './clocks.ts'
import {
  accessDenied,
  alreadyDestroyed,
  deadlinePassed,
  idempotencyConflict,
  recordNotFound,
  versionMismatch,
} from './errors.ts'
import type { PutSlot } from './put-slot.ts'
import type { PutState } from './put-state.ts'

export type PutJudgement =
  | { readonly kind: 'create'; readonly events: EventTimes }
  | { readonly kind: 'change'; readonly events: EventTimes; readonly state: PutState & { id: Buffer; version: number } }
  | { readonly kind: 'repeat'; readonly version: number; readonly leaf: Buffer }
  | { readonly kind: 'refuse'; readonly error: AzukariError }
  | { readonly kind: 'stale' }

/**
 * What becomes of a put, given what the database says: a pure function, so that every precondition is a row's outcome and never an error that
 * would take the slot's neighbours with it. The order matters: who may not, learns nothing about the record.
 */
export function judgePut(slot: PutSlot, state: PutState, nowMs: number): PutJudgement {
  if (state.policy !== slot.applied.version || state.generation !== slot.generation) return { kind: 'stale' }
  const { verdict } = slot
  if (!verdict.allow) {
    const extra = { clause: verdict.clause, reason: verdict.code }
    return { kind: 'refuse', error: accessDenied(verdict.why, { extra }) }
  }
  if (slot.idempotency && state.repeat_body && state.repeat_leaf) {
    return state.repeat_body.equals(slot.idempotency.body)
      ? { kind: 'repeat', version: state.repeat_version ?? 0, leaf: state.repeat_leaf }
      : { kind: 'refuse', error: idempotencyConflict('its first use had another body', { fix: 'take a new key' }) }
  }
  if (state.suppressed) {
    return { kind: 'refuse', error: alreadyDestroyed('this id is suppressed until its end date') }
  }
  return judgeRecord(slot, state, nowMs)
}

function judgeRecord(slot: PutSlot, state: PutState, nowMs: number): PutJudgement {
  const { ifMatch } = slot.input
  const { id, version } = state
  if (id === null || version === null) {
    if (ifMatch !== undefined && ifMatch > 0) {
      return { kind: 'refuse', error: recordNotFound('there is no version of it to match') }
    }
    const events = firstEvents(slot.told, nowMs)
    const late = overdue(slot, events, nowMs)
    return late === undefined ? { kind: 'create', events } : { kind: 'refuse', error: deadlinePassed(late) }
  }
  if (ifMatch !== undefined && ifMatch !== version) {
    return { kind: 'refuse', error: versionMismatch(`it has version ${version}`, { extra: { version } }) }
  }
  try {
    const events = mergeEvents(slot.collection, state.events, slot.told)
    const { eventVerdict } = slot
    // A put may begin a record's clocks; to move those of one that exists takes the grant for events.
    if (!eventVerdict.allow && moved(state.events, events)) {
      const extra = { clause: eventVerdict.clause, reason: eventVerdict.code }
      return { kind: 'refuse', error: accessDenied(eventVerdict.why, { extra }) }
    }
    const late = overdue(slot, events, nowMs)
    if (late !== undefined) return { kind: 'refuse', error: alreadyDestroyed(late) }
    return { kind: 'change', events, state: { ...state, id, version } }
  } catch (error) {
    if (isAzukariError(error, 'event_invalid')) return { kind: 'refuse', error }
    throw error
  }
}

const moved = (known: EventTimes, now: EventTimes) => Object.keys(now).some((event) => known[event] !== now[event])

/** Nothing is stored that is due already: says which group of what the request carries would be. */
function overdue(slot: PutSlot, events: EventTimes, nowMs: number): string | undefined {
  const given = slot.input.fields
  for (const group of slot.collection.groups) {
    const due = dueOf(group, events, slot.zone)
    if (due === null || due > nowMs) continue
    const carried = slot.collection.fields.some((f) => group.classes.includes(f.class) && Object.hasOwn(given, f.name))
    if (carried) return `what belongs to ${group.key} was due before now`
  }
  return undefined
}
