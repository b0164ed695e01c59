import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { hmac } from './mac.ts'

test('HMAC is what Node’s own is, for keys shorter and longer than a block, bytes and text', () => {
  const key = fc.uint8Array({ minLength: 16, maxLength: 200 })
  const message = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.uint8Array({ minLength: 900, maxLength: 3000 }),
    fc.string({ unit: 'grapheme' }),
  )
  fc.assert(
    fc.property(key, message, (k, m) => {
      assert.deepEqual(hmac(k, m), createHmac('sha256', k).update(m).digest())
    }),
    { numRuns: 500 },
  )
})
