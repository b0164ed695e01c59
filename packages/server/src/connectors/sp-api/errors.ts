import type { ImportError } from './item.ts'

/** What may be wrong with one order or with the input. Codes are stable; a detail never carries a value of the input. */
const DETAILS = {
  not_json: 'The order is not valid JSON.',
  not_utf8: 'The order is not valid UTF-8.',
  duplicate_key: 'An object names the same member twice.',
  too_deep: 'The order is nested deeper than 64 levels.',
  too_large: 'The order is larger than 1 MiB.',
  forbidden_character: 'A text holds NUL or half of a surrogate pair.',
  not_an_object: 'The element is not an order: it is not an object.',
  not_an_order: 'The document is neither an order nor a page of orders.',
  invalid_id: 'The order id is missing, blank, longer than 128 characters, or holds a control character.',
  api_error: 'The document is an error answer of the marketplace, not an order.',
  unknown_envelope_member:
    'The page has a member that is not part of the format; what it holds was not imported.',
  framing_error:
    'The input is not a sequence of JSON documents here; reading went on at the next line that starts one.',
  unexpected_end: 'The input ends in the middle of a document.',
  unknown_format: 'The input is neither JSON nor a tab-separated order report with an order-id column.',
  unsupported_encoding: 'The input is neither UTF-8 nor CP932.',
  undecodable_row: 'The row is not valid text in the encoding of the file.',
  column_count: 'The row has another number of columns than the header, so its values cannot be told apart.',
  duplicate_column: 'The header names the same column twice.',
} as const

export type ImportErrorCode = keyof typeof DETAILS
export const IMPORT_ERROR_CODES = Object.keys(DETAILS) as readonly ImportErrorCode[]

export const importError = (code: ImportErrorCode, path?: string): ImportError => ({
  code,
  detail: DETAILS[code],
  ...(path === undefined ? {} : { path }),
})
