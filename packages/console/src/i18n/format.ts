import { useMemo } from 'react'
import { useZone } from '../session/zone.ts'
import { useLanguage } from './language.tsx'
import type { Language } from './texts.ts'

export interface Format {
  /** IANA name of the zone that times are shown in. */
  readonly zone: string
  number(value: number): string
  percent(share: number): string
  /** A day, `2026-11-22` in both languages. */
  date(at: string | number): string
  /** To the minute, with the zone. */
  dateTime(at: string | number): string
  /** To the second, with the zone. */
  exact(at: string | number): string
  /** "3 hours ago", "in 2 days". */
  relative(at: string | number, now?: number): string
  /** A length of time in its one or two largest units. */
  duration(ms: number): string
  bytes(count: number): string
  list(items: readonly string[]): string
}

const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 31_536_000_000],
  ['month', 2_592_000_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
]

/** Numbers and times as the person reads them: their language, their zone. */
export function useFormat(): Format {
  const { language } = useLanguage()
  const zone = useZone()
  return useMemo(() => formatFor(language, zone), [language, zone])
}

export function formatFor(language: Language, zone: string): Format {
  const plain = { timeZone: zone, hour12: false } as const
  const day = new Intl.DateTimeFormat('sv-SE', {
    ...plain,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  })
  const minute = new Intl.DateTimeFormat('sv-SE', { ...plain, hour: '2-digit', minute: '2-digit' })
  const second = new Intl.DateTimeFormat('sv-SE', { ...plain, timeStyle: 'medium' })
  const zoneName = new Intl.DateTimeFormat(language === 'ja' ? 'ja-JP' : 'en-GB', {
    ...plain,
    timeZoneName: 'short',
  })
  const number = new Intl.NumberFormat(language)
  const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 })
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' })
  const list = new Intl.ListFormat(language, { type: 'conjunction' })
  const nameOf = (date: Date) =>
    zoneName.formatToParts(date).find((p) => p.type === 'timeZoneName')?.value ?? zone
  return {
    zone,
    number: (value) => number.format(value),
    percent: (share) => percent.format(share),
    date: (at) => day.format(new Date(at)),
    dateTime: (at) => `${day.format(new Date(at))} ${minute.format(new Date(at))} ${nameOf(new Date(at))}`,
    exact: (at) => `${day.format(new Date(at))} ${second.format(new Date(at))} ${nameOf(new Date(at))}`,
    relative(at, now = Date.now()) {
      const distance = new Date(at).getTime() - now
      const [unit, size] = UNITS.find(([, ms]) => Math.abs(distance) >= ms) ?? ['second', 1000]
      return relative.format(Math.trunc(distance / size), unit)
    },
    duration: (ms) => durationText(ms, language),
    bytes: (count) => bytesText(count, number),
    list: (items) => list.format(items),
  }
}

function durationText(ms: number, language: Language): string {
  if (ms < 1000) return unitText(Math.round(ms), 'millisecond', language)
  const parts: string[] = []
  let rest = ms
  for (const [unit, size] of UNITS) {
    const count = Math.floor(rest / size)
    if (count === 0 && parts.length === 0) continue
    if (count > 0) parts.push(unitText(count, unit as string, language))
    rest -= count * size
    if (parts.length === 2 || count === 0) break
  }
  return parts.join(' ')
}

const unitText = (count: number, unit: string, language: Language) =>
  new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'short' }).format(count)

function bytesText(count: number, number: Intl.NumberFormat): string {
  const power = count < 1024 ? 0 : Math.min(4, Math.floor(Math.log2(count) / 10))
  const scaled = count / 1024 ** power
  return `${number.format(power === 0 ? scaled : Math.round(scaled * 10) / 10)} ${['B', 'KiB', 'MiB', 'GiB', 'TiB'][power]}`
}
