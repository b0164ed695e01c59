import { Temporal } from 'temporal-polyfill'
import { durationInvalid, eventTimeInvalid } from '../errors.ts'
import { plainUtc } from './plain-utc.ts'

/**
 * A strict part of ISO 8601 durations. Either calendar (years, months) or exact (weeks, days, hours, minutes, seconds), never both: the order
 * in which a mixed one is added would change the result. A day is 24 hours; a month or year is one in the tenant's zone.
 */
export type Duration =
  | { readonly kind: 'exact'; readonly ms: number }
  | { readonly kind: 'calendar'; readonly months: number }

const N = '(0|[1-9]\\d{0,8})'
const CALENDAR = new RegExp(`^P(?=\\d)(?:${N}Y)?(?:${N}M)?$`)
const EXACT = new RegExp(`^P(?=\\d|T\\d)(?:${N}W)?(?:${N}D)?(?:T(?=\\d)(?:${N}H)?(?:${N}M)?(?:${N}S)?)?$`)

const SECOND = 1000
const DAY = 86_400 * SECOND
/** Longer ones are slips of the pen, and would leave the range of dates. */
const MAX_MONTHS = 1200
const MAX_MS = 36_525 * DAY

export const DURATION_FIX =
  'Write an ISO 8601 duration such as P30D, P12M, P1Y or PT1H: years and months, or days and below, not both.'

/** The duration, or undefined when the text is not one. Zero is written PT0S and no other way. */
export const tryParseDuration = (text: string): Duration | undefined => {
  if (text.length > 40) return undefined
  if (text === 'PT0S') return { kind: 'exact', ms: 0 }
  const calendar = CALENDAR.exec(text)
  if (calendar !== null) {
    const months = Number(calendar[1] ?? 0) * 12 + Number(calendar[2] ?? 0)
    return months > 0 && months <= MAX_MONTHS ? { kind: 'calendar', months } : undefined
  }
  const exact = EXACT.exec(text)
  if (exact === null) return undefined
  const [w, d, h, m, s] = exact.slice(1).map((part) => Number(part ?? 0))
  const ms = (((w ?? 0) * 7 + (d ?? 0)) * 86_400 + (h ?? 0) * 3600 + (m ?? 0) * 60 + (s ?? 0)) * SECOND
  return ms > 0 && ms <= MAX_MS ? { kind: 'exact', ms } : undefined
}

const parsed = new Map<string, Duration>()
const MOST_PARSED = 1000

/** Throws `duration_invalid`. Durations come from policies: few, and asked for with every record. */
export const parseDuration = (text: string): Duration => {
  const known = parsed.get(text)
  if (known !== undefined) return known
  const duration = tryParseDuration(text)
  if (duration === undefined)
    throw durationInvalid('not a duration this policy language knows', { fix: DURATION_FIX })
  if (parsed.size >= MOST_PARSED) parsed.clear()
  parsed.set(text, duration)
  return duration
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

const daysIn = (year: number, month: number): number =>
  month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : (DAYS[month - 1] as number)
const dayNumber = (year: number, month: number): number => Date.UTC(year, month - 1, 1) / DAY

const spans = new Map<number, { min: number; max: number }>()

/** Fewest and most days n months can be, the 31st falling back to a shorter month's end included. The calendar repeats after 400 years. */
const daysOfMonths = (n: number): { min: number; max: number } => {
  const known = spans.get(n)
  if (known !== undefined) return known
  let min = Number.POSITIVE_INFINITY
  let max = 0
  for (let start = 0; start < 4800; start++) {
    const [y, m] = [2000 + Math.floor(start / 12), (start % 12) + 1]
    const [ty, tm] = [2000 + Math.floor((start + n) / 12), ((start + n) % 12) + 1]
    const whole = dayNumber(ty, tm) - dayNumber(y, m)
    max = Math.max(max, whole)
    min = Math.min(min, whole - Math.max(0, daysIn(y, m) - daysIn(ty, tm)))
  }
  const span = { min, max }
  spans.set(n, span)
  return span
}

/** Shortest and longest time a duration can be, in milliseconds, in days of 24 hours: a zone's daylight saving is left out. */
export const durationBounds = (duration: Duration): { min: number; max: number } => {
  if (duration.kind === 'exact') return { min: duration.ms, max: duration.ms }
  const { min, max } = daysOfMonths(duration.months)
  return { min: min * DAY, max: max * DAY }
}

/** Order of two durations; undefined when it depends on the date they are added to, as with P1M and P30D. */
export const compareDurations = (a: Duration, b: Duration): -1 | 0 | 1 | undefined => {
  if (a.kind === 'calendar' && b.kind === 'calendar') return Math.sign(a.months - b.months) as -1 | 0 | 1
  if (a.kind === 'exact' && b.kind === 'exact') return Math.sign(a.ms - b.ms) as -1 | 0 | 1
  const [x, y] = [durationBounds(a), durationBounds(b)]
  if (x.max < y.min) return -1
  return x.min > y.max ? 1 : undefined
}

/** True when `a` is never longer than `b`, whatever the date. */
export const neverLonger = (a: Duration, b: Duration): boolean =>
  a.kind === b.kind ? (compareDurations(a, b) ?? 1) <= 0 : durationBounds(a).max <= durationBounds(b).min

/** `instant` plus the duration, both in milliseconds since 1970 UTC. `zone` is an IANA name; only calendar durations look at it. */
export const addDuration = (instant: number, duration: Duration, zone: string): number => {
  if (duration.kind === 'exact') return instant + duration.ms
  return Temporal.Instant.fromEpochMilliseconds(instant)
    .toZonedDateTimeISO(zone)
    .add({ months: duration.months }, { overflow: 'constrain' }).epochMilliseconds
}

/** The instant at which a calendar date is over in a zone. */
export const endOfDay = (date: string, zone: string): number =>
  Temporal.PlainDate.from(date).add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds

const DATE = /^\d{4}-\d{2}-\d{2}$/
const PLAIN = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(?:Z|([+-])(\d\d):(\d\d))$/

/**
 * The instants that every put carries, without asking the calendar, which costs more than all else that is read of an event. Undefined for
 * what needs a closer look: leap seconds, years before 100, and whatever is no date or time.
 */
export const plainInstant = (text: string): number | undefined => {
  const utc = plainUtc(text)
  if (utc !== undefined) return utc
  const parts = PLAIN.exec(text)
  if (parts === null) return undefined
  const [year, month, day, hour, minute] = [
    Number(parts[1]),
    Number(parts[2]),
    Number(parts[3]),
    Number(parts[4]),
    Number(parts[5]),
  ]
  const second = parts[6] === undefined ? 0 : Number(parts[6])
  const [hours, minutes] = parts[8] === undefined ? [0, 0] : [Number(parts[9]), Number(parts[10])]
  if (year < 100 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined
  if (hour > 23 || minute > 59 || second > 59 || hours > 23 || minutes > 59) return undefined
  const ms = parts[7] === undefined ? 0 : Number(parts[7].padEnd(3, '0').slice(0, 3))
  const offset = (hours * 60 + minutes) * 60 * SECOND
  return Date.UTC(year, month - 1, day, hour, minute, second, ms) - (parts[8] === '-' ? -offset : offset)
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/

/**
 * When something happened, in milliseconds since 1970 UTC, from an ISO 8601 instant with its offset, or from a date, which counts from
 * the end of that day in the tenant's zone. Throws `event_time_invalid`.
 */
export const eventInstant = (text: string, zone: string): number => {
  const plain = plainInstant(text)
  if (plain !== undefined) return plain
  try {
    if (DATE.test(text)) return endOfDay(text, zone)
    if (INSTANT.test(text)) return Temporal.Instant.from(text).epochMilliseconds
  } catch (cause) {
    throw eventTimeInvalid('no such date or time', {
      cause,
      fix: 'Write 2026-11-22T09:30:00+09:00 or 2026-11-22.',
    })
  }
  throw eventTimeInvalid('not a date, nor an instant with its offset', {
    fix: 'Write 2026-11-22T09:30:00+09:00 or 2026-11-22.',
  })
}
