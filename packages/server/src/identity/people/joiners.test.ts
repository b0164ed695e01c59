import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isAzukariError } from '../../platform/errors.ts'
import { withoutJoiners } from './joiners.ts'
import { checkName, checkProfile } from './person-name.ts'

const JOINER = '\u200d'
const NON_JOINER = '\u200c'
const noClause = () => undefined

const refusal = (fn: () => unknown) => {
  try {
    fn()
  } catch (error) {
    return isAzukariError(error) ? [error.code, error.where?.pointer] : error
  }
  return undefined
}

test('a joiner is part of a name where its script needs it, and of a picture made of several', () => {
  const names = {
    'Sinhala, a conjunct': 'ශ\u0dca\u200dර\u0dd3 ලංකා',
    'Malayalam, a final consonant as it was written before Unicode 5.1': 'മോഹന\u0d4d\u200d',
    'Devanagari, a half form': 'क\u094d\u200dष',
    'Bengali, kept apart': 'র\u09cd\u200cযাম',
    'Persian, two parts of a name': 'علی\u200cرضا',
    'Syriac, kept apart': `\u0712${NON_JOINER}\u0710`,
    'Tulu, a conjunct': '\u{11392}\u{113d0}\u200d\u{113a6}',
    'a family': '山田 👨\u200d👩\u200d👧',
    'a colour of skin': 'Kim 👩🏽\u200d💻',
    'a form of a character': '辻\u{e0100} 邉\u{e010f}子',
    'a heart in colour': 'Lee 👩\u200d❤\ufe0f\u200d👨',
  }
  for (const [what, name] of Object.entries(names)) {
    assert.equal(checkName(name, noClause), name.normalize('NFC'), what)
    assert.doesNotMatch(withoutJoiners(name), /\u200c|\u200d|\ufe0f|[\u{e0100}-\u{e01ef}]/u, what)
  }
})

test('everywhere else it would make two names of one, and is refused, as is all that nobody sees', () => {
  const names = [
    `Be${JOINER}n`,
    `Be${NON_JOINER}n`,
    `山${JOINER}田`,
    `${JOINER}Ben`,
    `Ben${JOINER}`,
    'Ben\u{e0100}',
    'さ\u{e0100}くら',
    '辻\u{e0100}\u{e0100} 太郎',
    '\u{e0100}辻',
    // After a letter that never joins to the next one.
    `دا${NON_JOINER}ر`,
    `علی${JOINER}رضا`,
    `علی${NON_JOINER}Ben`,
    `علی${NON_JOINER}`,
    // The same in Syriac; a letter that joins to none; and one of the old forms that have their shape already.
    `\u0710${NON_JOINER}\u0712`,
    `علی${NON_JOINER}\u0621`,
    `\ufe8d${NON_JOINER}\u0628`,
    `\ufedf${NON_JOINER}\u0628`,
    // A vowel sign follows, or another joiner.
    `क\u094d${JOINER}ि`,
    `क\u094d${JOINER}${JOINER}ष`,
    `क${JOINER}ष`,
    `Ben 👨${JOINER}`,
    `Ben 👨${JOINER}${JOINER}👩`,
    'Ben\ufe0f',
    'Ben 👨\ufe0f\ufe0f',
    'B\u200ben',
    'B\u00aden',
    '\u202eneB',
    'Be\u2066n',
    'Be\u{e0041}n',
  ]
  for (const name of names) {
    const code = JSON.stringify([...name].map((c) => c.codePointAt(0)?.toString(16)))
    assert.deepEqual(
      refusal(() => checkName(name, noClause)),
      ['person_name_invalid', '/name'],
      code,
    )
  }
})

test('nothing is taken out but joiners, and nothing invisible gets through by them', () => {
  const piece = fc.constantFrom(
    'a',
    'क',
    '\u094d',
    'ि',
    JOINER,
    NON_JOINER,
    'ل',
    'ا',
    '👨',
    '🏽',
    '\ufe0f',
    '\u200b',
    '\u202e',
  )
  const name = fc.array(piece, { maxLength: 12 }).map((parts) => parts.join(''))
  fc.assert(
    fc.property(name, (text) => {
      const rest = withoutJoiners(text)
      const bare = (one: string) => one.replace(/\u200c|\u200d|\ufe0f/g, '')
      assert.equal(bare(rest), bare(text))
      for (const unseen of ['\u200b', '\u202e'])
        assert.equal(rest.split(unseen).length, text.split(unseen).length)
      // Two joiners in a row never both mean something.
      if (/[\u200c\u200d]{2}/.test(text)) assert.match(rest, /[\u200c\u200d]/)
    }),
    { numRuns: 2000 },
  )
})

test('what is wrong with a profile is told by its own code, at its place', () => {
  const good = { name: 'Ben Okafor', userName: 'ben.okafor', email: 'ben@example.com' }
  const of = (change: object) => refusal(() => checkProfile({ ...good, ...change }, noClause))
  assert.equal(of({}), undefined)
  for (const email of [
    'ben',
    'ben@localhost',
    'ben okafor@example.com',
    'ben@exa\u200dmple.com',
    '@example.com',
  ])
    assert.deepEqual(of({ email }), ['email_invalid', '/email'], email)
  for (const userName of ['b', 'ben okafor', 'b\u0435n.okafor'])
    assert.deepEqual(of({ userName }), ['user_name_invalid', '/userName'], userName)
  assert.deepEqual(of({ name: '12345' }), ['person_name_invalid', '/name'])
})
