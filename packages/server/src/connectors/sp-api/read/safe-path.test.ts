import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { exactPath, safePath } from './safe-path.ts'

test('what may be data in a path is hidden', () => {
  assert.equal(safePath(['orderItems', 0, 'product', 'newThing2']), 'orderItems[0].product.newThing2')
  for (const data of [
    'taro@example.jp',
    '山田太郎',
    'Taro Yamada',
    '09012345678',
    'tel090',
    'x'.repeat(65),
    '',
  ])
    assert.equal(safePath(['buyer', data]), 'buyer.*')
})

test('property: exact paths differ where the places differ', () => {
  const step = fc.oneof(
    fc.string(),
    fc.nat({ max: 20 }),
    fc.constantFrom('a', 'b', 'a.b', '[0]', '["a"]', '0'),
  )
  const path = fc.array(step, { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(path, path, (a, b) => {
      assert.equal(exactPath(a) === exactPath(b), JSON.stringify(a) === JSON.stringify(b))
    }),
    { numRuns: 2000 },
  )
})
