import type { Option } from 'commander'
import type { Language } from '../platform/words/language.ts'

/** The languages that an option takes; English unless said otherwise. */
export const withLanguages = (option: Option): Option => option.choices(['en', 'ja']).default('en')

/** The language that a command line asks for, before anything has read it: an error in it is told in that language, too. */
export function languageAsked(line: readonly string[]): Language {
  const at = line.indexOf('--lang')
  return line.includes('--lang=ja') || (at !== -1 && line[at + 1] === 'ja') ? 'ja' : 'en'
}
