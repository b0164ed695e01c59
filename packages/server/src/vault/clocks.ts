import {
  CREATED,
  type CollectionModel,
  eventInstant,
  type GroupModel,
  resolveRetention,
} from '../policy/index.ts'
import { eventInvalid } from './errors.ts'

/** When a record's events happened, in milliseconds; `created` among them. */
export type EventTimes = Readonly<Record<string, number>>

export interface GivenEvent {
  readonly event: string
  readonly at: string
}

/** How far ahead of our clock another system's clock may be, in milliseconds. */
const SKEW_MS = 5 * 60_000

/** Reads the events of a request; a later one of the same name never replaces an earlier. Throws `event_invalid`. */
export function readEvents(
  collection: CollectionModel,
  given: readonly GivenEvent[],
  zone: string,
  nowMs: number,
): EventTimes {
  const times: Record<string, number> = {}
  given.forEach(({ event, at }, index) => {
    if (!collection.events.includes(event)) {
      throw eventInvalid(`${collection.name} has no such event`, {
        where: { pointer: `/events/${index}/event` },
        fix: `one of: ${collection.events.join(', ')}`,
      })
    }
    const ms = eventInstant(at, zone)
    if (ms > latestAccepted(at, nowMs)) {
      throw eventInvalid('the event lies in the future', { where: { pointer: `/events/${index}/at` } })
    }
    times[event] = Math.min(times[event] ?? ms, ms)
  })
  return times
}

/** A date counts from the end of its day, which for today is still to come. */
const latestAccepted = (at: string, nowMs: number) => nowMs + SKEW_MS + (at.length === 10 ? 86_400_000 : 0)

/**
 * What is known of a record's events after a request told more. The first time that was told stays, unless the new one is earlier: an event
 * told late must never put a deadline off. Nothing happens before the record's origin. Throws `event_invalid`.
 */
export function mergeEvents(collection: CollectionModel, known: EventTimes, told: EventTimes): EventTimes {
  const origin = originOf(known)
  const merged: Record<string, number> = { ...known }
  for (const [event, ms] of Object.entries(told)) {
    // The first event a collection declares is where its records begin; it may be learnt after the record was stored.
    const begins = event === collection.events[0] && known[event] === undefined
    if (ms < origin && !begins) throw eventInvalid(`${event} lies before the record's origin`)
    merged[event] = Math.min(merged[event] ?? ms, ms)
  }
  return merged
}

/** The earliest thing known of a record when it was made: an order may be stored days after it was placed, but nothing happens to it before. */
export function originOf(times: EventTimes): number {
  return Math.min(...Object.values(times))
}

/** When a group's cells are destroyed: milliseconds, or null while nothing sets an end. */
export function dueOf(group: GroupModel, times: EventTimes, zone: string): number | null {
  return group.retention ? resolveRetention(group.retention, times, zone) : null
}

/** The events of a new record. */
export function firstEvents(told: EventTimes, nowMs: number): EventTimes {
  return { ...told, [CREATED]: nowMs }
}
