import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { compareLines } from './compare-lines.ts'

const line = fc.constantFrom('a', 'b', 'c', '')
const text = fc.array(line, { minLength: 1, maxLength: 30 }).map((lines) => lines.join('\n'))

test('what is alike and removed makes the old text, what is alike and added the new one', () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      const pieces = compareLines(before, after)
      const of = (without: string) => pieces.flatMap((p) => (p.kind === without ? [] : p.lines)).join('\n')
      assert.equal(of('added'), before)
      assert.equal(of('removed'), after)
    }),
  )
})

test('one changed line shows alone, with the lines around it', () => {
  const lines = Array.from({ length: 20 }, (_, i) => String(i))
  const pieces = compareLines(lines.join('\n'), lines.with(10, 'x').join('\n'))
  assert.deepEqual(
    pieces.map((p) => [p.kind, p.lines.length]),
    [
      ['gap', 7],
      ['same', 3],
      ['removed', 1],
      ['added', 1],
      ['same', 3],
      ['gap', 6],
    ],
  )
})
