import assert from 'node:assert/strict'
import { test } from 'node:test'
import { domainToASCII } from 'node:url'
import { JOINING, JOINS_BACK, JOINS_ON, VIRAMA } from './joining-letters.ts'

const oneOf = (some: string) => new RegExp(`^[${some}]$`, 'u')

function* characters(of: RegExp): Generator<string> {
  for (let code = 0; code <= 0x10ffff; code++) {
    if (code >= 0xd800 && code <= 0xdfff) continue
    const character = String.fromCodePoint(code)
    if (of.test(character)) yield character
  }
}

const hex = (character: string) => character.codePointAt(0)?.toString(16) ?? ''

test('the viramas are the characters that normalisation orders as it orders a virama', () => {
  // Canonical ordering sorts marks by their class: beside U+094D of class 9 one of class 9 stays where it is, and goes before U+0301 of class 230.
  const sorted = (text: string) => text.normalize('NFD')
  const stays = (text: string) => sorted(text) === text
  const isVirama = (c: string) =>
    stays(`a${c}\u094d`) && stays(`a\u094d${c}`) && sorted(`a\u0301${c}`) === `a${c}\u0301`
  const found = [...characters(/\p{M}/u)].filter(isVirama).map(hex)
  assert.ok(found.length > 60, String(found.length))
  assert.deepEqual(found, [...characters(oneOf(VIRAMA))].map(hex))
})

// Node reads the names of hosts by the contextual rules of RFC 5892 (A.1): a non-joiner stands between a letter that joins on and one that joins back. Its
// tables are those of an older Unicode: what it does not know to join it refuses.
const passes = (label: string) => domainToASCII(`${label}.example`) !== ''
const BESIDE: Record<(typeof JOINING)[number], string> = {
  Arabic: '\u0628',
  Syriac: '\u0712',
  Mongolian: '\u1820',
  Nko: '\u07cb',
  Mandaic: '\u0841',
  Adlam: '\u{1e922}',
  Hanifi_Rohingya: '\u{10d01}',
}
/** Up to here its tables are whole. */
const KNOWN_TO: Partial<Record<string, number>> = { Arabic: 0x0766, Syriac: 0x074f, Mongolian: 0x1877 }

test('letters join as the rules of host names say, where those know them, and nowhere where they say no', () => {
  const [on, back] = [oneOf(JOINS_ON), oneOf(JOINS_ON + JOINS_BACK)]
  let compared = 0
  for (const script of JOINING) {
    const beside = BESIDE[script]
    for (const c of characters(new RegExp(`(?=\\p{L})\\p{Script=${script}}`, 'u'))) {
      const own = c.normalize('NFKC') === c && c.toLowerCase() === c && passes(c + beside)
      if (!own) continue
      const said = [passes(`${c}\u200c${beside}`), passes(`${beside}\u200c${c}`)]
      const ours = [on.test(c), back.test(c)]
      if ((c.codePointAt(0) ?? 0) <= (KNOWN_TO[script] ?? 0)) {
        assert.deepEqual(ours, said, `${script} ${hex(c)}`)
        compared++
      } else
        assert.deepEqual([said[0] && !ours[0], said[1] && !ours[1]], [false, false], `${script} ${hex(c)}`)
    }
  }
  assert.ok(compared > 280, String(compared))
})

test('only letters of the joining scripts are in the lists, each in one', () => {
  const scripts = JOINING.map((script) => `\\p{Script=${script}}`).join('')
  const letter = new RegExp(`^(?=\\p{L})[${scripts}]$`, 'u')
  const [on, back] = [[...characters(oneOf(JOINS_ON))], [...characters(oneOf(JOINS_BACK))]]
  assert.ok(on.length > 400 && back.length > 100)
  for (const c of [...on, ...back]) assert.match(c, letter, hex(c))
  assert.equal(new Set([...on, ...back]).size, on.length + back.length)
  // What has its shape already, or stands alone.
  for (const c of [...on, ...back]) assert.doesNotMatch(c, /[\u0621\ufb50-\ufdff\ufe70-\ufeff]/u, hex(c))
})
