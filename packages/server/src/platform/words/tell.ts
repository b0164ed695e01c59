import { reasonCode } from '../reasons.ts'
import { type Found, Sentences } from './catalogue.ts'
import { japanese } from './ja/index.ts'
import type { Language } from './language.ts'

const sentences = new Sentences(japanese.sentences)
const phrases = new Sentences(japanese.phrases)
/** Sentences stand in lists no deeper than this; what is filled in by a client cannot make it deeper. */
const DEEPEST = 3

/**
 * A sentence of the program in a language. Rooms say everything in English; whoever hands it to a person tells it here. What the catalogue does not
 * know (names, values, sentences of another version) is told as it is.
 */
export function tell(text: string, language: Language): string {
  return language === 'ja' ? inJapanese(text, DEEPEST) : text
}

/** The title of an error, which is told by its code. */
export function tellTitle(code: string, title: string, language: Language): string {
  return language === 'ja' ? (japanese.titles[code] ?? title) : title
}

/** The reason of a request. Only what the program gives as one is told; what people wrote stays theirs. */
export function tellReason<T extends string | null | undefined>(reason: T, language: Language): T | string {
  return (language === 'ja' && reason ? japanese.ownReasons[reason] : undefined) ?? reason
}

function inJapanese(text: string, deepest: number): string {
  const reason = reasonCode(text)
  if (reason !== undefined) return japanese.reasons[reason] ?? text
  const found = sentences.find(text)
  if (found !== undefined) return filled(found, deepest)
  return inList(text, deepest) ?? text
}

function filled({ values, translation }: Found, deepest: number): string {
  return translation.replace(/\{(~?)([1-9])\}/g, (_, told: string, n: string) => {
    const value = values[Number(n) - 1] ?? ''
    return told === '' || deepest === 0 ? value : part(value, deepest - 1)
  })
}

/** What stands inside a sentence: another one, a word, or some words put together. */
function part(text: string, deepest: number): string {
  const told = inJapanese(text, deepest)
  if (told !== text) return told
  const found = phrases.find(text)
  return found === undefined ? text : filled(found, deepest)
}

/** Several sentences in one, and one behind what it is about: `a: …; b: …`. Undefined when none of them is known. */
function inList(text: string, deepest: number): string | undefined {
  if (deepest === 0) return undefined
  const items = text.split('; ')
  if (items.length > 1) {
    const told = items.map((item) => inJapanese(item, deepest - 1))
    return told.some((item, i) => item !== items[i]) ? told.join(' ') : undefined
  }
  const [name = '', ...rest] = text.split(': ')
  const said = rest.join(': ')
  const told = inJapanese(said, deepest - 1)
  return told === said ? undefined : `${part(name, deepest - 1)}: ${told}`
}
