import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import { bearerKey, newServiceKey, serviceKeyHash } from './service-key.ts'

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const made = () => fc.constant(null).map(() => newServiceKey())
const refused = (text: string) => assert.throws(() => serviceKeyHash(text), { code: 'key_malformed' })

test('a new key is well formed, found by its SHA-256, and no two are alike', () => {
  const seen = new Set<string>()
  for (let i = 0; i < 500; i++) {
    const { text, hash, shown } = newServiceKey()
    assert.match(text, /^azk_[0-9A-Za-z]{49}$/)
    assert.deepEqual(serviceKeyHash(text), hash)
    assert.deepEqual(hash, createHash('sha256').update(text).digest())
    assert.equal(shown, text.slice(0, 8))
    seen.add(text)
  }
  assert.equal(seen.size, 500)
})

test('any one character written wrong is caught by the checksum', () => {
  fc.assert(
    fc.property(made(), fc.nat(48), fc.constantFrom(...ALPHABET), ({ text }, at, character) => {
      const i = 4 + at
      fc.pre(text[i] !== character)
      refused(text.slice(0, i) + character + text.slice(i + 1))
    }),
    { numRuns: 2000 },
  )
})

test('two neighbours that changed places are caught', () => {
  fc.assert(
    fc.property(made(), fc.nat(47), ({ text }, at) => {
      const i = 4 + at
      fc.pre(text[i] !== text[i + 1])
      refused(`${text.slice(0, i)}${text[i + 1]}${text[i]}${text.slice(i + 2)}`)
    }),
    { numRuns: 1000 },
  )
})

test('cut, lengthened, in other case, with blanks or another prefix it is no key', () => {
  const { text } = newServiceKey()
  for (let n = 0; n < text.length; n++) refused(text.slice(0, n))
  const others = [` ${text}`, `${text} `, `${text}\n`, `${text}0`, text.toUpperCase(), text.toLowerCase()]
  for (const other of [...others, text.replace('azk_', 'azs_'), text.replace('azk_', 'azk-')]) refused(other)
})

test('other characters are no key, though their checksum be right', () => {
  const checksum = (body: string) => {
    let text = ''
    for (let rest = crc32(body); rest > 0; rest = Math.floor(rest / 62))
      text = ALPHABET.charAt(rest % 62) + text
    return text.padStart(6, '0')
  }
  const { text } = newServiceKey()
  assert.equal(checksum(text.slice(0, -6)), text.slice(-6))
  for (const character of ['-', '_', '=', ' ', '\n', '\0', 'é', '０']) {
    const body = `${text.slice(0, 20)}${character}${text.slice(21, -6)}`
    refused(body + checksum(body))
  }
})

test('no text from outside is taken for a key, and none is repeated in the error', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc
      .string({ minLength: 49, maxLength: 49, unit: fc.constantFrom(...ALPHABET) })
      .map((body) => `azk_${body}`),
  )
  fc.assert(
    fc.property(text, (given) => {
      assert.throws(
        () => serviceKeyHash(given),
        (error: Error & { code?: string }) => {
          assert.equal(error.code, 'key_malformed')
          return given.length < 8 || !JSON.stringify({ ...error, message: error.message }).includes(given)
        },
      )
    }),
    { numRuns: 2000 },
  )
})

test('a key is read from a Bearer header and from nothing else', () => {
  const { text } = newServiceKey()
  assert.equal(bearerKey(`Bearer ${text}`), text)
  assert.equal(bearerKey(`bearer   ${text}`), text)
  for (const header of [
    undefined,
    '',
    text,
    `Basic ${text}`,
    `Bearer ${text} x`,
    'Bearer',
    `xBearer ${text}`,
  ]) {
    assert.equal(bearerKey(header), undefined)
  }
})
