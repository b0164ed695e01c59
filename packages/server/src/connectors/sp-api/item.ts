/** A value as the vault takes it: text, a finite number, a date (YYYY-MM-DD) or time (RFC 3339) as text, or JSON. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue }
export type FieldValue = JsonValue

export interface ImportPosition {
  /** 0-based index of the order in the input. */
  readonly input: number
  /** 1-based line the order starts on. */
  readonly line?: number
  /** Where the order sits in its document, e.g. `orders[3]`. Never a value. */
  readonly path?: string
}

export type OrderEvent = 'purchased' | 'shipped' | 'delivered' | 'cancelled'

export interface ImportEvent {
  readonly event: OrderEvent
  /** ISO 8601 instant in UTC, or YYYY-MM-DD where the source gives a day only. */
  readonly at: string
}

/** Something a person should know about an order that was read. `path` is made safe: it never carries a value. */
export interface ImportWarning {
  readonly code: WarningCode
  readonly path: string
}

export type WarningCode =
  | 'unclassified_field'
  | 'unexpected_type'
  | 'looks_personal'
  | 'invalid_time'
  | 'conflicting_value'
  | 'number_kept_as_text'
  | 'private_use_character'
  | 'blank_name_missing_role'
  | 'partly_shipped'
  | 'event_time_is_last_update'
  | 'event_without_time'
  | 'event_before_purchase'

export interface ImportItem {
  readonly position: ImportPosition
  /** The marketplace's order id. */
  readonly id: string
  /** Field name (see ORDER_FIELDS) → value. A blank in the input carries nothing and is left out. */
  readonly fields: Readonly<Record<string, FieldValue>>
  readonly events: readonly ImportEvent[]
  readonly warnings: readonly ImportWarning[]
  /**
   * True where the input holds a part of the order (its items, its address, one report): fields are added to what is stored, and JSON
   * fields merge member by member, all the way down. False: the item is the whole order as the marketplace gave it.
   */
  readonly partial: boolean
}

export interface ImportError {
  readonly code: string
  /** What was wrong, without any value of the input. */
  readonly detail: string
  readonly path?: string
}

export type ImportResult =
  | { readonly ok: true; readonly item: ImportItem }
  | { readonly ok: false; readonly position: ImportPosition; readonly error: ImportError }
