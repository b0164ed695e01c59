import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { parseStrict } from './parse-strict.ts'
import { ValueScan } from './value-scan.ts'

function parse(input: string | Uint8Array) {
  const bytes = typeof input === 'string' ? Buffer.from(input) : input
  const scan = new ValueScan(false)
  const { stop } = scan.scan(bytes, 0)
  assert.equal(stop, 'done')
  return parseStrict(bytes, scan)
}
const codeOf = (input: string | Uint8Array): string => {
  const parsed = parse(input)
  return parsed.ok ? 'ok' : parsed.code
}

test('a member named twice is refused, wherever it is and however it is spelt', () => {
  assert.equal(codeOf('{"a":1,"a":1}'), 'duplicate_key')
  assert.equal(codeOf('{"x":[{"y":{"a":1,"b":2,"\\u0061":3}}]}'), 'duplicate_key')
  assert.equal(codeOf('{"a":{"a":1},"b":":,:\\":"}'), 'ok')
})

test('NUL and halves of surrogate pairs are refused in texts and in names', () => {
  for (const bad of [
    '{"a":"\\u0000"}',
    '{"a":"\\ud83d"}',
    '{"\\udc00":1}',
    '{"a":["x",{"b":"\\uD800\\u0041"}]}',
  ])
    assert.equal(codeOf(bad), 'forbidden_character')
  assert.equal(codeOf('{"a":"\\ud83d\\ude00"}'), 'ok')
})

test('bytes that are not UTF-8 are refused, overlong forms and raw surrogates too', () => {
  for (const bad of [[0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xe3, 0x81]])
    assert.equal(
      codeOf(Buffer.concat([Buffer.from('{"a":"'), Uint8Array.from(bad), Buffer.from('"}')])),
      'not_utf8',
    )
})

test('what JSON.parse refuses is refused', () => {
  for (const bad of ['{"a":01}', '{a:1}', "{'a':1}", '{"a":1,}', '{"a":NaN}', '{"a":"\t"}', '{"a":1 "b":2}'])
    assert.equal(codeOf(bad), 'not_json')
})

test('a number that a double would change is kept as text', () => {
  const parsed = parse('{"a":12345678901234567890,"b":1e400,"c":1e2,"d":0.1,"e":9007199254740991}')
  assert.deepEqual(parsed, {
    ok: true,
    value: { a: '12345678901234567890', b: '1e400', c: 100, d: 0.1, e: 9007199254740991 },
    keptAsText: true,
  })
})

test('property: any object goes through unchanged', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue({ maxDepth: 5 })), (value) => {
      const text = JSON.stringify(value)
      const parsed = parse(text)
      if (!parsed.ok) return assert.equal(parsed.code, 'forbidden_character')
      if (!parsed.keptAsText) assert.deepEqual(parsed.value, JSON.parse(text))
    }),
  )
})
