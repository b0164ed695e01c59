import { plainUtc } from '../../policy/index.ts'

const RFC3339 = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2})$/
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/

/** For a text that starts with YYYY-MM-DD. */
function dayExists(text: string): boolean {
  const [year, month, day] = [Number(text.slice(0, 4)), Number(text.slice(5, 7)), Number(text.slice(8, 10))]
  if (month < 1 || month > 12 || day < 1) return false
  return day <= 28 || day <= new Date(Date.UTC(year, month, 0)).getUTCDate()
}

/** Milliseconds of an instant with an offset, or null. A day that does not exist (30 February) is no instant. */
export function instantMs(text: unknown): number | null {
  if (typeof text !== 'string') return null
  const plain = plainUtc(text)
  if (plain !== undefined) return plain
  if (text.length > 40 || !RFC3339.test(text) || !dayExists(text)) return null
  const ms = Date.parse(text.replace(' ', 'T'))
  return Number.isFinite(ms) ? ms : null
}

const WRITTEN_LENGTH = new Date(0).toISOString().length

/** The same instant in UTC with milliseconds, as the language writes it; null for what is none. */
export function utcText(text: unknown): string | null {
  const ms = instantMs(text)
  if (ms === null) return null
  const written = text as string
  return written.length === WRITTEN_LENGTH && plainUtc(written) !== undefined
    ? written
    : new Date(ms).toISOString()
}

/** True for YYYY-MM-DD that is a day of the calendar. */
export const isDate = (text: unknown): text is string =>
  typeof text === 'string' && DATE.test(text) && dayExists(text)
