import {
  type CollectionModel,
  CREATED,
  eventInstant,
  type GroupModel,
  resolveRetention,
} from '../../policy/index.ts'
import { clocksDisagree, eventInvalid } from '../errors.ts'

/** When a record's events happened, in milliseconds; `created` among them. */
export type EventTimes = Readonly<Record<string, number>>

export interface GivenEvent {
  readonly event: string
  readonly at: string
}

const DAY_MS = 86_400_000
/** How far ahead of our clock another system's clock may be, in milliseconds. */
const SKEW_MS = 5 * 60_000

/** Reads the events of a request; of one told twice the earlier counts. Throws `event_invalid`, `event_time_invalid`. */
export function readEvents(
  collection: CollectionModel,
  given: readonly GivenEvent[],
  zone: string,
  nowMs: number,
): EventTimes {
  const times = new Map<string, number>()
  given.forEach(({ event, at }, index) => {
    if (!collection.events.includes(event)) {
      throw eventInvalid(`${collection.name} has no such event`, {
        where: { pointer: `/events/${index}/event` },
        fix: `one of: ${collection.events.join(', ')}`,
      })
    }
    const ms = eventInstant(at, zone)
    const where = { pointer: `/events/${index}/at` }
    if (ms > latestAccepted(at, nowMs)) throw eventInvalid('the event lies in the future', { where })
    if (ms < 0) throw eventInvalid('the event lies before 1970', { where })
    times.set(event, Math.min(times.get(event) ?? ms, ms))
  })
  return Object.fromEntries(times)
}

/** A date counts from the end of its day, which for today is still to come. */
const latestAccepted = (at: string, nowMs: number) => nowMs + SKEW_MS + (at.length === 10 ? DAY_MS : 0)

/**
 * What is known of a record's events after a request told more. The first time that was told stays, unless the new one is earlier: an event
 * told late must never put a deadline off. Nothing happens before the record's origin. Throws `event_invalid`.
 */
export function mergeEvents(
  collection: CollectionModel,
  known: EventTimes,
  told: EventTimes,
  zone: string,
): EventTimes {
  const [begins] = collection.events
  const merged = new Map(Object.entries(known))
  // The first event a collection declares is where its records begin; it may be learnt after the record was stored.
  const begun =
    begins !== undefined && !merged.has(begins) && Object.hasOwn(told, begins) ? told[begins] : undefined
  const origin = Math.min(begun ?? Number.POSITIVE_INFINITY, originOf(known))
  for (const [event, ms] of Object.entries(told)) {
    if (ms < startOf(origin, zone)) throw eventInvalid(`${event} lies before the record's origin`)
    merged.set(event, Math.min(merged.get(event) ?? ms, ms))
  }
  return Object.fromEntries(merged)
}

/** The events of a new record. Throws `event_invalid` when one lies before the first that the collection declares. */
export function firstEvents(
  collection: CollectionModel,
  told: EventTimes,
  zone: string,
  nowMs: number,
): EventTimes {
  const [begins] = collection.events
  const origin = begins !== undefined && Object.hasOwn(told, begins) ? (told[begins] ?? 0) : 0
  for (const [event, ms] of Object.entries(told)) {
    if (ms < startOf(origin, zone)) throw eventInvalid(`${event} lies before the record's origin`)
  }
  return { ...told, [CREATED]: nowMs }
}

/** The earliest thing known of a record when it was made: an order may be stored days after it was placed, but nothing happens to it before. */
export function originOf(times: EventTimes): number {
  return Math.min(...Object.values(times))
}

/** An origin told as a date stands at the end of its day, and what follows may have happened on that very day. */
function startOf(origin: number, zone: string): number {
  const midnight = Number.isFinite(origin) && origin > 0 && isMidnight(origin, zone)
  return midnight ? origin - DAY_MS : origin
}

const QUARTER_MS = 15 * 60_000

function isMidnight(ms: number, zone: string): boolean {
  // Every zone in use is a multiple of fifteen minutes from UTC, and asking the calendar costs more than all else here.
  if (ms % QUARTER_MS !== 0) return false
  const time = new Date(ms).toLocaleTimeString('en-GB', { timeZone: zone, hour12: false })
  return time.startsWith('00:00:00')
}

/** Events that a record knew and that were told anew with an earlier time: what brings a deadline forward. */
export function broughtForward(known: EventTimes, now: EventTimes): boolean {
  return Object.keys(known).some((event) => (now[event] ?? 0) < (known[event] ?? 0))
}

export const movesClocks = (known: EventTimes, now: EventTimes) =>
  Object.keys(now).some((event) => !Object.hasOwn(known, event) || known[event] !== now[event])

/** When a group's cells are destroyed: milliseconds, or null while nothing sets an end. */
export function dueOf(group: GroupModel, times: EventTimes, zone: string): number | null {
  return group.retention ? resolveRetention(group.retention, times, zone) : null
}

/**
 * The time by which something is written, the later of two clocks. What is written starts clocks and picks the day of its destruction, so
 * with clocks far apart nothing is. Throws `clocks_disagree`.
 */
export function writingTime(processMs: number, databaseMs: number): number {
  if (Math.abs(processMs - databaseMs) > SKEW_MS) {
    throw clocksDisagree('this server and its database have different times', { fix: 'set their clocks' })
  }
  return Math.max(processMs, databaseMs)
}
