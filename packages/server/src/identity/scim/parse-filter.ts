import { invalid } from './errors.ts'
import type { AttributePath, CompareOperator, CompareValue, Filter, PatchPath } from './filter.ts'
import { type Token, tokensOf } from './filter-tokens.ts'

const DEEPEST = 20
const OPERATORS: ReadonlySet<string> = new Set(['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'])
const LITERALS: ReadonlyMap<string, CompareValue> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
])
const NAME = /^[A-Za-z][\w-]*$/
const SUB = /^(?:[A-Za-z][\w-]*|\$ref)$/

/** Parses a filter (RFC 7644 §3.4.2.2). Throws `scim_invalid` with invalidFilter. */
export function parseFilter(text: string): Filter {
  const parser = new Parser(tokensOf(text, 'invalidFilter'), 'invalidFilter')
  const filter = parser.filter(0)
  parser.end()
  return filter
}

/** Parses what a PATCH operation points at (RFC 7644 §3.5.2). Throws `scim_invalid` with invalidPath. */
export function parsePatchPath(text: string): PatchPath {
  const parser = new Parser(tokensOf(text, 'invalidPath'), 'invalidPath')
  const path = parser.patchPath()
  parser.end()
  return path
}

/** An attribute's path alone, as `attributes` and the keys of a value without a path have it; undefined when it is none. */
export function parseAttributePath(text: string): AttributePath | undefined {
  const colon = text.lastIndexOf(':')
  const urn = colon === -1 ? undefined : text.slice(0, colon)
  if (urn !== undefined && !/^urn:[\w.:-]+$/i.test(urn)) return undefined
  const [name = '', sub, ...more] = text.slice(colon + 1).split('.')
  if (!NAME.test(name) || more.length > 0 || (sub !== undefined && !SUB.test(sub))) return undefined
  return { urn, name, sub }
}

class Parser {
  readonly #tokens: readonly Token[]
  readonly #wrong: 'invalidFilter' | 'invalidPath'
  #at = 0

  constructor(tokens: readonly Token[], wrong: 'invalidFilter' | 'invalidPath') {
    this.#tokens = tokens
    this.#wrong = wrong
  }

  end(): void {
    if (this.#at < this.#tokens.length) throw this.#fault('something follows where it should end')
  }

  /** `or` binds loosest, then `and`, then `not`. Loops, so that a long row of equals costs no stack. */
  filter(depth: number): Filter {
    let left = this.#and(depth)
    while (this.#takeWord('or')) left = { kind: 'or', left, right: this.#and(depth) }
    return left
  }

  patchPath(): PatchPath {
    const path = this.#attribute()
    if (!this.#take('[')) return { path, filter: undefined }
    if (path.sub !== undefined) throw this.#fault('a filter stands behind an attribute, not its part')
    const filter = this.filter(1)
    this.#expect(']')
    return { path: { ...path, sub: this.#subBehindBracket() }, filter }
  }

  #and(depth: number): Filter {
    let left = this.#term(depth)
    while (this.#takeWord('and')) left = { kind: 'and', left, right: this.#term(depth) }
    return left
  }

  #term(depth: number): Filter {
    if (depth > DEEPEST) throw this.#fault('it is nested too deep')
    if (this.#take('(')) return this.#group(depth)
    const next = this.#tokens[this.#at + 1]
    if (this.#isWord('not') && next?.kind === '(') {
      this.#at += 2
      return { kind: 'not', of: this.#group(depth) }
    }
    const path = this.#attribute()
    if (!this.#take('[')) return this.#comparison(path)
    if (path.sub !== undefined) throw this.#fault('a filter stands behind an attribute, not its part')
    const inner = this.filter(depth + 1)
    this.#expect(']')
    // `emails[type eq "work"].value eq "…"`: not in the grammar, and sent by Entra ID.
    const sub = this.#subBehindBracket()
    if (sub === undefined) return { kind: 'some', path, filter: inner }
    const own = this.#comparison({ urn: undefined, name: sub, sub: undefined })
    return { kind: 'some', path, filter: { kind: 'and', left: inner, right: own } }
  }

  #group(depth: number): Filter {
    const inner = this.filter(depth + 1)
    this.#expect(')')
    return inner
  }

  #comparison(path: AttributePath): Filter {
    const token = this.#tokens[this.#at++]
    const operator = token?.kind === 'word' ? token.text.toLowerCase() : ''
    if (operator === 'pr') return { kind: 'present', path }
    if (!OPERATORS.has(operator)) throw this.#fault('an operator is missing')
    return { kind: 'compare', path, operator: operator as CompareOperator, value: this.#value() }
  }

  #value(): CompareValue {
    const token = this.#tokens[this.#at++]
    if (token?.kind === 'string' || token?.kind === 'number') return token.value
    const literal = token?.kind === 'word' ? LITERALS.get(token.text.toLowerCase()) : undefined
    if (literal === undefined)
      throw this.#fault('a value is missing: text in quotes, a number, true, false or null')
    return literal
  }

  #attribute(): AttributePath {
    const token = this.#tokens[this.#at++]
    const path = token?.kind === 'word' ? parseAttributePath(token.text) : undefined
    if (path === undefined) throw this.#fault('the name of an attribute is missing')
    return path
  }

  #subBehindBracket(): string | undefined {
    const token = this.#tokens[this.#at]
    if (token?.kind !== 'word' || !token.text.startsWith('.')) return undefined
    this.#at++
    const sub = token.text.slice(1)
    if (!SUB.test(sub)) throw this.#fault('the name of a part is missing')
    return sub
  }

  #isWord(word: string): boolean {
    const token = this.#tokens[this.#at]
    return token?.kind === 'word' && token.text.toLowerCase() === word
  }

  #takeWord(word: string): boolean {
    const is = this.#isWord(word)
    if (is) this.#at++
    return is
  }

  #take(kind: Token['kind']): boolean {
    if (this.#tokens[this.#at]?.kind !== kind) return false
    this.#at++
    return true
  }

  #expect(kind: ')' | ']'): void {
    if (!this.#take(kind)) throw this.#fault(`a ${kind} is missing`)
  }

  #fault(what: string) {
    return invalid(this.#wrong, what)
  }
}
