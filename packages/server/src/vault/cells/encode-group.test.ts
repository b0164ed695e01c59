import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type EncodedGroup, withEncodedGroup } from './encode-group.ts'

const RECORD = Buffer.alloc(16, 7)
const group = (...texts: string[]) => ({
  record: RECORD,
  schema: 1,
  cells: texts.map((text) => ({ text })),
})

for (const [what, text] of [
  ['what fits the shared memory', '["o-1",{"name":"Hanako"}]'],
  ['what is larger', JSON.stringify(['o-1', { note: 'Hanako '.repeat(20_000) }])],
] as const) {
  test(`plaintexts are there while they are used and gone afterwards: ${what}`, () => {
    let kept: EncodedGroup | undefined
    withEncodedGroup(group(text, text), (encoded) => {
      kept = encoded
      for (const plaintext of encoded.plaintexts) assert.ok(plaintext.includes('Hanako'))
    })
    assert.ok(kept?.bytes.every((byte) => byte === 0))
    assert.ok(kept?.plaintexts.every((plaintext) => plaintext.every((byte) => byte === 0)))
  })
}

test('plaintexts are gone when their use fails, too', () => {
  let kept: EncodedGroup | undefined
  assert.throws(
    () =>
      withEncodedGroup(group('["o-1",{"name":"Hanako"}]'), (encoded) => {
        kept = encoded
        throw new Error('not sealed')
      }),
    /not sealed/,
  )
  assert.ok(kept?.bytes.every((byte) => byte === 0))
})
