import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { formatId, newId, parseId } from './ids.ts'

test('ids are UUIDv7: version, variant, and the time first', () => {
  const at = Date.UTC(2026, 10, 22)
  const id = newId(at)
  assert.equal(id.length, 16)
  assert.equal((id[6] ?? 0) >> 4, 7)
  assert.equal((id[8] ?? 0) >> 6, 2)
  assert.equal(id.readUIntBE(0, 6), at)
})

test('many ids made at one instant differ', () => {
  const made = new Set(Array.from({ length: 20_000 }, () => newId(1).toString('hex')))
  assert.equal(made.size, 20_000)
})

test('an id reads back under its own prefix and no other', () => {
  const id = newId()
  assert.deepEqual(parseId('rec', formatId('rec', id)), id)
  assert.throws(() => parseId('key', formatId('rec', id)), { code: 'malformed_id' })
})

test('nothing but the exact form is an id', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      fc.pre(!/^rec_[0-9a-f]{32}$/.test(text))
      assert.throws(() => parseId('rec', text), { code: 'malformed_id' })
    }),
  )
  for (const text of ['rec_', `rec_${'A'.repeat(32)}`, `rec_${'a'.repeat(33)}`, ` rec_${'a'.repeat(32)}`]) {
    assert.throws(() => parseId('rec', text), { code: 'malformed_id' })
  }
})
