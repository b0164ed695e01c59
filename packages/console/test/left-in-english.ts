/** What Japanese sentences hold that is not Japanese, and is written so everywhere: names, commands, and what is typed as it stands. */
const AS_IT_IS: readonly RegExp[] = [
  // What is filled in, quoted or typed: `x`, 「x」, （x） behind what it means, --x, x/y, x.y, x_y, x: y, x=1, <x>.
  /\{~?\d+\}/g,
  /`[^`]*`/g,
  /「[^「」]*」/g,
  /（[a-z0-9-]+）/g,
  /\bazukari(?: (?:scan|log|key|apply|break-glass)(?: (?:DIR|export|create|policies\/marketplace))?)?/g,
  /(?:GET|POST|PUT|DELETE) \/\S+/g,
  /-----BEGIN CERTIFICATE-----/g,
  /Authorization: Bearer azk_…/g,
  /[\w-]*[_.:/=@][\w./:=@-]*|--[a-z-]+/g,
  /Windows Hello|Touch ID|C2SP tlog-proof/g,
]

/** Words of the policy's language and of programs that stand alone in a sentence. */
export const WORDS_AS_THEY_ARE: ReadonlySet<string> = new Set(
  'true false value authorities floor ceiling text continue base legal-obligation label-printer order-import'.split(
    ' ',
  ),
)

const RUN = /[A-Za-z][A-Za-z’'-]*(?:[\s\u00a0]+[A-Za-z][A-Za-z’'-]*)+/g
const WORD = /(?<![A-Za-z0-9])[a-z][a-z’'-]{2,}/g

/** English that a Japanese sentence was left with: two words in a row, or one that is no name. */
export function leftInEnglish(text: string): string[] {
  const rest = AS_IT_IS.reduce((left, known) => left.replace(known, '・'), text)
  const words = (rest.match(WORD) ?? []).filter((word) => !WORDS_AS_THEY_ARE.has(word))
  return [...new Set([...(rest.match(RUN) ?? []), ...words])]
}

/** Every text of a part's words; of one that is made from something, as it reads for 1. */
export function textsIn(words: unknown): string[] {
  if (typeof words === 'string') return [words]
  if (typeof words === 'function') return textsIn(words(...Array<string>(words.length).fill('1')))
  return typeof words === 'object' && words !== null ? Object.values(words).flatMap(textsIn) : []
}
