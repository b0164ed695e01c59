import assert from 'node:assert/strict'
import test from 'node:test'
import { ORDER_FIELDS } from '../map/fields.ts'
import { codesOf, itemsOf, readAll } from '../test-input.ts'

const warningsOf = async (order: unknown): Promise<string[]> => {
  const [item] = itemsOf(await readAll(JSON.stringify({ orders: [order] })))
  return (item?.warnings ?? [])
    .filter(({ code }) => code === 'blank_name_missing_role')
    .map(({ path }) => path)
}

test('names left out while their neighbours are there mean that a role is missing', async () => {
  assert.deepEqual(await warningsOf({ orderId: '1', buyer: { buyerName: '', buyerEmail: 'x@example.jp' } }), [
    'buyer.buyerName',
  ])
  assert.deepEqual(await warningsOf({ orderId: '1', buyer: { buyerEmail: 'x@example.jp' } }), [
    'buyer.buyerName',
  ])
  assert.deepEqual(await warningsOf({ orderId: '1', recipient: { deliveryAddress: { postalCode: '1' } } }), [
    'recipient.deliveryAddress.name',
  ])
  assert.deepEqual(await warningsOf({ orderId: '1' }), [])
  assert.deepEqual(await warningsOf({ orderId: '1', buyer: {}, recipient: { deliveryPreference: {} } }), [])
  assert.deepEqual(
    await warningsOf({ AmazonOrderId: '1', ShippingAddress: { City: 'x' }, BuyerInfo: { BuyerName: null } }),
    ['BuyerInfo.BuyerName', 'ShippingAddress.Name'],
  )
  assert.deepEqual(await warningsOf({ AmazonOrderId: '1', BuyerEmail: 'x@example.jp' }), ['BuyerName'])
})

test('ids are trimmed, short and plain', async () => {
  const ids = [' 250-1-1 ', '', ' ', 'a'.repeat(128), 'a'.repeat(129), 'a\u0007', 5, null, ['x']]
  const results = await readAll({ orders: ids.map((orderId) => ({ orderId })) })
  assert.deepEqual(codesOf(results), [
    '250-1-1',
    ...Array(2).fill('invalid_id'),
    'a'.repeat(128),
    ...Array(5).fill('invalid_id'),
  ])
})

test('the same order twice comes out twice, in order', async () => {
  const results = await readAll({
    orders: [1, 2].map((n) => ({ orderId: 'x', buyer: { buyerName: `${n}` } })),
  })
  assert.deepEqual(
    itemsOf(results).map(({ fields }) => fields['buyer.name']),
    ['1', '2'],
  )
})

test('answers of v0 about one order are parts of it', async () => {
  const [items] = itemsOf(
    await readAll({
      payload: {
        AmazonOrderId: '1',
        NextToken: 'more',
        OrderItems: [{ OrderItemId: '7', ASIN: 'B0', BuyerInfo: { GiftMessageText: 'おめでとう' } }],
      },
    }),
  )
  assert.equal(items?.partial, true)
  assert.deepEqual(items?.fields, {
    items: { 7: { orderItemId: '7', product: { asin: 'B0' } } },
    'items.personal': { 7: { giftMessage: 'おめでとう' } },
  })
  assert.deepEqual(items?.events, [])
})

test('no detail, code or path of a result holds a value', async () => {
  const secret = '山田太郎'
  const results = await readAll(
    [
      JSON.stringify({
        orders: [
          { orderId: `${secret}\u0000` },
          { orderId: '1', [secret]: secret, buyer: { [`k ${secret}`]: 1 } },
        ],
      }),
      JSON.stringify({ orders: [], [secret]: 1 }),
      JSON.stringify({ [secret]: secret }),
      `{"${secret}`,
    ].join('\n'),
  )
  assert.equal(results.length, 5)
  for (const result of results)
    assert.equal(JSON.stringify(result.ok ? result.item.warnings : result).includes(secret), false)
})

test('what is personal is in no field of the order class', () => {
  const personal =
    /name|email|phone|address|postal|street|city|county|district|municipal|neighbo|complement|latitude|longitude|giftmessage|customized|tracking|serial-?numbers|cancelreason|cancel-reason|acquirer|authorizationcode|taxregistration|taxclassif|legal|instruction|dropoff|purchaseorder|purchase-order|deliverytime|fieldvalue|reviewer|cpf|license|transparencycodes|bill-|storechain|store-chain/i
  // The seller's own, the marketplace's, a product's or a channel's name.
  const others =
    /shipFrom|DefaultShipFrom|default-ship-from|sellerDisplayName|SellerDisplayName|marketplaceName|channelName|product-name|ship-service-name|FulfillmentInstruction|SerialNumberRequired/
  for (const field of ORDER_FIELDS) {
    if (field.class !== 'order') continue
    for (const path of [...field.from.orders2026, ...field.from.ordersV0, ...field.from.flatFile])
      if (!others.test(path)) assert.doesNotMatch(path, personal, field.name)
  }
})

test('every field has a source, its name once, and a name as names are written', () => {
  for (const { name, from } of ORDER_FIELDS) {
    assert.match(name, /^[a-z][A-Za-z0-9]*(\.[a-z][A-Za-z0-9]*)*$/)
    if (name !== 'unclassified')
      assert.ok(from.orders2026.length + from.ordersV0.length + from.flatFile.length > 0, name)
  }
  assert.equal(new Set(ORDER_FIELDS.map(({ name }) => name)).size, ORDER_FIELDS.length)
})
