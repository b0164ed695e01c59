export const DAY_MS = 86_400_000

/** UTC day number (days since 1970) in which an instant lies. */
export const dayOf = (ms: number): number => Math.floor(ms / DAY_MS)

/** Stands for a day where there is none: of keys whose end is not known yet, and of keys that a hold keeps. */
export const OPEN_DAY = -1
export const HELD_DAY = -2
const LAW_FROM = -1000

export type BucketKind = 'day' | 'open' | 'held' | 'law'

/**
 * Buckets of what the law retains go by month: kept for years, one a day would be thousands. Their `day` is -1000 minus the month's number
 * since 1970, out of the way of days.
 */
export function lawDay(ms: number): number {
  const date = new Date(ms)
  return LAW_FROM - ((date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth())
}

/** When a bucket's last record key is due at the latest, in milliseconds; undefined for one without an end. */
export function endOfBucket(day: number): number | undefined {
  if (day >= 0) return (day + 1) * DAY_MS
  if (day > LAW_FROM) return undefined
  const month = LAW_FROM - day + 1
  return Date.UTC(1970 + Math.floor(month / 12), month % 12, 1)
}

export function kindOfDay(day: number): BucketKind {
  if (day >= 0) return 'day'
  if (day === OPEN_DAY) return 'open'
  if (day === HELD_DAY) return 'held'
  if (day <= LAW_FROM) return 'law'
  throw new RangeError('no bucket has that day')
}
