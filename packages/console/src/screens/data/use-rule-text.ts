import { useFormat } from '../../i18n/format.ts'
import { useLanguage } from '../../i18n/language.tsx'

/** As the server has compiled it: the end counts from an event, for a length; or it is the earliest or latest of several. */
type Deadline =
  | { readonly after: string; readonly for: string }
  | { readonly earliest: readonly Deadline[] }
  | { readonly latest: readonly Deadline[] }

/** A rule of retention as a sentence. */
export function useRuleText(): (destroy: unknown, otherwise?: unknown) => string {
  const { language } = useLanguage()
  const { list } = useFormat()
  const words = WORDS[language]
  const told = (deadline: Deadline): string => {
    if ('earliest' in deadline) return words.earliest(list(deadline.earliest.map(told)))
    if ('latest' in deadline) return words.latest(list(deadline.latest.map(told)))
    return words.after(lengthText(deadline.for, language), deadline.after)
  }
  return (destroy, otherwise) => {
    if (!isDeadline(destroy)) return words.none
    return isDeadline(otherwise) ? words.otherwise(told(destroy), told(otherwise)) : told(destroy)
  }
}

const PARTS = ['year', 'month', 'week', 'day', 'hour', 'minute', 'second'] as const
const ISO = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/

/** An ISO 8601 duration in words: `P30D` → 30 days. */
export function lengthText(iso: string, language: string): string {
  const found = ISO.exec(iso)
  if (found === null) return iso
  const words = PARTS.flatMap((unit, i) => {
    const count = found[i + 1]
    if (count === undefined) return []
    return [
      new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(Number(count)),
    ]
  })
  return words.join(' ')
}

const isDeadline = (rule: unknown): rule is Deadline => typeof rule === 'object' && rule !== null

const WORDS = {
  en: {
    none: 'kept until it is deleted',
    after: (length: string, event: string) => `${length} after ${event}`,
    earliest: (all: string) => `the earliest of ${all}`,
    latest: (all: string) => `the latest of ${all}`,
    otherwise: (first: string, second: string) => `${first}; until one of these has happened, ${second}`,
  },
  ja: {
    none: '削除されるまで保管',
    after: (length: string, event: string) => `${event}から${length}後`,
    earliest: (all: string) => `${all}のうち最も早い時点`,
    latest: (all: string) => `${all}のうち最も遅い時点`,
    otherwise: (first: string, second: string) => `${first}。いずれも起きていない間は、${second}`,
  },
} as const
