import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { isAzukariError } from '../../platform/errors.ts'
import { open, seal } from './aead.ts'
import { ed25519Signer, verifyEd25519 } from './ed25519.ts'
import { hkdf, verifyHmac } from './mac.ts'

// Wycheproof's vectors (C2SP/wycheproof): what it calls valid must work, what it calls invalid must not, what we do not support must be refused.
const inputs = process.env.AZUKARI_INPUTS
const skip = inputs === undefined ? 'AZUKARI_INPUTS is not set: Wycheproof vectors left out' : false

type Case = Readonly<Record<string, string>> & { readonly tcId: number; readonly size?: number }
interface Group {
  readonly ivSize: number
  readonly keySize: number
  readonly tagSize: number
  readonly publicKey: { readonly pk: string }
  readonly tests: readonly Case[]
}

function groups(file: string): Group[] {
  const path = join(inputs ?? '', 'crypto/wycheproof', file)
  return (JSON.parse(readFileSync(path, 'utf8')) as { testGroups: Group[] }).testGroups
}

const bytes = (hex: string | undefined) => Buffer.from(hex ?? '', 'hex')

test('AES-256-GCM with a 96-bit nonce and a 128-bit tag; every other parameter refused', { skip }, () => {
  let supported = 0
  let refused = 0
  for (const group of groups('aes_gcm_test.json')) {
    const ours = group.ivSize === 96 && group.keySize === 256 && group.tagSize === 128
    for (const c of group.tests) {
      const key = bytes(c.key)
      const aad = bytes(c.aad)
      const sealed = Buffer.concat([bytes(c.iv), bytes(c.ct), bytes(c.tag)])
      let opened: Buffer | undefined
      try {
        opened = open(key, sealed, aad)
      } catch (error) {
        assert.ok(isAzukariError(error, 'ciphertext_invalid'), `case ${c.tcId}`)
      }
      const expected = ours && c.result === 'valid' ? bytes(c.msg) : undefined
      assert.deepEqual(opened, expected, `case ${c.tcId}`)
      if (expected) assert.deepEqual(open(key, seal(key, expected, aad), aad), expected)
      if (ours) supported++
      else refused++
    }
  }
  assert.ok(supported > 50 && refused > 100)
})

test('HKDF-SHA-256', { skip }, () => {
  let checked = 0
  for (const group of groups('hkdf_sha256_test.json')) {
    for (const c of group.tests) {
      const derive = () => hkdf(bytes(c.ikm), bytes(c.salt), bytes(c.info), c.size ?? 0)
      if (c.result === 'valid') assert.deepEqual(derive(), bytes(c.okm), `case ${c.tcId}`)
      else assert.throws(derive, RangeError, `case ${c.tcId}`)
      checked++
    }
  }
  assert.ok(checked > 50)
})

test('HMAC-SHA-256, whole and cut to 128 bits', { skip }, () => {
  let checked = 0
  for (const group of groups('hmac_sha256_test.json')) {
    for (const c of group.tests) {
      const tag = bytes(c.tag)
      assert.equal(verifyHmac(bytes(c.key), bytes(c.msg), tag), c.result === 'valid', `case ${c.tcId}`)
      assert.equal(verifyHmac(bytes(c.key), bytes(c.msg), tag.subarray(0, tag.length - 1)), false)
      checked++
    }
  }
  assert.ok(checked > 100)
})

test('Ed25519', { skip }, () => {
  let checked = 0
  for (const group of groups('ed25519_test.json')) {
    for (const c of group.tests) {
      const held = verifyEd25519(bytes(group.publicKey.pk), bytes(c.msg), bytes(c.sig))
      assert.equal(held, c.result === 'valid', `case ${c.tcId}`)
      checked++
    }
  }
  assert.ok(checked > 100)
})

test('bad parameters are refused', () => {
  assert.throws(() => hkdf(Buffer.alloc(15), Buffer.alloc(0), Buffer.alloc(0), 32), RangeError)
  assert.throws(() => hkdf(Buffer.alloc(32), Buffer.alloc(0), Buffer.alloc(0), 8161), RangeError)
  assert.throws(() => hkdf(Buffer.alloc(32), Buffer.alloc(0), Buffer.alloc(0), 0), RangeError)
  assert.throws(() => verifyHmac(Buffer.alloc(15), Buffer.alloc(1), Buffer.alloc(32)), RangeError)
  assert.throws(() => ed25519Signer(Buffer.alloc(31)), RangeError)
  const signer = ed25519Signer(Buffer.alloc(32, 7))
  const signature = signer.sign(Buffer.from('m'))
  assert.equal(verifyEd25519(signer.publicKey, Buffer.from('m'), signature), true)
  assert.equal(verifyEd25519(signer.publicKey.subarray(1), Buffer.from('m'), signature), false)
  assert.equal(
    verifyEd25519(signer.publicKey, Buffer.from('m'), Buffer.concat([signature, Buffer.alloc(1)])),
    false,
  )
})
