const RFC3339 = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2})$/
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/

/** For a text that starts with YYYY-MM-DD. */
function dayExists(text: string): boolean {
  const [year, month, day] = [Number(text.slice(0, 4)), Number(text.slice(5, 7)), Number(text.slice(8, 10))]
  if (month < 1 || month > 12 || day < 1) return false
  return day <= 28 || day <= new Date(Date.UTC(year, month, 0)).getUTCDate()
}

const DIGITS = [0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18] as const
const SECONDS_LENGTH = '2026-11-22T09:30:00Z'.length
const MILLIS_LENGTH = '2026-11-22T09:30:00.000Z'.length

/**
 * The form in which the marketplace writes its times, in UTC with seconds or milliseconds, read without a pattern: every order has several. Null for what takes
 * a closer look.
 */
function plainUtc(text: string): number | null {
  const millis = text.length === MILLIS_LENGTH
  if (!millis && text.length !== SECONDS_LENGTH) return null
  const at = (i: number): number => text.charCodeAt(i) - 0x30
  for (const i of DIGITS) if (at(i) < 0 || at(i) > 9) return null
  if (text[4] !== '-' || text[7] !== '-' || text[10] !== 'T' || text[13] !== ':' || text[16] !== ':')
    return null
  if (text[text.length - 1] !== 'Z') return null
  let ms = 0
  if (millis) {
    if (text[19] !== '.') return null
    for (const i of [20, 21, 22]) {
      if (at(i) < 0 || at(i) > 9) return null
      ms = ms * 10 + at(i)
    }
  }
  const two = (i: number): number => at(i) * 10 + at(i + 1)
  const [year, month, day, hour, minute, second] = [
    two(0) * 100 + two(2),
    two(5),
    two(8),
    two(11),
    two(14),
    two(17),
  ]
  if (
    year < 1000 ||
    month < 1 ||
    month > 12 ||
    day < 1 ||
    day > 28 ||
    hour > 23 ||
    minute > 59 ||
    second > 59
  )
    return null
  return Date.UTC(year, month - 1, day, hour, minute, second, ms)
}

/** Milliseconds of an instant with an offset, or null. A day that does not exist (30 February) is no instant. */
export function instantMs(text: unknown): number | null {
  if (typeof text !== 'string') return null
  const plain = plainUtc(text)
  if (plain !== null) return plain
  if (text.length > 40 || !RFC3339.test(text) || !dayExists(text)) return null
  const ms = Date.parse(text.replace(' ', 'T'))
  return Number.isFinite(ms) ? ms : null
}

/** The same instant in UTC with milliseconds, as the language writes it; null for what is none. */
export function utcText(text: unknown): string | null {
  const ms = instantMs(text)
  if (ms === null) return null
  const written = text as string
  return written.length === MILLIS_LENGTH && plainUtc(written) !== null ? written : new Date(ms).toISOString()
}

/** True for YYYY-MM-DD that is a day of the calendar. */
export const isDate = (text: unknown): text is string =>
  typeof text === 'string' && DATE.test(text) && dayExists(text)
