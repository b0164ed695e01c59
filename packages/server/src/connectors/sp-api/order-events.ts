import { instantMs, isDate, utcText } from './instant.ts'
import type { ImportEvent, ImportWarning, JsonValue, OrderEvent, WarningCode } from './item.ts'
import { elements, type JsonObject, member } from './map/member.ts'

export interface OrderEvents {
  readonly events: readonly ImportEvent[]
  readonly warnings: readonly ImportWarning[]
}

/** What happened, with every time the source has for it and, failing those, when the order last changed. */
interface Happened {
  readonly event: OrderEvent
  readonly times: readonly (JsonValue | undefined)[]
  readonly path: string
}

interface Story {
  readonly purchased: { readonly at: JsonValue | undefined; readonly path: string }
  readonly changed: { readonly at: JsonValue | undefined; readonly path: string }
  readonly happened: readonly Happened[]
  readonly partlyShipped: string | null
}

/** Sorts before and after: an instant, or the start of a day (in UTC: close enough to find the earliest of several). */
const order = (at: string): number => instantMs(at) ?? Date.parse(at)
const usable = (at: JsonValue | undefined): string | null => (isDate(at) ? at : utcText(at))

/** A day counts as over only when it ends everywhere. */
const isBefore = (at: string, purchase: string): boolean =>
  order(at) + (isDate(at) ? 36 * 3_600_000 : 0) < order(purchase)

/**
 * The events of an order, none with a time that the source did not give.
 *
 * With several packages `shipped` is the EARLIEST: the promise is an end after shipment (clause A8) and makes no exception for a second
 * parcel, so that the latest would keep the address of a parcel long delivered. The price is an order sent in parts over more than the
 * period: it is said by the warning `partly_shipped`.
 *
 * A status without a time of its own (delivered, cancelled, shipped by the marketplace) happened at the latest when the order last changed:
 * that is taken, and said. A time before the purchase is wrong and is left out.
 */
export function tellStory(story: Story): OrderEvents {
  const events: ImportEvent[] = []
  const warnings: ImportWarning[] = []
  const warn = (code: WarningCode, path: string): void => {
    warnings.push({ code, path })
  }
  const purchase = usable(story.purchased.at)
  if (purchase === null) warn('event_without_time', story.purchased.path)
  else events.push({ event: 'purchased', at: purchase })
  const possible = (at: string | null, path: string): at is string => {
    if (at === null) return false
    if (purchase === null || !isBefore(at, purchase)) return true
    warn('event_before_purchase', path)
    return false
  }
  for (const { event, times, path } of story.happened) {
    const own = times.map(usable).filter((at) => possible(at, path))
    const [earliest] = own.sort((a, b) => order(a) - order(b))
    if (earliest !== undefined) {
      events.push({ event, at: earliest })
      continue
    }
    const changed = usable(story.changed.at)
    if (possible(changed, story.changed.path)) {
      events.push({ event, at: changed })
      warn('event_time_is_last_update', path)
    } else warn('event_without_time', path)
  }
  if (story.partlyShipped !== null) warn('partly_shipped', story.partlyShipped)
  return { events, warnings }
}

const packageStatus = (one: JsonObject): JsonValue | undefined => member(one, 'packageStatus', 'status')

/** Orders 2026-01-01. A cancelled package was never on its way. */
export function eventsOf2026(value: JsonObject): OrderEvents {
  const status = member(value, 'fulfillment', 'fulfillmentStatus')
  const packages = elements(value, 'packages').filter((one) => packageStatus(one) !== 'CANCELLED')
  const times = packages.map((one) => one.shipTime).filter((at) => at !== undefined && at !== null)
  const moving = packages.filter((one) =>
    ['SHIPPED', 'IN_TRANSIT', 'DELIVERED'].includes(String(packageStatus(one))),
  )
  const delivered = packages.length > 0 && packages.every((one) => packageStatus(one) === 'DELIVERED')
  const happened: Happened[] = []
  const shippedPath = times.length > 0 ? 'packages.shipTime' : 'fulfillment.fulfillmentStatus'
  if (status === 'SHIPPED' || status === 'PARTIALLY_SHIPPED' || times.length > 0 || moving.length > 0)
    happened.push({ event: 'shipped', times, path: shippedPath })
  if (delivered && status !== 'PARTIALLY_SHIPPED')
    happened.push({ event: 'delivered', times: [], path: 'packages.packageStatus.status' })
  if (status === 'CANCELLED')
    happened.push({ event: 'cancelled', times: [], path: 'fulfillment.fulfillmentStatus' })
  const partly =
    status === 'PARTIALLY_SHIPPED'
      ? 'fulfillment.fulfillmentStatus'
      : times.length < packages.length
        ? 'packages'
        : null
  return tellStory({
    purchased: { at: value.createdTime, path: 'createdTime' },
    changed: { at: value.lastUpdatedTime, path: 'lastUpdatedTime' },
    happened,
    partlyShipped: times.length > 0 || status === 'PARTIALLY_SHIPPED' ? partly : null,
  })
}

/** Orders v0: an order only; the answers about its parts (items, address, buyer) tell of no event. */
export function eventsOfV0(value: JsonObject): OrderEvents {
  const status = value.OrderStatus
  if (status === undefined && value.PurchaseDate === undefined) return { events: [], warnings: [] }
  const happened: Happened[] = []
  const one = (event: OrderEvent, path: string): void => {
    happened.push({ event, times: [], path })
  }
  if (status === 'Shipped' || status === 'PartiallyShipped') one('shipped', 'OrderStatus')
  if (value.EasyShipShipmentStatus === 'Delivered') one('delivered', 'EasyShipShipmentStatus')
  if (status === 'Canceled') one('cancelled', 'OrderStatus')
  return tellStory({
    purchased: { at: value.PurchaseDate, path: 'PurchaseDate' },
    changed: { at: value.LastUpdateDate, path: 'LastUpdateDate' },
    happened,
    partlyShipped: status === 'PartiallyShipped' ? 'OrderStatus' : null,
  })
}

/** Rows of one order in a report. */
export function eventsOfRows(rows: readonly JsonObject[]): OrderEvents {
  const first = (column: string): JsonValue | undefined =>
    rows.find((row) => row[column] !== undefined)?.[column]
  const times = rows.map((row) => row['shipment-date']).filter((at) => at !== undefined)
  const status = String(first('order-status') ?? '').toLowerCase()
  const happened: Happened[] = []
  const sent = rows.filter((row) => Number(row['quantity-shipped'] ?? 0) > 0)
  if (times.length > 0 || sent.length > 0 || status.startsWith('shipped') || status === 'partiallyshipped')
    happened.push({
      event: 'shipped',
      times,
      path: times.length > 0 ? 'shipment-date' : sent.length > 0 ? 'quantity-shipped' : 'order-status',
    })
  if (status.includes('delivered to buyer'))
    happened.push({ event: 'delivered', times: [], path: 'order-status' })
  if (status === 'cancelled' || status === 'canceled')
    happened.push({ event: 'cancelled', times: [], path: 'order-status' })
  const waiting = rows.some((row) => Number(row['quantity-to-ship'] ?? 0) > 0)
  return tellStory({
    purchased: { at: first('purchase-date'), path: 'purchase-date' },
    changed: { at: first('last-updated-date'), path: 'last-updated-date' },
    happened,
    partlyShipped: sent.length > 0 && waiting ? 'quantity-to-ship' : null,
  })
}
