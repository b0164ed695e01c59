import { FIELD_TABLE, type FieldEntry } from './field-table.ts'
import { FLAT_FILE } from './map-flat-file.ts'
import { ORDERS_2026 } from './map-orders-2026.ts'
import { ORDERS_V0 } from './map-orders-v0.ts'
import type { LeafMap } from './map-parts.ts'

export interface OrderField extends FieldEntry {
  /** Where it comes from: paths in the two models (`[]`: each element), columns of the flat file. */
  readonly from: {
    readonly orders2026: readonly string[]
    readonly ordersV0: readonly string[]
    readonly flatFile: readonly string[]
  }
}

const sourcesOf = (map: LeafMap, field: string): readonly string[] =>
  Object.entries(map)
    .filter(([, to]) => to.split('#')[0] === field)
    .map(([path]) => path)

/** The table of the `orders` collection: the marketplace policy mirrors it, field by field and class by class. */
export const ORDER_FIELDS: readonly OrderField[] = FIELD_TABLE.map((field) => ({
  ...field,
  from: {
    orders2026: sourcesOf(ORDERS_2026, field.name),
    ordersV0: sourcesOf(ORDERS_V0, field.name),
    flatFile: sourcesOf(FLAT_FILE, field.name).map((path) => path.slice('rows[].'.length)),
  },
}))
