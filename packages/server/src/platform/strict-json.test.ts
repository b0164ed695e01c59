import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isAzukariError } from './errors.ts'
import { parseStrictJson, parseStrictJsonText } from './strict-json.ts'

const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('__proto__', 'constructor', '\\', '"', '\\"', 'a:b', '{"a":1}', '\ud83d\ude00'),
)
// One character that JSON must escape: refused as a name (see json-scan.ts).
const name = text.filter((t) => t.length > 1 || JSON.stringify(t).length === 3)
const number = fc.oneof(
  fc.maxSafeInteger(),
  fc.integer({ min: -99_999, max: 99_999 }).map((n) => n / 100),
)
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    text,
    number,
    fc.boolean(),
    fc.constant(null),
    tie('array'),
    tie('object'),
  ),
  array: fc.array(tie('value'), { maxLength: 4 }),
  object: fc.dictionary(name, tie('value'), { maxKeys: 4, noNullPrototype: true }),
}))
const storable = (v: unknown) => !JSON.stringify(v).includes('\\u0000')

test('what JSON.stringify writes is read back the same', () => {
  fc.assert(
    fc.property(value.filter(storable), fc.constantFrom(undefined, 2, '\t'), (v, space) => {
      const json = JSON.stringify(v, null, space)
      assert.equal(JSON.stringify(parseStrictJson(Buffer.from(json)), null, space), json)
    }),
  )
})

test('a member written twice is found wherever it stands', () => {
  fc.assert(
    fc.property(
      name.filter(storable),
      value.filter(storable),
      value.filter(storable),
      fc.nat(5),
      (key, a, b, depth) => {
        const twice = `{${JSON.stringify(key)}:${JSON.stringify(a)}, ${JSON.stringify(key)} :${JSON.stringify(b)}}`
        const json = `${'[{"x":'.repeat(depth)}${twice}${'}]'.repeat(depth)}`
        assert.throws(
          () => parseStrictJsonText(json),
          (e) => isAzukariError(e, 'json_duplicate_member') && typeof e.where?.column === 'number',
        )
      },
    ),
  )
})

test('any bytes give a value or an error of ours', () => {
  const piece = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ':',
    ',',
    '"',
    '\\',
    '\\u0000',
    '\\ud800',
    '1',
    '1e',
    '-',
    '.',
    ' ',
    'a',
    'true',
    'é',
  )
  fc.assert(
    fc.property(
      fc.oneof(
        fc.array(piece).map((p) => Buffer.from(p.join(''))),
        fc.uint8Array().map((b) => Buffer.from(b)),
      ),
      (bytes) => {
        let strict: unknown
        try {
          strict = parseStrictJson(bytes)
        } catch (error) {
          assert.ok(isAzukariError(error))
          return
        }
        assert.deepEqual(strict, JSON.parse(bytes.toString()))
      },
    ),
    { numRuns: 1000 },
  )
})

test('an error tells the place', () => {
  const whereOf = (json: string) => {
    try {
      parseStrictJsonText(json)
    } catch (error) {
      return isAzukariError(error) ? error.where : undefined
    }
    return undefined
  }
  assert.deepEqual(whereOf('{"a": 1,\n "b": {"c": 1,\n  "c": 2}}'), { line: 3, column: 3 })
  assert.deepEqual(whereOf('[1,\n 1e999]'), { line: 2, column: 2 })
  assert.deepEqual(whereOf(`${'['.repeat(64)}\n[`), { line: 2, column: 1 })
})

test('a name that means something to JavaScript stays an own member', () => {
  const read = parseStrictJsonText('{"__proto__":{"admin":true}}') as Record<string, unknown>
  assert.deepEqual(Object.keys(read), ['__proto__'])
  assert.equal((read as { admin?: boolean }).admin, undefined)
})

test('a name of one escaped character is refused, because the engine reads another; as a text it is fine', () => {
  for (const written of ['\\n', '\\"', '\\\\', '\\/', '\\u0041']) {
    for (const json of [`{"ab":1,"${written}":2}`, `[{"${written}" : {}}]`]) {
      assert.throws(
        () => parseStrictJsonText(json),
        (e) => isAzukariError(e, 'json_text_unsafe'),
        json,
      )
    }
    const fine = `{"a${written}":1,"b":"${written}"}`
    const read = parseStrictJsonText(fine) as Record<string, unknown>
    assert.deepEqual(Object.entries(read), [
      [`a${JSON.parse(`"${written}"`)}`, 1],
      ['b', JSON.parse(`"${written}"`)],
    ])
  }
})
