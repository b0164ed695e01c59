// Characters with the canonical combining class Virama (Unicode 16, DerivedCombiningClass.txt: class 9).
const VIRAMA =
  '\\u094d\\u09cd\\u0a4d\\u0acd\\u0b4d\\u0bcd\\u0c4d\\u0ccd\\u0d3b\\u0d3c\\u0d4d\\u0dca\\u0e3a\\u0eba\\u0f84\\u1039\\u103a\\u1714\\u1715\\u1734\\u17d2\\u1a60\\u1b44\\u1baa\\u1bab\\u1bf2' +
  '\\u1bf3\\u2d7f\\ua806\\ua82c\\ua8c4\\ua953\\ua9c0\\uaaf6\\uabed\\u{10a3f}\\u{11046}\\u{11070}\\u{1107f}\\u{110b9}\\u{11133}\\u{11134}\\u{111c0}\\u{11235}\\u{112ea}\\u{1134d}\\u{11442}' +
  '\\u{114c2}\\u{115bf}\\u{1163f}\\u{116b6}\\u{1172b}\\u{11839}\\u{1193d}\\u{1193e}\\u{119e0}\\u{11a34}\\u{11a47}\\u{11a99}\\u{11c3f}\\u{11d44}\\u{11d45}\\u{11d97}\\u{11f41}\\u{11f42}'
// Arabic letters that never join to the one after them (DerivedJoiningType.txt: R and U): a non-joiner behind them would be seen by nobody.
const ARABIC_ENDS =
  '\\u0621-\\u0625\\u0627\\u0629\\u062f-\\u0632\\u0648\\u0671-\\u0677\\u0688-\\u0699\\u06c0\\u06c3-\\u06cb\\u06cd\\u06cf\\u06d2\\u06d3\\u06d5\\u06ee\\u06ef\\u0759-\\u075b\\u076b\\u076c\\u0771\\u0773\\u0774\\u0778\\u0779'
/** Scripts whose letters join and in which names are written. */
const JOINING = ['Arabic', 'Syriac', 'Mongolian', 'Nko', 'Mandaic', 'Adlam', 'Hanifi_Rohingya']

const PICTURE = '\\p{Extended_Pictographic}'

const LEGITIMATE: readonly RegExp[] = [
  // UAX #31 §2.3, B: a joiner asks for the half form of the consonant before it. No vowel sign follows.
  new RegExp(`(?<=\\p{L}\\p{M}*[${VIRAMA}]\\p{M}*)\\u200d(?!\\p{M})`, 'gu'),
  // A2: a non-joiner keeps a conjunct apart.
  new RegExp(`(?<=\\p{L}\\p{M}*[${VIRAMA}]\\p{M}*)\\u200c(?=\\p{L})`, 'gu'),
  // A1: a non-joiner between letters that would join.
  ...JOINING.map((script) => {
    const letter = `(?=\\p{L})\\p{Script=${script}}`
    return new RegExp(`(?<=(?![${ARABIC_ENDS}])${letter}\\p{Mn}*)\\u200c(?=${letter})`, 'gu')
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
