import {
  type Fate,
  type GeneratedOrder,
  type GenerateOptions,
  generateOrders,
  type Planted,
} from '../../connectors/sp-api/index.ts'

export const ORDERS = 1000
const MINUTE = 60_000
const DAY = 1440 * MINUTE
const SEED = 20_260_101

/** Family names with their reading, and characters of given names with theirs; three of the latter in a row are a name nobody has twice. */
const FAMILY = [
  ['佐藤', 'Sato'],
  ['鈴木', 'Suzuki'],
  ['高橋', 'Takahashi'],
  ['田中', 'Tanaka'],
  ['渡邉', 'Watanabe'],
  ['山﨑', 'Yamazaki'],
  ['小林', 'Kobayashi'],
  ['髙田', 'Takada'],
] as const
const GIVEN = [
  ['美', 'mi'],
  ['陽', 'haru'],
  ['結', 'yu'],
  ['菜', 'na'],
  ['沙', 'sa'],
  ['希', 'ki'],
  ['乃', 'no'],
  ['真', 'ma'],
  ['理', 'ri'],
  ['加', 'ka'],
] as const

const at = <T>(list: readonly T[], i: number): T => list[i % list.length] as T

/** The values of order `i` that belong to nobody else, in writing and sound; every fifth parcel goes to a name in Latin letters. */
export function plantedIn(
  i: number,
): Required<
  Pick<Planted, 'buyerName' | 'buyerEmail' | 'recipientName' | 'phone' | 'addressLine1' | 'giftMessage'>
> {
  const [family, familyRead] = at(FAMILY, i)
  const given = [at(GIVEN, i), at(GIVEN, Math.floor(i / 10)), at(GIVEN, Math.floor(i / 100))]
  const kanji = `${family} ${given.map(([k]) => k).join('')}`
  const read = given.map(([, r]) => r).join('')
  const roman = `${read.charAt(0).toUpperCase()}${read.slice(1)} ${familyRead}`
  const four = `${(i * 7919 + 1234) % 10_000}`.padStart(4, '0')
  return {
    buyerName: kanji,
    buyerEmail: `${read}.${familyRead.toLowerCase()}.${four}@example.jp`,
    recipientName: i % 5 === 4 ? roman : kanji,
    // 0 never follows 090: nobody can be called.
    phone: `090-0${`${i}`.padStart(3, '0')}-${four}`,
    addressLine1: `${at(['千代田区丸の内', '横浜市中区山下町', '大阪市北区梅田', '福岡市中央区天神'], i)}${(i % 9) + 1}丁目${i + 1}番${four}号`,
    giftMessage: `${at(['お誕生日おめでとう', 'いつもありがとう'], i)}。${given.map(([k]) => k).join('')}より（${four}）`,
  }
}

const hasGift = (i: number) => i % 7 === 0

/** One order as the demo made it: what it says of people, and what became of it by the day it is imported. */
export interface MadeUp {
  readonly index: number
  readonly id: string
  readonly fate: Fate
  readonly people: ReturnType<typeof plantedIn>
  readonly order: GeneratedOrder
  /** Whether it says anything of a person: a cancelled order comes without its people, but may carry a gift message. */
  readonly personal: boolean
}

export interface MadeUpOrders {
  readonly orders: readonly MadeUp[]
  /** The orders as the marketplace's API answers them: pages of 100, one JSON object each. */
  readonly pages: readonly string[]
}

/** Orders of the week before `now`, as the marketplace's API tells of them at `now`; in milliseconds since 1970 UTC. */
export function makeUpOrders(now: number): MadeUpOrders {
  const options: GenerateOptions = {
    seed: SEED,
    count: ORDERS,
    // The week fits into the 7 days after which a cancelled order is due: all of it can still be taken in.
    start: now - 7 * DAY + 30 * MINUTE,
    step: 10 * MINUTE,
    until: now,
    plant: (i) => {
      const { giftMessage, ...rest } = plantedIn(i)
      return hasGift(i) ? { ...rest, giftMessage } : rest
    },
  }
  const pages: string[] = []
  const orders: MadeUp[] = []
  for (const page of generateOrders(options)) {
    pages.push(JSON.stringify(page))
    for (const order of page.orders) orders.push(madeUp(orders.length, order))
  }
  return { orders, pages }
}

function madeUp(index: number, order: GeneratedOrder): MadeUp {
  const fate = fateOf(order)
  const people = plantedIn(index)
  return {
    index,
    id: order.orderId,
    fate,
    people,
    order,
    personal: fate !== 'cancelled' || JSON.stringify(order).includes('giftMessage'),
  }
}

/** What became of it, read from what the order itself says: the generator's own word is not asked. */
function fateOf(order: GeneratedOrder): Fate {
  const { fulfillmentStatus } = order.fulfillment as { fulfillmentStatus: string }
  if (fulfillmentStatus === 'CANCELLED') return 'cancelled'
  if (fulfillmentStatus === 'UNSHIPPED') return 'unshipped'
  return JSON.stringify(order.packages).includes('"DELIVERED"') ? 'delivered' : 'shipped'
}

/** Every value that must not be found in the open, by name. */
export function plantedValues(
  orders: readonly MadeUp[],
): { readonly label: string; readonly value: string }[] {
  return orders.flatMap(({ index, fate, people, id }) => {
    const { giftMessage, ...rest } = people
    const told = fate === 'cancelled' ? {} : rest
    const all = { ...told, orderId: id, ...(hasGift(index) ? { giftMessage } : {}) }
    return Object.entries(all).map(([name, value]) => ({ label: `${name} of order ${index + 1}`, value }))
  })
}
