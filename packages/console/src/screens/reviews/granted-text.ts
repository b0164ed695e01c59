import type { Format } from '../../i18n/format.ts'
import type { Same } from '../../i18n/texts.ts'
import type { Item } from './api.ts'
import type { en } from './en.ts'

type Words = Readonly<Record<string, string | ((value: string) => string)>>

/** What lets do something, in the names of the policy; instants as days of the person's zone. */
export function grantedText(
  granted: Item['granted'],
  words: Same<typeof en.granted>,
  format: Pick<Format, 'number' | 'date'>,
): string {
  const known: Words = words
  const told = (name: string, value: unknown): string => {
    const word = known[name.replace(/Ms$/, '')]
    if (value === true) return typeof word === 'string' ? word : name
    const text = valueText(name, value, format)
    return typeof word === 'function' ? word(text) : text
  }
  return Object.entries(granted)
    .filter(([, value]) => value !== null && value !== '' && value !== false)
    .map(([name, value]) => told(name, value))
    .filter((text) => text !== '')
    .join(' · ')
}

function valueText(name: string, value: unknown, { number, date }: Pick<Format, 'number' | 'date'>): string {
  if (typeof value === 'number') return name.endsWith('Ms') ? date(value) : number(value)
  return Array.isArray(value) ? value.join(', ') : String(value)
}
