import { JOINING, JOINS_BACK, JOINS_ON, VIRAMA } from './joining-letters.ts'

const PICTURE = '\\p{Extended_Pictographic}'

const LEGITIMATE: readonly RegExp[] = [
  // UAX #31 §2.3, B: a joiner asks for the half form of the consonant before it. No vowel sign follows.
  new RegExp(`(?<=\\p{L}\\p{M}*[${VIRAMA}]\\p{M}*)\\u200d(?!\\p{M})`, 'gu'),
  // A2: a non-joiner keeps a conjunct apart.
  new RegExp(`(?<=\\p{L}\\p{M}*[${VIRAMA}]\\p{M}*)\\u200c(?=\\p{L})`, 'gu'),
  // A1: a non-joiner between letters of one script that would join.
  ...JOINING.map((script) => {
    const letter = (some: string) => `(?=[${some}])\\p{Script=${script}}`
    return new RegExp(`(?<=${letter(JOINS_ON)}\\p{Mn}*)\\u200c(?=${letter(JOINS_ON + JOINS_BACK)})`, 'gu')
  }),
  // UTS #51: pictures joined into one, as families are, and the selector that asks for a picture in colour.
  new RegExp(`(?<=${PICTURE}\\ufe0f?[\\u{1f3fb}-\\u{1f3ff}]?)\\u200d(?=${PICTURE})`, 'gu'),
  new RegExp(`(?<=${PICTURE})\\ufe0f`, 'gu'),
  // UTS #37: which form of a Chinese character a family writes itself with (辻 with one dot or with two).
  /(?<=\p{Script=Han})[\u{e0100}-\u{e01ef}]/gu,
]

/**
 * A name without the joiners and selectors that stand where Unicode has a use for them: in the scripts that need them to be written at all, behind the
 * characters they choose a form of, and in emoji. What is
 * left of U+200C and U+200D changes nothing that anybody sees, and makes two names of one.
 */
export function withoutJoiners(name: string): string {
  if (!/\u200c|\u200d|\ufe0f|[\u{e0100}-\u{e01ef}]/u.test(name)) return name
  // Each rule looks at the name as it is written: what one takes out must not make room for another.
  const taken = new Set(LEGITIMATE.flatMap((rule) => [...name.matchAll(rule)].map(({ index }) => index)))
  let at = 0
  let left = ''
  for (const character of name) {
    if (!taken.has(at)) left += character
    at += character.length
  }
  return left
}
