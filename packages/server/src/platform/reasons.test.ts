import assert from 'node:assert/strict'
import { test } from 'node:test'
import { REASONS, reasonCode } from './reasons.ts'

test('each sentence has one code, and what no check says has none', () => {
  const codes = Object.values(REASONS)
  assert.equal(new Set(codes).size, codes.length)
  for (const [why, code] of Object.entries(REASONS)) {
    assert.equal(reasonCode(why), code)
    assert.match(code, /^[a-z][a-z0-9_]*$/)
  }
  for (const text of ['', 'toString', '__proto__', 'what an older version said']) {
    assert.equal(reasonCode(text), undefined)
  }
})
