import assert from 'node:assert/strict'
import test from 'node:test'
import { itemsOf, leavesOf, readAll } from '../test-input.ts'
import { generateFlatFile } from './generate-flat-file.ts'
import { type GenerateOptions, generateOrder, generateOrders } from './generate-orders.ts'

const start = Date.UTC(2026, 9, 1)
const options: GenerateOptions = { seed: 7, count: 250, start }
const HOUR = 3_600_000

test('the same seed gives the same orders; another seed, others', () => {
  assert.deepEqual([...generateOrders(options)], [...generateOrders(options)])
  assert.notDeepEqual(generateOrder(options, 3), generateOrder({ ...options, seed: 8 }, 3))
  assert.deepEqual([...generateOrders(options)][1]?.orders[5], generateOrder({ ...options, count: 1 }, 105))
})

test('pages are full, and say that there are more', () => {
  const pages = [...generateOrders(options)]
  assert.deepEqual(
    pages.map(({ orders, pagination }) => [orders.length, pagination !== undefined]),
    [
      [100, true],
      [100, true],
      [50, false],
    ],
  )
  const ids = pages.flatMap(({ orders }) => orders.map(({ orderId }) => orderId))
  assert.equal(new Set(ids).size, 250)
  for (const id of ids) assert.match(id, /^\d{3}-\d{7}-\d{7}$/)
})

test('what is generated is read without a warning of substance, and every fate occurs', async () => {
  const items = itemsOf(await readAll(JSON.stringify([...generateOrders(options)])))
  assert.equal(items.length, 250)
  const seen = new Set(items.flatMap(({ events }) => events.map(({ event }) => event)))
  assert.deepEqual([...seen].sort(), ['cancelled', 'delivered', 'purchased', 'shipped'])
  const codes = new Set(items.flatMap(({ warnings }) => warnings.map(({ code }) => code)))
  assert.deepEqual([...codes], ['event_time_is_last_update'])
})

test('shipment is when the caller says, and nothing happens after now', async () => {
  const until = start + 50 * HOUR
  const page = [
    ...generateOrders({
      ...options,
      count: 60,
      step: HOUR,
      until,
      fate: () => 'delivered',
      shippedAfter: (i) => i * HOUR,
    }),
  ]
  const items = itemsOf(await readAll(JSON.stringify(page)))
  const shipped = items.map(({ events }) => events.find(({ event }) => event === 'shipped')?.at)
  assert.equal(shipped[4], new Date(start + 8 * HOUR).toISOString())
  for (const { event, at } of items.slice(0, 50).flatMap(({ events }) => events))
    assert.ok(Date.parse(at) <= until, `${event} ${at}`)
  assert.equal(shipped[26], undefined)
})

test('planted values are found, each in its own field', async () => {
  const plant = () => ({
    buyerName: 'M-1',
    buyerEmail: 'm2@example.jp',
    buyerCompanyName: 'M-3',
    recipientName: 'M-4',
    phone: 'M-5',
    addressLine1: 'M-6',
    postalCode: 'M-7',
    addressInstruction: 'M-8',
    giftMessage: 'M-9',
    trackingNumber: 'M-10',
  })
  const page = [...generateOrders({ ...options, count: 1, fate: () => 'shipped', plant })]
  const [item] = itemsOf(await readAll(JSON.stringify(page)))
  for (const value of Object.values(plant()))
    assert.equal(leavesOf(item?.fields).filter((leaf) => leaf === value).length, 1, value)
})

test('the flat file says of the people what the API says, in both encodings', async () => {
  const api = itemsOf(await readAll(JSON.stringify([...generateOrders(options)])))
  for (const encoding of ['utf-8', 'cp932'] as const) {
    const flat = itemsOf(await readAll(Buffer.concat([...generateFlatFile({ ...options, encoding })])))
    assert.equal(flat.length, 250)
    for (const [i, item] of flat.entries()) {
      assert.equal(item.id, api[i]?.id)
      for (const name of [
        'buyer.name',
        'buyer.email',
        'recipient.name',
        'recipient.line1',
        'recipient.postalCode',
      ])
        assert.equal(item.fields[name], api[i]?.fields[name])
    }
  }
})
