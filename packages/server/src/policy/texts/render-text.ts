import { parseDuration } from '../deadlines/duration.ts'
import { policyInvalid } from '../errors.ts'
import type { Lang, ParameterModel, PolicyModel } from '../model.ts'
import { lookup } from '../names.ts'
import { CITATION } from './read-policy-text.ts'

const UNITS: readonly (readonly [letter: string, one: string, many: string, ja: string])[] = [
  ['Y', 'year', 'years', '年'],
  ['M', 'month', 'months', 'か月'],
  ['W', 'week', 'weeks', '週間'],
  ['D', 'day', 'days', '日'],
]
const TIME_UNITS: typeof UNITS = [
  ['H', 'hour', 'hours', '時間'],
  ['M', 'minute', 'minutes', '分'],
  ['S', 'second', 'seconds', '秒'],
]

/** A duration as people read it, in the units it was written in: "30 days", 「30日」; "1 hour 30 minutes", 「1時間30分」. */
export function formatDuration(text: string, lang: Lang): string {
  parseDuration(text)
  const [date = '', time = ''] = text.slice(1).split('T')
  const parts = (section: string, units: typeof UNITS): string[] =>
    [...section.matchAll(/(\d+)([A-Z])/g)].map(([, digits = '', letter = '']) => {
      const [, one = '', many = '', ja = ''] = units.find(([l]) => l === letter) ?? []
      if (lang === 'ja') return `${digits}${ja}`
      return `${digits} ${digits === '1' ? one : many}`
    })
  return [...parts(date, UNITS), ...parts(time, TIME_UNITS)].join(lang === 'en' ? ' ' : '')
}

/** The value in force as the text shows it. */
export function formatParameter(parameter: ParameterModel, lang: Lang): string {
  if (parameter.kind === 'duration') return formatDuration(String(parameter.value), lang)
  const { unit } = parameter
  if (unit === undefined) return String(parameter.value)
  return lang === 'en' ? `${parameter.value} ${unit.en}` : `${parameter.value}${unit.ja}`
}

/** The text as it is published: citations replaced by the values in force. Throws `policy_invalid` on a citation of no parameter. */
export function renderText(model: PolicyModel, markdown: string, lang: Lang): string {
  return markdown.replace(CITATION, (_, name: string) => {
    const parameter = lookup(model.parameters, name)
    if (parameter === undefined)
      throw policyInvalid(`the text cites "${name}", which is no parameter of this policy`)
    return formatParameter(parameter, lang)
  })
}
