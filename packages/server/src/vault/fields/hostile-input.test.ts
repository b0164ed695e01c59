import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { policyOf, SMALL } from '../../../test/small-policy.ts'
import { refuses, shop } from '../test-support/test-shop.ts'
import { checkFields, type Fields } from './field-values.ts'

const orders = policyOf(SMALL).model.collections.orders
if (!orders) throw new Error('the small policy has orders')

const HOSTILE_IDS = [
  '',
  'a\0b',
  'a\u0007',
  'a\n',
  '\u202eabc',
  'a\u2066b',
  'a\u061cb',
  'a\u200f',
  '\ufeffa',
  'a\u2028b',
  '\ud800',
  'x\udc00',
  'あ'.repeat(86),
]

test('an id that cannot be shown or kept as it is is refused, on every way in', async (t) => {
  const { w, put, reveal } = await shop(t)
  for (const id of HOSTILE_IDS) {
    await refuses('record_id_invalid', put(id, { sku: 'A' }))
    await refuses('record_id_invalid', reveal(id))
  }
  assert.equal(await w.count('vault.record'), 0)
})

test('any other id is kept byte for byte, and found under itself alone', async (t) => {
  const { put, reveal } = await shop(t)
  const ids = [
    'é',
    'e\u0301',
    'A',
    'a',
    ' a',
    'a ',
    'ａ',
    '__proto__',
    'constructor',
    '../../x',
    "'; DROP TABLE vault.record; --",
    '👩‍👩‍👧',
    'x'.repeat(256),
  ]
  for (const [i, id] of ids.entries()) await put(id, { sku: `${i}` })
  for (const [i, id] of ids.entries()) assert.deepEqual((await reveal(id)).fields, { sku: `${i}` })
})

const WRONG: Record<string, unknown[]> = {
  name: [1, true, null, {}, [], 'a\0', '\ud800', 'x'.repeat(201), 'あ'.repeat(67), undefined],
  count: ['1', Number.NaN, Number.POSITIVE_INFINITY, null, 1n],
  day: ['2026-02-30', '2026-1-1', '20260101', '2026-01-01T00:00:00Z', 20260101, '-000001-01-01'],
  at: ['2026-01-01', 'now', '2026-13-01T00:00:00Z', 5, `2026-01-01T00:00:00.${'0'.repeat(40)}Z`],
  blob: ['a', 'a===', '####', 'QUI', `${'QUJD'.repeat(33)}QUI=`, 4, null],
  items: [undefined, () => 1, 1n, { a: undefined }, '\ud800', nest(100), 'x'.repeat(10_001), Number.NaN],
}

function nest(depth: number): unknown {
  let value: unknown = 1
  for (let i = 0; i < depth; i++) value = [value]
  return value
}

test('a value of the wrong type or size is refused by name, and never repeated', () => {
  for (const [name, values] of Object.entries(WRONG)) {
    for (const value of values) {
      const fields = { [name]: value } as Fields
      assert.throws(
        () => checkFields(orders, fields, false),
        (error: { code: string; detail: string }) => {
          assert.equal(error.code, 'fields_invalid', `${name} ${String(value).slice(0, 50)}`)
          return error.detail.startsWith(`${name}: `) && !error.detail.includes('xxxx')
        },
      )
    }
  }
})

test('a field no policy names is refused, and its name is not repeated when it may be data', () => {
  for (const name of [
    '__proto__',
    'constructor',
    'toString',
    'hanako@example.jp',
    'x'.repeat(100),
    'na\0me',
  ]) {
    const fields = JSON.parse(`{${JSON.stringify(name)}: "x"}`) as Fields
    assert.throws(
      () => checkFields(orders, fields, false),
      (error: { code: string; detail: string }) => {
        assert.equal(error.code, 'fields_invalid')
        return !error.detail.includes('hanako') && !error.detail.includes('xxxx')
      },
    )
  }
})

test('what is put in is what comes out', async (t) => {
  const { put, reveal } = await shop(t)
  const values = fc.record(
    {
      name: fc.string({ unit: 'binary', minLength: 0, maxLength: 40 }).filter((s) => !s.includes('\0')),
      count: fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0),
      items: fc.dictionary(fc.string({ maxLength: 5 }), fc.jsonValue({ maxDepth: 3 }), {
        maxKeys: 5,
        noNullPrototype: true,
      }),
      blob: fc.uint8Array({ maxLength: 100 }).map((b) => Buffer.from(b).toString('base64')),
    },
    { requiredKeys: [] },
  )
  let n = 0
  await fc.assert(
    fc.asyncProperty(values, async (fields) => {
      const id = `${++n}`
      await put(id, fields as Fields)
      assert.equal(JSON.stringify((await reveal(id)).fields), JSON.stringify(inOrder(fields)))
    }),
    { numRuns: 40 },
  )
})

/** Answers come in the order of the policy. */
const inOrder = (fields: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    orders.fields.flatMap((f) => (Object.hasOwn(fields, f.name) ? [[f.name, fields[f.name]]] : [])),
  )
