import { madeUpAddress } from './made-up-addresses.ts'
import { madeUpCompany, madeUpEmail, madeUpGiftMessage, madeUpName, madeUpPhone } from './made-up-people.ts'
import { SeededRandom } from './seeded-random.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** What becomes of an order. */
export type Fate = 'unshipped' | 'shipped' | 'delivered' | 'cancelled'

/** Values of the caller's own in place of made-up ones, for instance markers to look for where they must not be. */
export interface Planted {
  readonly buyerName?: string
  readonly buyerEmail?: string
  readonly buyerCompanyName?: string
  readonly recipientName?: string
  readonly phone?: string
  readonly addressLine1?: string
  readonly postalCode?: string
  readonly addressInstruction?: string
  readonly giftMessage?: string
  readonly trackingNumber?: string
}

export interface GenerateOptions {
  /** The same seed gives the same orders. */
  readonly seed: number
  readonly count: number
  /** When the first order was placed, ms since 1970 UTC. */
  readonly start: number
  /** Time between two orders, ms. 10 minutes. */
  readonly step?: number
  /** Orders in a page: the API's most is 100. */
  readonly pageSize?: number
  /** Parts of 1, by chance; the rest is unshipped. 0.5 shipped, 0.2 delivered, 0.05 cancelled. */
  readonly shippedShare?: number
  readonly deliveredShare?: number
  readonly cancelledShare?: number
  /** Says the fate of an order instead of chance. */
  readonly fate?: (index: number) => Fate
  /** Time from the order to its shipment, ms. 6 to 47 hours. */
  readonly shippedAfter?: (index: number) => number
  /** Now, as the orders know it: what would happen later has not happened yet. */
  readonly until?: number
  readonly plant?: (index: number) => Planted
}

type Money = { readonly amount: string; readonly currencyCode: string }
type Json = string | number | boolean | { readonly [name: string]: Json } | readonly Json[]
export type GeneratedOrder = { readonly orderId: string; readonly [name: string]: Json }
export interface Page {
  readonly orders: readonly GeneratedOrder[]
  readonly pagination?: { readonly nextToken: string }
  readonly createdBefore: string
}

const PRODUCTS = [
  ['B0AZUKARI1', '南部鉄器 急須 0.6L', 6800],
  ['B0AZUKARI2', '今治タオル フェイス 3枚組', 2480],
  ['B0AZUKARI3', '万年筆 細字（F）', 11000],
  ['B0AZUKARI4', '有田焼 飯碗 ペア', 5400],
  ['B0AZUKARI5', '文庫本カバー 革', 3200],
] as const

const iso = (ms: number): string => new Date(ms).toISOString()
const yen = (amount: number): Money => ({ amount: `${amount}`, currencyCode: 'JPY' })

interface Course {
  readonly fate: Fate
  readonly created: number
  readonly shipped: number
  readonly changed: number
}

function chosenFate(options: GenerateOptions, random: SeededRandom, index: number): Fate {
  const chance = random.next()
  if (options.fate !== undefined) return options.fate(index)
  const shipped = options.shippedShare ?? 0.5
  const delivered = shipped + (options.deliveredShare ?? 0.2)
  if (chance < shipped) return 'shipped'
  if (chance < delivered) return 'delivered'
  return chance < delivered + (options.cancelledShare ?? 0.05) ? 'cancelled' : 'unshipped'
}

function courseOf(options: GenerateOptions, random: SeededRandom, index: number): Course {
  let fate = chosenFate(options, random, index)
  const until = options.until ?? Number.POSITIVE_INFINITY
  const created = options.start + index * (options.step ?? 10 * MINUTE)
  const shipped = created + (options.shippedAfter?.(index) ?? 6 * HOUR + (index % 42) * HOUR)
  const delivered = shipped + 30 * HOUR
  const cancelled = created + HOUR
  if (fate === 'delivered' && delivered > until) fate = 'shipped'
  if (fate === 'shipped' && shipped > until) fate = 'unshipped'
  if (fate === 'cancelled' && cancelled > until) fate = 'unshipped'
  const changed = { unshipped: created, shipped, delivered, cancelled }[fate]
  return { fate, created, shipped, changed }
}

function itemsOf(random: SeededRandom, index: number, fate: Fate, planted: Planted): readonly Json[] {
  return Array.from({ length: random.chance(0.2) ? 2 : 1 }, (_, i) => {
    const [asin, title, price] = random.pick(PRODUCTS)
    const quantity = random.int(1, 3)
    const sent = fate === 'shipped' || fate === 'delivered'
    const gift = i === 0 && (random.chance(0.15) || planted.giftMessage !== undefined)
    const message = madeUpGiftMessage(random)
    return {
      orderItemId: `${70_000_000_000_000 + index * 10 + i}`,
      quantityOrdered: quantity,
      product: {
        asin,
        title,
        sellerSku: `SKU-${asin.slice(-1)}`,
        condition: { conditionType: 'NEW' },
        price: { unitPrice: yen(price) },
      },
      proceeds: { proceedsTotal: yen(price * quantity) },
      fulfillment: {
        quantityFulfilled: sent ? quantity : 0,
        quantityUnfulfilled: sent ? 0 : quantity,
        ...(gift
          ? {
              packing: {
                giftOption: { giftMessage: planted.giftMessage ?? message, giftWrapLevel: 'Classic' },
              },
            }
          : {}),
      },
      ...(fate === 'cancelled' ? { cancellation: { cancellationExecution: { cancelledBy: 'BUYER' } } } : {}),
    }
  })
}

function peopleOf(random: SeededRandom, index: number, planted: Planted): { buyer: Json; recipient: Json } {
  const buyerName = planted.buyerName ?? madeUpName(random)
  const other = madeUpName(random)
  const company = madeUpCompany(random)
  const address = madeUpAddress(random)
  const business = planted.buyerCompanyName !== undefined || random.chance(0.08)
  const note =
    planted.addressInstruction ?? (random.chance(0.1) ? '呼び鈴が鳴りません。お電話ください' : undefined)
  return {
    buyer: {
      buyerName,
      buyerEmail: planted.buyerEmail ?? madeUpEmail(random, index),
      ...(business ? { buyerCompanyName: planted.buyerCompanyName ?? company } : {}),
    },
    recipient: {
      deliveryAddress: {
        name: planted.recipientName ?? (random.chance(0.8) ? buyerName : other),
        ...address,
        ...(planted.addressLine1 === undefined ? {} : { addressLine1: planted.addressLine1 }),
        ...(planted.postalCode === undefined ? {} : { postalCode: planted.postalCode }),
        countryCode: 'JP',
        phone: planted.phone ?? madeUpPhone(random),
        addressType: 'RESIDENTIAL',
      },
      ...(note === undefined ? {} : { deliveryPreference: { addressInstruction: note } }),
    },
  }
}

const STATUS = {
  unshipped: 'UNSHIPPED',
  shipped: 'SHIPPED',
  delivered: 'SHIPPED',
  cancelled: 'CANCELLED',
} as const

function parcelOf(random: SeededRandom, index: number, course: Course, planted: Planted): Json {
  return {
    packageReferenceId: `${index + 1}`,
    createdTime: iso(course.shipped - HOUR),
    packageStatus: { status: course.fate === 'delivered' ? 'DELIVERED' : 'IN_TRANSIT' },
    carrier: random.pick(['YAMATO', 'SAGAWA', 'JAPAN_POST']),
    shipTime: iso(course.shipped),
    trackingNumber: planted.trackingNumber ?? `4${random.digits(11)}`,
  }
}

/** The order at an index: the same whatever other orders are made. */
export function generateOrder(options: GenerateOptions, index: number): GeneratedOrder {
  const random = new SeededRandom(options.seed, index)
  const planted = options.plant?.(index) ?? {}
  const course = courseOf(options, random, index)
  const { fate } = course
  const people = peopleOf(random, index, planted)
  const items = itemsOf(random, index, fate, planted)
  const sent = fate === 'shipped' || fate === 'delivered'
  const digits = `${40_000_000_000_000 + index}`
  return {
    orderId: `250-${digits.slice(0, 7)}-${digits.slice(7)}`,
    createdTime: iso(course.created),
    lastUpdatedTime: iso(course.changed),
    salesChannel: { channelName: 'AMAZON', marketplaceId: 'A1VC38T7YXB528', marketplaceName: 'Amazon.co.jp' },
    // A cancelled order comes without its people.
    ...(fate === 'cancelled' ? {} : people),
    fulfillment: {
      fulfillmentStatus: STATUS[fate],
      fulfilledBy: 'MERCHANT',
      fulfillmentServiceLevel: 'STANDARD',
    },
    orderItems: items,
    ...(sent ? { packages: [parcelOf(random, index, course, planted)] } : {}),
  }
}

/** Pages as searchOrders of Orders 2026-01-01 answers them, one at a time: nothing is kept, so any count will do. */
export function* generateOrders(options: GenerateOptions): Generator<Page> {
  const size = options.pageSize ?? 100
  const end = options.start + options.count * (options.step ?? 10 * MINUTE)
  for (let from = 0; from < options.count; from += size) {
    const length = Math.min(size, options.count - from)
    const orders = Array.from({ length }, (_, i) => generateOrder(options, from + i))
    const more = from + size < options.count
    yield {
      orders,
      ...(more ? { pagination: { nextToken: `page-${from + size}` } } : {}),
      createdBefore: iso(end),
    }
  }
}
