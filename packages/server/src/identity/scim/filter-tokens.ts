import { invalid } from './errors.ts'

/** `word` is a name, a path, an operator or a literal without quotes: which of them, its place decides. */
export type Token =
  | { readonly kind: '(' | ')' | '[' | ']' }
  | { readonly kind: 'word'; readonly text: string }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'number'; readonly value: number }

export const LONGEST_FILTER = 2000
const MOST_TOKENS = 400

const SPACE = / +/y
const WORD = /[A-Za-z$.][\w$.:-]*/y
// JSON's own strings and numbers (RFC 8259), as the grammar asks.
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids exactly these
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])/y

/** The tokens of a filter or a path. Throws `scim_invalid` (invalidFilter or invalidPath). */
export function tokensOf(text: string, wrong: 'invalidFilter' | 'invalidPath'): Token[] {
  if (text.length > LONGEST_FILTER) throw invalid(wrong, `more than ${LONGEST_FILTER} characters`)
  const tokens: Token[] = []
  for (let at = 0; at < text.length; ) {
    const blank = match(SPACE, text, at)
    if (blank !== undefined) {
      at += blank.length
      continue
    }
    const [token, length] = tokenAt(text, at) ?? []
    if (token === undefined || length === undefined)
      throw invalid(wrong, `nothing that is understood at character ${at + 1}`)
    tokens.push(token)
    at += length
    if (tokens.length > MOST_TOKENS) throw invalid(wrong, 'it has too many parts')
  }
  return tokens
}

function tokenAt(text: string, at: number): [Token, number] | undefined {
  const sign = text[at]
  if (sign === '(' || sign === ')' || sign === '[' || sign === ']') return [{ kind: sign }, 1]
  const quoted = match(STRING, text, at)
  if (quoted !== undefined) {
    const value = JSON.parse(quoted) as string
    return [{ kind: 'string', value }, quoted.length]
  }
  const number = match(NUMBER, text, at)
  if (number !== undefined) return [{ kind: 'number', value: Number(number) }, number.length]
  const word = match(WORD, text, at)
  return word === undefined ? undefined : [{ kind: 'word', text: word }, word.length]
}

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0]
}
