import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { bytesOf, codesOf, readAll } from '../test-input.ts'

const order = (id: string) => ({ orderId: id, createdTime: '2026-10-01T00:00:00Z' })
const page = (...ids: string[]) => ({ orders: ids.map(order), pagination: { nextToken: 'x' } })
const read = async (input: string): Promise<string[]> => codesOf(await readAll(input))

test('pages one after another, one a line, in an array, and pretty-printed', async () => {
  const [a, b] = [JSON.stringify(page('1', '2')), JSON.stringify(page('3'))]
  for (const input of [a + b, `${a}\n${b}\n`, `[${a},${b}]`, `\n\t ${a} \r\n ${b}`, `﻿${a}${b}`])
    assert.deepEqual(await read(input), ['1', '2', '3'])
  assert.deepEqual(await read(JSON.stringify([page('1', '2'), page('3')], null, 2)), ['1', '2', '3'])
})

test('single orders: wrapped, bare, one a line, in an array', async () => {
  const bare = JSON.stringify(order('1'))
  for (const input of [bare, `{"order":${bare}}`, `{"payload":{"AmazonOrderId":"1"}}`, `[${bare}]`])
    assert.deepEqual(await read(input), ['1'])
  assert.deepEqual(await read(`${bare}\n${JSON.stringify(order('2'))}\n`), ['1', '2'])
})

test('positions count orders, good or bad, and give the line', async () => {
  const results = await readAll('{"orders":[\n{"orderId":"1"},\n7,\n{"orderId":""},\n{"orderId":"4"}]}')
  assert.deepEqual(
    results.map((result) => (result.ok ? result.item.position : result.position)),
    [
      { input: 0, line: 2, path: 'orders[0]' },
      { input: 1, line: 3, path: 'orders[1]' },
      { input: 2, line: 4, path: 'orders[2]' },
      { input: 3, line: 5, path: 'orders[3]' },
    ],
  )
  assert.deepEqual(codesOf(results), ['1', 'not_an_object', 'invalid_id', '4'])
})

test('a page whose member name is spelt with escapes is still a page', async () => {
  assert.deepEqual(await read('{"\\u006frders":[{"orderId":"1"}]}'), ['1'])
})

test('elements that are no orders are reported one by one', async () => {
  assert.deepEqual(await read('{"orders":[null,"a]b",[{"orderId":"x"}],-1.5e3,{"orderId":"1"},{}]}'), [
    'not_an_object',
    'not_an_object',
    'not_an_object',
    'not_an_object',
    '1',
    'invalid_id',
  ])
})

test('orders in a text or in an object of another name are not taken for orders', async () => {
  assert.deepEqual(await read('{"note":"\\"orders\\":[{\\"orderId\\":\\"1\\"}]"}'), ['not_an_order'])
  assert.deepEqual(await read('{"a":{"orders":[{"orderId":"1"}]}}'), ['not_an_order'])
  assert.deepEqual(await read('{"a":{"b":{"orders":[]}},"orders":[{"orderId":"1"}]}'), [
    '1',
    'unknown_envelope_member',
  ])
})

test('a second array of orders in one page is refused', async () => {
  assert.deepEqual(
    await read('{"orders":[{"orderId":"1"}],"orders":[{"orderId":"2"},3,[4]]}{"orderId":"5"}'),
    ['1', 'duplicate_key', 'duplicate_key', '5'],
  )
})

test('a broken line costs that line', async () => {
  const [a, b] = [JSON.stringify(page('1')), JSON.stringify(page('2'))]
  for (const bad of [
    '{"orders":[{"orderId":"x","buy',
    '{"orders":[}',
    '}',
    'hello',
    '{"orders":[{"orderId":"x"]}',
  ])
    assert.deepEqual(await read(`${a}\n${bad}\n${b}\n`), ['1', 'framing_error', '2'], bad)
})

test('a truncated input gives what was whole and says that it ends early', async () => {
  assert.deepEqual(await read('{"orders":[{"orderId":"1"},{"orderId":"2"'), ['1', 'unexpected_end'])
  assert.deepEqual(await read('[{"orderId":"1"},'), ['1', 'unexpected_end'])
  assert.deepEqual(await read('[{"orderId":"1"},"ab'), ['1', 'not_an_object', 'unexpected_end'])
})

test('a page that is wrong around its orders is reported after them', async () => {
  assert.deepEqual(await read('{"orders":[{"orderId":"1"}],}'), ['1', 'not_json'])
  assert.deepEqual(await read('{"orders":[{"orderId":"1"} {"orderId":"2"}]}'), ['1', 'framing_error'])
})

test('answers that are errors say so', async () => {
  assert.deepEqual(await read('{"errors":[{"code":"Unauthorized","message":"no"}]}'), ['api_error'])
  assert.deepEqual(await read('{"orders":[]}'), [])
})

test('an order too deep or too large is reported, and the next one read', async () => {
  const deep = `${'['.repeat(200)}${']'.repeat(200)}`
  assert.deepEqual(await read(`{"orders":[{"orderId":"1","x":${deep}},{"orderId":"2"}]}`), ['too_deep', '2'])
  const large = JSON.stringify({ orderId: '1', x: 'あ'.repeat(400_000) })
  assert.deepEqual(await read(`{"orders":[${large},{"orderId":"2"}]}`), ['too_large', '2'])
  assert.deepEqual(await read(`${large}\n{"orderId":"2"}`), ['too_large', '2'])
  const exact = (bytes: number) => `{"orderId":"1","x":"${'a'.repeat(bytes - 22)}"}`
  assert.equal(exact(30).length, 30)
  const at = await readAll(`{"orders":[${exact(100)},${exact(101)}]}`, [7], { maxOrderBytes: 100 })
  assert.deepEqual(codesOf(at), ['1', 'too_large'])
})

test('depth 64 is the last that is read', async () => {
  const nested = (depth: number) => `{"orderId":"1","x":${'['.repeat(depth - 1)}0${']'.repeat(depth - 1)}}`
  assert.deepEqual(await read(`{"orders":[${nested(64)},${nested(65)}]}`), ['1', 'too_deep'])
})

test('property: however the bytes are cut, the same comes out', async () => {
  const ids = fc.array(fc.stringMatching(/^[A-Za-z0-9あ🍣-]{1,8}$/u), { maxLength: 4 })
  const junk = fc.constantFrom(
    '',
    '\n',
    '{"orders":[{"orderId":"x"',
    '\n}{\n',
    '[1,{"orderId":"j"}]',
    '"a',
    '\\',
    '﻿',
  )
  const parts = fc.array(fc.tuple(ids, junk, fc.boolean()), { maxLength: 4 })
  await fc.assert(
    fc.asyncProperty(
      parts,
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
      async (list, sizes) => {
        const text = list
          .map(([some, bad, pretty]) => `${JSON.stringify(page(...some), null, pretty ? 1 : 0)}${bad}`)
          .join('\n')
        assert.deepEqual(await readAll(text, sizes), await readAll(text))
      },
    ),
  )
})

test('property: whatever the bytes are, reading ends without throwing', async () => {
  const tokens = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    '"',
    ':',
    ',',
    '\\',
    '\n',
    ' ',
    '1',
    'e',
    'orders',
    '"orders":[',
    '{"orderId":"1"',
  )
  const soup = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.array(tokens, { maxLength: 60 }).map((list) => bytesOf(`{"orders":[${list.join('')}`)),
    fc.json().map((text) => bytesOf(text)),
  )
  await fc.assert(
    fc.asyncProperty(
      soup,
      fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }),
      async (bytes, sizes) => {
        const results = await readAll(bytes, sizes)
        assert.deepEqual(results, await readAll(bytes))
      },
    ),
    { numRuns: 500 },
  )
})
