export { IMPORT_ERROR_CODES, type ImportErrorCode } from './errors.ts'
export { FLAT_COLUMNS, generateFlatFile } from './generate/generate-flat-file.ts'
export {
  type Fate,
  type GeneratedOrder,
  type GenerateOptions,
  generateOrder,
  generateOrders,
  type Page,
  type Planted,
} from './generate/generate-orders.ts'
export type {
  FieldValue,
  ImportError,
  ImportEvent,
  ImportItem,
  ImportPosition,
  ImportResult,
  ImportWarning,
  JsonValue,
  OrderEvent,
  WarningCode,
} from './item.ts'
export type { About, FieldClass, FieldType } from './map/field-table.ts'
export { ORDER_FIELDS, type OrderField } from './map/fields.ts'
export type { Encoding } from './read/decode-rows.ts'
export { MAX_ORDER_BYTES, type ReadOptions, readSpApi, readSpApiTogether } from './read/read-sp-api.ts'
