export type { Encoding } from './decode-rows.ts'
export { IMPORT_ERROR_CODES, type ImportErrorCode } from './errors.ts'
export type { About, FieldClass, FieldType } from './field-table.ts'
export { ORDER_FIELDS, type OrderField } from './fields.ts'
export { FLAT_COLUMNS, generateFlatFile } from './generate-flat-file.ts'
export {
  type Fate,
  type GeneratedOrder,
  type GenerateOptions,
  generateOrder,
  generateOrders,
  type Page,
  type Planted,
} from './generate-orders.ts'
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
export { MAX_ORDER_BYTES, type ReadOptions, readSpApi } from './read-sp-api.ts'
