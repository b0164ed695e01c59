import assert from 'node:assert/strict'
import { test } from 'node:test'
import { canonicalJson } from '@azukari/proof'
import fc from 'fast-check'
import { jsonSize } from './json-size.ts'

function slowSize(value: unknown): number | undefined {
  try {
    return Buffer.byteLength(canonicalJson(value), 'utf8')
  } catch {
    return undefined
  }
}

test('the size told without the text is the size of the text', () => {
  const text = fc.string({ unit: 'binary' })
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      { maxDepth: 5 },
      text,
      fc.double(),
      fc.boolean(),
      fc.constantFrom(null, undefined, 1n, -0, 1e21, '\ud800', '"\\\n', 'é漢😀'),
      fc.array(tie('any')),
      fc.dictionary(text, tie('any')),
    ),
  })).any
  fc.assert(
    fc.property(value, (v) => {
      assert.equal(jsonSize(v), slowSize(v))
    }),
    { numRuns: 2000 },
  )
})

test('what has no canonical form has no size', () => {
  const deep = (levels: number): unknown => (levels === 0 ? 1 : [deep(levels - 1)])
  assert.equal(jsonSize(deep(64)), slowSize(deep(64)))
  for (const bad of [
    deep(65),
    new Date(),
    new Uint8Array(2),
    [new Map()],
    { a: () => 1 },
    Array(2),
    { '\udc00': 1 },
  ])
    assert.deepEqual([jsonSize(bad), slowSize(bad)], [undefined, undefined])
})
