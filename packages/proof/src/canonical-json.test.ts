import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { canonicalJson } from './canonical-json.ts'
import { ProofError } from './errors.ts'

const isRefused = (error: unknown) => error instanceof ProofError && error.code === 'json_not_representable'

test('RFC 8785 §3.2.4: the sample of the RFC comes out byte for byte', () => {
  const value = {
    // biome-ignore lint/correctness/noPrecisionLoss: the RFC writes it so
    numbers: [333333333.33333329, 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
    string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/',
    literals: [null, true, false],
  }
  assert.equal(
    Buffer.from(canonicalJson(value)).toString('hex'),
    '7b226c69746572616c73223a5b6e756c6c2c747275652c66616c73655d2c226e756d62657273223a' +
      '5b3333333333333333332e333333333333332c31652b33302c342e352c302e3030322c31652d32375d2c2273' +
      '7472696e67223a22e282ac245c75303030665c6e4127425c225c5c5c5c5c222f227d',
  )
})

test('RFC 8785 §3.2.3: members are sorted by UTF-16 code units', () => {
  const value = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\ud83d\ude00': 5, '\u0080': 6, '\u00f6': 7 }
  assert.equal(
    canonicalJson(value),
    '{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\ud83d\ude00":5,"\ufb33":3}',
  )
})

test('names that look like numbers are sorted as text, and -0 is 0', () => {
  assert.equal(canonicalJson({ 9: 0, 10: -0, a: 1e21, b: 1e-7 }), '{"10":0,"9":0,"a":1e+21,"b":1e-7}')
})

test('an object with many members is sorted too', () => {
  const names = Array.from({ length: 60 }, (_, i) => `m${String((i * 37) % 60).padStart(2, '0')}`)
  const text = canonicalJson(Object.fromEntries(names.map((name) => [name, 0])))
  assert.deepEqual([...text.matchAll(/m\d\d/g)].map(String), [...names].sort())
})

test('what has no canonical form is refused', () => {
  const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)])
  const values = [
    undefined,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    1n,
    Symbol('s'),
    () => 1,
    '\ud800',
    { '\udc00': 1 },
    [undefined],
    { a: undefined },
    new Date(0),
    new Map(),
    Uint8Array.of(1),
    new Array(2),
    nested(65),
  ]
  for (const value of values) assert.throws(() => canonicalJson(value), isRefused)
  assert.equal(canonicalJson(nested(64)).length, 129)
})

test('as a slow, obvious writer would write it', () => {
  const obvious = (value: unknown): string => {
    if (Array.isArray(value)) return `[${value.map(obvious).join(',')}]`
    if (typeof value !== 'object' || value === null) return JSON.stringify(value)
    const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
    return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${obvious(member)}`).join(',')}}`
  }
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
      assert.equal(canonicalJson(value), obvious(value))
    }),
  )
})
