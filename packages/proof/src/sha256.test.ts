import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { toHex, utf8 } from './encoding.ts'
import * as portable from './sha256.ts'
import * as native from './sha256-node.ts'

// NIST, FIPS 180-4 examples and CAVP short messages.
const vectors: readonly (readonly [string, string])[] = [
  ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  [
    'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
    '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
  ],
  [
    'abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu',
    'cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1',
  ],
  ['a'.repeat(1_000_000), 'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0'],
]

for (const [name, { sha256, sha256Into }] of Object.entries({ portable, native })) {
  test(`${name}: NIST vectors`, () => {
    for (const [message, digest] of vectors) {
      assert.equal(toHex(sha256(utf8(message))), digest)
      const out = new Uint8Array(40).fill(7)
      sha256Into(out, 4, utf8(message))
      assert.equal(toHex(out), `07070707${digest}07070707`)
    }
    assert.equal(toHex(sha256()), vectors[0]?.[1])
  })
}

test('both agree at every length around a block, and on parts as on the whole', () => {
  for (let length = 0; length <= 300; length++) {
    const bytes = new Uint8Array(length).map((_, i) => i * 7 + length)
    assert.deepEqual(portable.sha256(bytes), native.sha256(bytes))
  }
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 5 }), (parts) => {
      assert.deepEqual(portable.sha256(...parts), native.sha256(...parts))
      assert.deepEqual(native.sha256(...parts), native.sha256(Buffer.concat(parts)))
    }),
  )
})

test('parts longer than the scratch space are hashed as well', () => {
  const parts = [new Uint8Array(60_000).fill(1), new Uint8Array(60_000).fill(2)]
  assert.deepEqual(native.sha256(...parts), portable.sha256(...parts))
})
