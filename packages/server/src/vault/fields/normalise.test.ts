import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { normalise } from './normalise.ts'

/** The steps one after the other, for whatever text. */
const folded = (value: string) =>
  value.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC').trim().replace(/\s+/gu, ' ')

test('plain texts take a short way to the same form', () => {
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: 'grapheme' }),
    fc.stringMatching(/^[\x20-\x7e]*$/),
    fc.constantFrom('ﬁ', 'ß', 'İ', 'ａｂ', 'Σς', 'ﾊﾝ', 'A b', '~'),
  )
  fc.assert(
    fc.property(text, (value) => {
      const expected = folded(value)
      const found = normalise({ normalise: 'text' }, value, 'JP')
      assert.equal(found, [...expected].length < 2 ? undefined : expected)
    }),
    { numRuns: 3000 },
  )
})
