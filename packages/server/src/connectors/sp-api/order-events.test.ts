import assert from 'node:assert/strict'
import test from 'node:test'
import type { JsonValue } from './item.ts'
import { eventsOf2026, eventsOfRows, eventsOfV0, type OrderEvents } from './order-events.ts'

const at = (events: OrderEvents): Record<string, string> =>
  Object.fromEntries(events.events.map((one) => [one.event, one.at]))
const codes = (events: OrderEvents): string[] => events.warnings.map(({ code }) => code)
const parcel = (status: string, shipTime?: string): JsonValue => ({
  packageReferenceId: '1',
  packageStatus: { status },
  ...(shipTime === undefined ? {} : { shipTime }),
})
const order = (fulfillmentStatus: string, packages: readonly JsonValue[] = []) => ({
  orderId: '1',
  createdTime: '2026-10-01T09:00:00+09:00',
  lastUpdatedTime: '2026-10-05T00:00:00Z',
  fulfillment: { fulfillmentStatus },
  packages,
})
const PURCHASED = '2026-10-01T00:00:00.000Z'
const CHANGED = '2026-10-05T00:00:00.000Z'

test('of several packages the earliest shipment counts, and that others wait is said', () => {
  const told = eventsOf2026(
    order('PARTIALLY_SHIPPED', [
      parcel('IN_TRANSIT', '2026-10-03T00:00:00Z'),
      parcel('SHIPPED', '2026-10-02T00:00:00Z'),
      parcel('PENDING'),
    ]),
  )
  assert.deepEqual(at(told), { purchased: PURCHASED, shipped: '2026-10-02T00:00:00.000Z' })
  assert.deepEqual(codes(told), ['partly_shipped'])
})

test('a cancelled package was never shipped', () => {
  const told = eventsOf2026(
    order('UNSHIPPED', [parcel('CANCELLED', '2026-10-02T00:00:00Z'), parcel('PENDING')]),
  )
  assert.deepEqual(at(told), { purchased: PURCHASED })
})

test('shipped without packages (sent by the marketplace) is when the order last changed, and said', () => {
  const told = eventsOf2026(order('SHIPPED'))
  assert.deepEqual(at(told), { purchased: PURCHASED, shipped: CHANGED })
  assert.deepEqual(codes(told), ['event_time_is_last_update'])
})

test('delivered is when all packages are', () => {
  const one = parcel('DELIVERED', '2026-10-02T00:00:00Z')
  const all = eventsOf2026(order('SHIPPED', [one, one, parcel('CANCELLED')]))
  assert.deepEqual(at(all), { purchased: PURCHASED, shipped: '2026-10-02T00:00:00.000Z', delivered: CHANGED })
  assert.equal(
    at(eventsOf2026(order('SHIPPED', [one, parcel('IN_TRANSIT', '2026-10-02T00:00:00Z')]))).delivered,
    undefined,
  )
  assert.equal(at(eventsOf2026(order('PARTIALLY_SHIPPED', [one]))).delivered, undefined)
})

test('cancelled, pending and unfulfillable', () => {
  assert.deepEqual(at(eventsOf2026(order('CANCELLED'))), { purchased: PURCHASED, cancelled: CHANGED })
  for (const status of ['PENDING', 'PENDING_AVAILABILITY', 'UNSHIPPED', 'UNFULFILLABLE'])
    assert.deepEqual(at(eventsOf2026(order(status))), { purchased: PURCHASED })
})

test('no time is made up: without one there is a warning and no event', () => {
  const told = eventsOf2026({
    orderId: '1',
    createdTime: '2026-13-01T00:00:00Z',
    fulfillment: { fulfillmentStatus: 'SHIPPED' },
  })
  assert.deepEqual(told.events, [])
  assert.deepEqual(codes(told), ['event_without_time', 'event_without_time'])
})

test('a time before the purchase is no time; the last change is taken where it is later', () => {
  const early = eventsOf2026(order('SHIPPED', [parcel('SHIPPED', '2026-09-01T00:00:00Z')]))
  assert.deepEqual(at(early), { purchased: PURCHASED, shipped: CHANGED })
  assert.deepEqual(codes(early), ['event_before_purchase', 'event_time_is_last_update'])
  const both = eventsOf2026({ ...order('CANCELLED'), lastUpdatedTime: '2026-09-01T00:00:00Z' })
  assert.deepEqual(at(both), { purchased: PURCHASED })
})

test('v0: statuses with the time of the last change; answers about parts tell nothing', () => {
  const v0 = {
    AmazonOrderId: '1',
    PurchaseDate: '2026-10-01T00:00:00Z',
    LastUpdateDate: '2026-10-05T00:00:00Z',
  }
  assert.deepEqual(at(eventsOfV0({ ...v0, OrderStatus: 'Shipped', EasyShipShipmentStatus: 'Delivered' })), {
    purchased: PURCHASED,
    shipped: CHANGED,
    delivered: CHANGED,
  })
  assert.deepEqual(at(eventsOfV0({ ...v0, OrderStatus: 'Canceled' })), {
    purchased: PURCHASED,
    cancelled: CHANGED,
  })
  assert.deepEqual(codes(eventsOfV0({ ...v0, OrderStatus: 'PartiallyShipped' })), [
    'event_time_is_last_update',
    'partly_shipped',
  ])
  assert.deepEqual(eventsOfV0({ AmazonOrderId: '1', OrderItems: [] }), { events: [], warnings: [] })
})

test('rows: the earliest shipment date, a day where only a day is given', () => {
  const row = { 'purchase-date': '2026-10-01T00:00:00Z' }
  const told = eventsOfRows([
    { ...row, 'shipment-date': '2026-10-03' },
    { ...row, 'shipment-date': '2026-10-02' },
  ])
  assert.deepEqual(at(told), { purchased: PURCHASED, shipped: '2026-10-02' })
  assert.deepEqual(at(eventsOfRows([{ ...row, 'shipment-date': '2026-10-01' }])), {
    purchased: PURCHASED,
    shipped: '2026-10-01',
  })
  assert.deepEqual(codes(eventsOfRows([{ ...row, 'quantity-shipped': '1' }])), ['event_without_time'])
})
