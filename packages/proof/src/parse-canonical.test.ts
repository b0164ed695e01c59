import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { canonicalJson, type Json } from './canonical-json.ts'
import { fromUtf8, utf8 } from './encoding.ts'
import { ProofError } from './errors.ts'
import { parseCanonical, readLane } from './parse-canonical.ts'
import { scanPlainly } from './scan-canonical.ts'
import { sampleEntry } from './testing/sample-entries.ts'

const isRefused = (error: unknown) => error instanceof ProofError && error.code === 'json_not_canonical'

const refused = [
  '',
  ' 1',
  '1 ',
  '1.0',
  '1e2',
  '01',
  '-0',
  '-',
  '+1',
  '1.',
  '"a',
  '"\\u0041"',
  '"\\/"',
  '"\t"',
  '[1,]',
  '[,1]',
  '[1 ,2]',
  '{"a":1,"a":1}',
  '{"a":1,"a":2}',
  '{"b":1,"a":2}',
  '{"a": 1}',
  '{"a":1,}',
  '{a:1}',
  '{"a"}',
  '{"a":1',
  '{"":1,"":1}',
  '"\\ud800"',
  '"\\udc00\\ud800"',
  '{"9":0,"10":0}',
  '{"\ufb33":1,"\ud83d\ude00":2}', // in the order of UTF-8 bytes, which is not the order of the RFC

  'nul',
  'truefalse',
  'null null',
  '\ufeff1',
  '12345678901234567890',
  '[1]]',
  '{"a":1}}',
  '"a"b',
  '{"unmapped":{"lane":1},"unmapped":{"lane":2}}',
  '[',
  '{',
  `${'['.repeat(65)}${']'.repeat(65)}`,
]
for (const text of refused) {
  test(`refuses ${text.slice(0, 40)}`, () => {
    assert.throws(() => parseCanonical(utf8(text)), isRefused)
    assert.throws(() => readLane(utf8(text)), isRefused)
  })
}

test('refuses bytes that are not UTF-8', () => {
  for (const bytes of [
    [0x22, 0xff, 0x22],
    [0x22, 0xc0, 0x80, 0x22],
    [0x22, 0xed, 0xa0, 0x80, 0x22],
  ]) {
    assert.throws(() => parseCanonical(Uint8Array.from(bytes)), isRefused)
    assert.throws(() => readLane(Uint8Array.from(bytes)), isRefused)
  }
})

const accepted = [
  '0',
  '-1',
  '1.5',
  '1e+21',
  '123456789012345',
  '""',
  '"é\\n\\"\\\\"',
  '[]',
  '{}',
  '{"":0,"a":[null,true,false]}',
  '{"10":0,"9":0}',
  '{"\ud83d\ude00":1,"\ufb33":2}',

  '{"__proto__":1,"toJSON":2}',
  '"\u007f\u2028\ufffe"',
  '"a\\\\ud800"',
]
for (const text of accepted) {
  test(`accepts ${text}`, () =>
    assert.equal(JSON.stringify(parseCanonical(utf8(text))), JSON.stringify(JSON.parse(text))))
}

test('reads back what canonicalJson wrote', () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
      const text = canonicalJson(value)
      assert.equal(canonicalJson(parseCanonical(utf8(text))), text)
    }),
  )
})

/** What a scan may never do is call plain what the full writer would write otherwise. */
function isCanonical(text: string): boolean {
  try {
    return canonicalJson(JSON.parse(text)) === text
  } catch {
    return false
  }
}

test('the quick scan says yes only to canonical text, whatever is changed in it', () => {
  const piece = fc.constantFrom(
    '"',
    ',',
    ':',
    '{',
    '}',
    '[',
    ']',
    '0',
    '-',
    '.',
    'e1',
    '\\',
    ' ',
    '"a":',
    'null',
    '\\ud800',
    '\u0000',
    '"lane":',
  )
  const edit = fc.record({ at: fc.nat(), cut: fc.nat(3), put: piece })
  fc.assert(
    fc.property(fc.jsonValue(), fc.array(edit, { maxLength: 3 }), (value, edits) => {
      let text = canonicalJson(value)
      for (const { at, cut, put } of edits) {
        const i = at % (text.length + 1)
        text = text.slice(0, i) + put + text.slice(i + cut)
      }
      if (scanPlainly(utf8(text)) !== undefined) assert.ok(isCanonical(text), text)
    }),
    { numRuns: 5000 },
  )
})

test('an entry as the server writes it takes the quick way', () => {
  const lane = { id: 'ab'.repeat(16), batch: 3, pos: 1 }
  const bytes = sampleEntry(7, lane)
  const { laneStart, laneEnd, ascii } = scanPlainly(bytes) ?? assert.fail()
  assert.equal(ascii, true)
  assert.deepEqual(JSON.parse(fromUtf8(bytes.subarray(laneStart, laneEnd))), lane)
})

test('the lane is read from unmapped.lane and from nowhere else, by both ways', () => {
  // The quick scan leaves text with an escape to the parser: each case is read by both.
  for (const z of ['', '\n', '"unmapped":{"lane":4}']) {
    const lane = (value: Json) => readLane(utf8(canonicalJson(value)))
    const decoys = { lane: 1, a: { lane: 2, unmapped: { lane: 3 } }, z }
    assert.equal(lane(decoys), undefined)
    assert.equal(lane({ ...decoys, unmapped: { a: { lane: 5 }, z: [{ lane: 6 }] } }), undefined)
    assert.deepEqual(
      lane({ ...decoys, unmapped: { a: { unmapped: { lane: 7 } }, lane: { id: 8 }, z: { lane: 9 } } }),
      { id: 8 },
    )
    assert.equal(lane({ unmapped: { lane: 10 }, v: { lane: 11 }, z }), 10)
    assert.equal(lane([{ unmapped: { lane: 12 } }, z]), undefined)
    assert.equal(lane({ unmapped: [{ lane: 13 }], z }), undefined)
  }
})
