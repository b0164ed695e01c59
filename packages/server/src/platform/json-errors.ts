import { defineError } from './errors.ts'

export const bodyMissing = defineError('body_missing', 400, 'This request needs a body')
export const jsonMalformed = defineError('json_malformed', 400, 'Not JSON')
export const jsonNotUtf8 = defineError('json_not_utf8', 400, 'JSON must be UTF-8 without a byte order mark')
export const jsonDuplicateMember = defineError(
  'json_duplicate_member',
  400,
  'A member appears twice in one object',
)
export const jsonTooDeep = defineError('json_too_deep', 400, 'JSON is nested too deep')
export const jsonTextUnsafe = defineError('json_text_unsafe', 400, 'A text holds what cannot be stored')
export const jsonNumberUnsafe = defineError('json_number_unsafe', 400, 'A number would lose precision')
