import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { verifyEd25519 } from './ed25519.ts'

interface Vectors {
  readonly testGroups: readonly {
    readonly publicKey: { readonly pk: string }
    readonly tests: readonly {
      readonly tcId: number
      readonly msg: string
      readonly sig: string
      readonly result: string
    }[]
  }[]
}

const inputs = process.env.AZUKARI_INPUTS
const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'))

test('Ed25519 signatures of Wycheproof, valid and invalid', {
  skip: inputs === undefined && 'AZUKARI_INPUTS is not set: the shared vectors were left out',
}, async () => {
  const file = join(inputs ?? '', 'crypto/wycheproof/ed25519_test.json')
  const { testGroups } = JSON.parse(readFileSync(file, 'utf8')) as Vectors
  let count = 0
  for (const { publicKey, tests } of testGroups) {
    for (const { tcId, msg, sig, result } of tests) {
      assert.equal(
        await verifyEd25519(bytes(publicKey.pk), bytes(msg), bytes(sig)),
        result === 'valid',
        `case ${tcId}`,
      )
      count++
    }
  }
  assert.ok(count > 100)
})
