import type { Lang, PolicyModel } from '../model.ts'

/** A length of time, or a count with a parameter's unit, written by hand instead of cited. */
export interface TypedNumber {
  readonly offset: number
  readonly text: string
}

const WORDS =
  'one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fourteen|fifteen|eighteen|twenty|twenty-four|thirty|forty|' +
  'forty-eight|fifty|sixty|seventy|seventy-two|eighty|ninety|hundred|a|an|half an?|a couple of'
const EN_UNITS = 'seconds?|minutes?|hours?|days?|weeks?|fortnights?|months?|quarters?|years?'
const EN_NUMBER = `(?:\\d{1,9}(?:[.,]\\d{1,9}){0,3}|${WORDS})`
/** Lengths of time, and the adverbs that hide one. */
const EN = new RegExp(
  `\\b${EN_NUMBER}[ \\u00a0-]?(?:(?:calendar|business|working)[ -])?(?:${EN_UNITS}|hrs?|mins?|secs?)\\b` +
    '|\\b(?:hourly|daily|weekly|fortnightly|monthly|quarterly|yearly|annual(?:ly)?|biannual(?:ly)?)\\b' +
    '|\\b(?:each|every|per) (?:hour|day|week|fortnight|month|quarter|year)\\b|\\b\\d{1,9}(?:ms|s|min|h|d)\\b',
  'gi',
)

const JA_DIGITS = '[0-9０-９〇一二三四五六七八九十百千数半]'
const JA_UNITS = '(?:秒間?|分(?:間|以内|後)|時間|日間?|週間?|[かカヵヶケ箇ヵ]月間?|年間?|営業日|四半期)'
const JA = new RegExp(
  `${JA_DIGITS}{1,12}(?:\\.[0-9０-９]{1,9})?[ \\u3000]?${JA_UNITS}|[0-9０-９]{1,9}[ \\u3000]?分|四半期|毎[時日週月年]|年次|月次|週次|日次|半年`,
  'g',
)
/** Calendar dates are no lengths of time: 2026年, 11月22日. */
const JA_DATE = /(?:[12][0-9]{3}年(?:[0-9]{1,2}月(?:[0-9]{1,2}日)?)?|[0-9]{1,2}月[0-9]{1,2}日)/g
const MONTHS = 'January|February|March|April|May|June|July|August|September|October|November|December'
const EN_DATE = new RegExp(`\\b\\d{1,2} (?:${MONTHS})(?: \\d{4})?\\b`, 'g')

const blank = (found: string): string => '\u0000'.repeat(found.length)

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** Units of the policy's own number parameters: "10 failed log-ins" typed by hand is found as "30 days" is. */
function ownUnits(model: PolicyModel, lang: Lang): RegExp | undefined {
  const units = [
    ...new Set(Object.values(model.parameters).flatMap((p) => (p.unit === undefined ? [] : [p.unit[lang]]))),
  ]
  if (units.length === 0) return undefined
  const number = lang === 'en' ? EN_NUMBER : `${JA_DIGITS}{1,12}`
  return new RegExp(
    `${lang === 'en' ? '\\b' : ''}${number}[ \\u00a0]?(?:${units.map(escaped).join('|')})`,
    'gi',
  )
}

/** Every number with a unit that a person typed into the text. Citations, code names and calendar dates are left out. */
export function typedNumbers(model: PolicyModel, markdown: string, lang: Lang): TypedNumber[] {
  const text = markdown
    .replace(/\{\{[^{}\n]{1,99}\}\}/g, blank)
    .replace(/\{#[^{}\n]{1,99}\}/g, blank)
    .replace(/\]\([^()\n]{1,2000}\)/g, blank)
    .replace(JA_DATE, blank)
    .replace(EN_DATE, blank)
  const patterns = [EN, JA, ownUnits(model, lang)].filter((p) => p !== undefined)
  const found = patterns.flatMap((p) => [...text.matchAll(p)].map((m) => ({ offset: m.index, text: m[0] })))
  const first = new Map(found.map((f) => [f.offset, f]))
  return [...first.values()].sort((a, b) => a.offset - b.offset)
}
