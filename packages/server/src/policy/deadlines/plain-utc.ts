const DIGITS = [0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18] as const
const MILLIS = [20, 21, 22] as const
const SECONDS_LENGTH = '2026-11-22T09:30:00Z'.length
const MILLIS_LENGTH = '2026-11-22T09:30:00.000Z'.length

/**
 * Milliseconds since 1970 of an instant in UTC written with seconds or milliseconds, as most programs write theirs, read without a pattern: an import reads
 * several for each record. Undefined for whatever takes a closer look: other forms, years before 1000, days past the 28th, what is no instant.
 */
export function plainUtc(text: string): number | undefined {
  const millis = text.length === MILLIS_LENGTH
  if (!millis && text.length !== SECONDS_LENGTH) return undefined
  for (const i of DIGITS) if (!isDigit(text, i)) return undefined
  if (text[4] !== '-' || text[7] !== '-' || text[10] !== 'T' || text[13] !== ':' || text[16] !== ':')
    return undefined
  if (text[text.length - 1] !== 'Z') return undefined
  let ms = 0
  if (millis) {
    if (text[19] !== '.') return undefined
    for (const i of MILLIS) {
      if (!isDigit(text, i)) return undefined
      ms = ms * 10 + text.charCodeAt(i) - 0x30
    }
  }
  const [year, month, day] = [two(text, 0) * 100 + two(text, 2), two(text, 5), two(text, 8)]
  const [hour, minute, second] = [two(text, 11), two(text, 14), two(text, 17)]
  if (year < 1000 || month < 1 || month > 12 || day < 1 || day > 28) return undefined
  if (hour > 23 || minute > 59 || second > 59) return undefined
  return Date.UTC(year, month - 1, day, hour, minute, second, ms)
}

const isDigit = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at)
  return code >= 0x30 && code <= 0x39
}

const two = (text: string, at: number): number =>
  text.charCodeAt(at) * 10 + text.charCodeAt(at + 1) - 0x30 * 11
