import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import test from 'node:test'
import { parse } from 'csv-parse/sync'
import iconv from 'iconv-lite'
import type { JsonValue } from './item.ts'
import { elements, isObject, type JsonObject, member } from './map/member.ts'
import { itemsOf, leavesOf, readAll } from './test-input.ts'

const inputs = process.env.AZUKARI_INPUTS
const skip = inputs === undefined ? 'AZUKARI_INPUTS is not set: samples of third parties are left out' : false
const json = async (file: string): Promise<JsonValue> =>
  JSON.parse(await readFile(`${inputs}/${file}`, 'utf8')) as JsonValue

/** Example and sandbox answers inside a model. */
function answersIn(value: JsonValue): readonly JsonValue[] {
  if (Array.isArray(value)) return value.flatMap(answersIn)
  if (!isObject(value)) return []
  const own = [
    member(value, 'examples', 'application/json'),
    ...elements(value, 'x-amzn-api-sandbox', 'static').map((one) => one.response),
  ]
  return [...own.filter((one) => one !== undefined), ...Object.values(value).flatMap(answersIn)]
}

/** The orders of an answer, found without our reader. */
function ordersIn(answer: JsonValue): readonly JsonObject[] {
  const body = isObject(member(answer, 'payload')) ? member(answer, 'payload') : answer
  const page = ['orders', 'Orders'].flatMap((name) => elements(body, name))
  const one = isObject(member(body, 'order')) ? member(body, 'order') : body
  const bare =
    isObject(one) && (Object.hasOwn(one, 'orderId') || Object.hasOwn(one, 'AmazonOrderId')) ? [one] : []
  return [...page, ...bare]
}

const blank = (leaf: unknown): boolean => typeof leaf === 'string' && leaf.trim() === ''
/** Leaves that stand elsewhere than in a field: the order's id and the token of the next page. */
const beside = (order: JsonObject): Set<unknown> =>
  new Set([order.orderId ?? order.AmazonOrderId, order.NextToken])

async function check(answer: JsonValue): Promise<number> {
  const orders = ordersIn(answer)
  const results = await readAll(answer, [97])
  const items = itemsOf(results)
  assert.equal(items.length, orders.length)
  for (const [i, order] of orders.entries()) {
    const expected = leavesOf(order).filter((leaf) => !blank(leaf) && !beside(order).has(leaf))
    const found = leavesOf(items[i]?.fields).filter((leaf) => !beside(order).has(leaf))
    assert.deepEqual(found.map(String).sort(), expected.map(String).sort())
    assert.equal(items[i]?.fields.unclassified, undefined)
  }
  return orders.length
}

for (const model of ['orders_2026-01-01.json', 'ordersV0.json'])
  test(`${model}: every example and sandbox answer is read, each value into one field`, {
    skip,
  }, async () => {
    let orders = 0
    for (const answer of answersIn(await json(`spapi/models/${model}`))) orders += await check(answer)
    assert.ok(orders >= 4, `${orders}`)
  })

test('ordersV0.cases.json: every answer is read, one a line too', { skip }, async () => {
  const cases = (await json('spapi/samples/ordersV0.cases.json')) as readonly JsonObject[]
  const answers = cases.map((one) => one.response ?? {})
  let orders = 0
  for (const answer of answers) orders += await check(answer)
  assert.ok(orders > 10)
  const lines = itemsOf(await readAll(answers.map((answer) => JSON.stringify(answer)).join('\n'), [1009]))
  assert.equal(lines.length, orders)
})

test('1,000 Japanese addresses survive a report in CP932', { skip }, async () => {
  const csv = await readFile(`${inputs}/pii/jp-addresses/addresses-1-1000.csv`)
  const all = (parse(csv, { from_line: 2, relax_column_count: true }) as string[][]).map(
    ([address = '']) => address,
  )
  const addresses = all.filter(
    (address) => !/[\t"]/.test(address) && iconv.decode(iconv.encode(address, 'cp932'), 'cp932') === address,
  )
  assert.ok(addresses.length > 950, `${addresses.length} of ${all.length} fit CP932`)
  const rows = addresses.map((address, i) => `250-${i}\t${i}\t${address}`)
  const text = ['order-id\torder-item-id\tship-address-1', ...rows, ''].join('\r\n')
  for (const bytes of [iconv.encode(text, 'cp932'), Buffer.from(text)])
    assert.deepEqual(
      itemsOf(await readAll(bytes, [1013])).map(({ fields }) => fields['recipient.line1']),
      addresses,
    )
})
