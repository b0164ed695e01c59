import assert from 'node:assert/strict'
import { createSecretKey } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { lengthPrefixed, open, SEAL_OVERHEAD_BYTES, seal } from './aead.ts'
import { newKey } from './random.ts'

const bytes = (maxLength: number) => fc.uint8Array({ maxLength })
const invalid = { code: 'ciphertext_invalid', detail: 'it was altered, or belongs elsewhere' }

test('what is sealed opens again, 28 bytes longer, and never twice the same', () => {
  fc.assert(
    fc.property(bytes(3000), bytes(200), (plaintext, aad) => {
      const key = newKey()
      const sealed = seal(key, plaintext, aad)
      assert.equal(sealed.length, plaintext.length + SEAL_OVERHEAD_BYTES)
      assert.deepEqual(open(key, sealed, aad), Buffer.from(plaintext))
      assert.notDeepEqual(seal(key, plaintext, aad), sealed)
    }),
  )
})

test('any flipped bit is refused: in the ciphertext, the associated data or the key', () => {
  fc.assert(
    fc.property(
      bytes(64),
      fc.uint8Array({ minLength: 1, maxLength: 64 }),
      fc.nat(),
      (plaintext, aad, where) => {
        const key = newKey()
        const sealed = seal(key, plaintext, aad)
        for (const target of [sealed, aad, key]) {
          const bit = where % (target.length * 8)
          target[bit >> 3] = (target[bit >> 3] ?? 0) ^ (1 << (bit & 7))
          assert.throws(() => open(key, sealed, aad), invalid)
          target[bit >> 3] = (target[bit >> 3] ?? 0) ^ (1 << (bit & 7))
        }
        open(key, sealed, aad)
      },
    ),
  )
})

test('whatever is malformed gives one error that does not say why', () => {
  const key = newKey()
  const aad = Buffer.from('aad')
  const sealed = seal(key, Buffer.from('plaintext'), aad)
  for (let size = 0; size < sealed.length; size++)
    assert.throws(() => open(key, sealed.subarray(0, size), aad), invalid)
  assert.throws(() => open(key, Buffer.concat([sealed, Buffer.alloc(1)]), aad), invalid)
  for (const size of [0, 16, 24, 31, 33, 64])
    assert.throws(() => open(Buffer.alloc(size), sealed, aad), invalid)
})

test('keys of any size but 256 bits seal nothing', () => {
  for (const size of [0, 16, 24, 31, 33])
    assert.throws(() => seal(Buffer.alloc(size), Buffer.alloc(1), Buffer.alloc(0)), RangeError)
})

test('no two lists of parts share an encoding', () => {
  const parts = fc.array(bytes(5), { maxLength: 4 })
  fc.assert(
    fc.property(parts, parts, (a, b) => {
      const same = a.length === b.length && a.every((part, i) => Buffer.from(part).equals(b[i] ?? part))
      assert.equal(lengthPrefixed(a).equals(lengthPrefixed(b)), same)
    }),
  )
  assert.equal(lengthPrefixed(['預', Buffer.from([1])]).toString('hex'), '00000003e9a0900000000101')
})

test('random keys do not repeat, within a block or across blocks', () => {
  const seen = new Set(Array.from({ length: 2000 }, () => newKey().toString('hex')))
  assert.equal(seen.size, 2000)
  assert.ok(!seen.has('00'.repeat(32)))
})

test('a key as an object is the same key as its bytes; one of another size is none', () => {
  const key = newKey()
  const [plaintext, aad] = [Buffer.from('a'), Buffer.from('b')]
  assert.deepEqual(open(createSecretKey(key), seal(key, plaintext, aad), aad), plaintext)
  assert.deepEqual(open(key, seal(createSecretKey(key), plaintext, aad), aad), plaintext)
  const short = createSecretKey(key.subarray(0, 16))
  assert.throws(() => seal(short, plaintext, aad), RangeError)
  assert.throws(() => open(short, seal(key, plaintext, aad), aad), invalid)
})
