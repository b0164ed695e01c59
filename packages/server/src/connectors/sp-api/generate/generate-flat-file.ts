import iconv from 'iconv-lite'
import type { JsonValue } from '../item.ts'
import { elements, type JsonObject, member } from '../map/member.ts'
import type { Encoding } from '../read/decode-rows.ts'
import { type GeneratedOrder, type GenerateOptions, generateOrder } from './generate-orders.ts'

/** Columns of the Japanese report of orders to ship. */
export const FLAT_COLUMNS =
  `order-id order-item-id purchase-date payments-date reporting-date promise-date days-past-promise
  buyer-email buyer-name buyer-phone-number sku product-name quantity-purchased quantity-shipped quantity-to-ship ship-service-level
  recipient-name ship-address-1 ship-address-2 ship-address-3 ship-city ship-state ship-postal-code ship-country payment-method
  cod-collectible-amount already-paid payment-method-fee scheduled-delivery-start-date scheduled-delivery-end-date points-granted
  is-prime verge-of-cancellation verge-of-lateShipment`.split(/\s+/)

const text = (value: JsonValue | undefined): string => (typeof value === 'object' ? '' : String(value ?? ''))

/** Cells of one item, by column. What is not there is blank. */
function cellsOf(order: GeneratedOrder, item: JsonObject): Readonly<Record<string, string>> {
  const of = (...path: readonly string[]): string => text(member(order, ...path))
  const inItem = (...path: readonly string[]): string => text(member(item, ...path))
  const address = (name: string): string => of('recipient', 'deliveryAddress', name)
  return {
    'order-id': order.orderId,
    'order-item-id': inItem('orderItemId'),
    'purchase-date': of('createdTime'),
    'payments-date': of('createdTime'),
    'buyer-email': of('buyer', 'buyerEmail'),
    'buyer-name': of('buyer', 'buyerName'),
    'buyer-phone-number': address('phone'),
    sku: inItem('product', 'sellerSku'),
    'product-name': inItem('product', 'title'),
    'quantity-purchased': inItem('quantityOrdered'),
    'quantity-shipped': inItem('fulfillment', 'quantityFulfilled'),
    'quantity-to-ship': inItem('fulfillment', 'quantityUnfulfilled'),
    'ship-service-level': 'Standard',
    'recipient-name': address('name'),
    'ship-address-1': address('addressLine1'),
    'ship-address-2': address('addressLine2'),
    'ship-state': address('stateOrRegion'),
    'ship-postal-code': address('postalCode'),
    'ship-country': address('countryCode'),
    'is-prime': 'false',
  }
}

/** A tab-separated report, a line at a time. A character that the encoding lacks throws: a report with `?` for a name helps nobody. */
export function* generateFlatFile(
  options: GenerateOptions & { readonly encoding?: Encoding },
): Generator<Uint8Array> {
  const encode = (line: string): Uint8Array => {
    if (options.encoding !== 'cp932') return Buffer.from(line, 'utf8')
    const bytes = iconv.encode(line, 'cp932')
    if (iconv.decode(bytes, 'cp932') !== line) throw new Error('a generated text does not fit CP932')
    return bytes
  }
  yield encode(`${FLAT_COLUMNS.join('\t')}\r\n`)
  for (let index = 0; index < options.count; index++) {
    const order = generateOrder(options, index)
    for (const item of elements(order, 'orderItems')) {
      const cells = cellsOf(order, item)
      yield encode(`${FLAT_COLUMNS.map((column) => cells[column] ?? '').join('\t')}\r\n`)
    }
  }
}
