import { importError } from '../errors.ts'
import type { ImportPosition, ImportResult, ImportWarning, JsonValue } from '../item.ts'
import { blankNames } from '../map/blank-names.ts'
import { compileMap, type MapNode } from '../map/compile-map.ts'
import { ORDERS_2026 } from '../map/map-orders-2026.ts'
import { ORDERS_V0 } from '../map/map-orders-v0.ts'
import { isObject, type JsonObject } from '../map/member.ts'
import { takeApart } from '../map/take-apart.ts'
import { eventsOf2026, eventsOfV0, type OrderEvents } from '../order-events.ts'
import { orderId } from '../order-id.ts'

interface Dialect {
  readonly idMember: string
  readonly map: MapNode
  readonly events: (order: JsonObject) => OrderEvents
  readonly partial: boolean
}

/** v0 gives an order in several answers, each a part; 2026-01-01 gives it whole. */
const DIALECTS: readonly Dialect[] = [
  { idMember: 'orderId', map: compileMap(ORDERS_2026), events: eventsOf2026, partial: false },
  { idMember: 'AmazonOrderId', map: compileMap(ORDERS_V0), events: eventsOfV0, partial: true },
]

/** True for an object that names an order in one of the two models. */
export const looksLikeOrder = (value: JsonValue | undefined): value is JsonObject =>
  isObject(value) && DIALECTS.some(({ idMember }) => Object.hasOwn(value, idMember))

/** One parsed order as an item, or what is wrong with it. */
export function readOrder(value: JsonValue, position: ImportPosition, keptAsText: boolean): ImportResult {
  if (!isObject(value)) return { ok: false, position, error: importError('not_an_object') }
  const dialect = DIALECTS.find(({ idMember }) => Object.hasOwn(value, idMember))
  if (dialect === undefined) return { ok: false, position, error: importError('invalid_id') }
  const taken = takeApart(dialect.map, value)
  const id = orderId(taken.id)
  if (id === null) return { ok: false, position, error: importError('invalid_id', dialect.idMember) }
  const told = dialect.events(value)
  const number: ImportWarning[] = keptAsText ? [{ code: 'number_kept_as_text', path: '' }] : []
  const warnings = [...taken.warnings, ...number, ...told.warnings, ...blankNames(value)]
  return {
    ok: true,
    item: { position, id, fields: taken.fields, events: told.events, warnings, partial: dialect.partial },
  }
}
