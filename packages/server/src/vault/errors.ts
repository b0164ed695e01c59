import { type AzukariError, defineError, type ErrorMaker, isAzukariError } from '../platform/errors.ts'

export const isOneOf = (error: unknown, ...makers: readonly ErrorMaker[]): error is AzukariError =>
  isAzukariError(error) && makers.some((m) => m.code === error.code)

export const unknownCollection = defineError('unknown_collection', 404, 'The policy has no such collection')
export const recordIdInvalid = defineError('record_id_invalid', 400, 'That cannot be the id of a record')
export const recordNotFound = defineError('record_not_found', 404, 'There is no such record')
export const recordDestroyed = defineError(
  'record_destroyed',
  410,
  'What was asked for has been destroyed or is past its deadline',
)
export const alreadyDestroyed = defineError(
  'already_destroyed',
  409,
  'A record of this id was destroyed; nothing was stored',
)
export const deadlinePassed = defineError(
  'deadline_passed',
  409,
  'The record would already be past its deadline; nothing was stored',
)
export const versionMismatch = defineError('version_mismatch', 412, 'The record has another version')
export const fieldsInvalid = defineError('fields_invalid', 422, 'Some fields do not fit the policy')
export const recordTooLarge = defineError(
  'record_too_large',
  413,
  'The record is larger than its collection allows',
)
export const eventInvalid = defineError(
  'event_invalid',
  422,
  'The event does not fit the policy or the record',
)
export const idempotencyConflict = defineError(
  'idempotency_conflict',
  409,
  'This Idempotency-Key was used for another request',
)
export const busyRecord = defineError('record_busy', 409, 'The record changed at the same moment')
export const accessDenied = defineError('access_denied', 403, 'The policy does not allow this')
export const searchNotAllowed = defineError('search_not_allowed', 422, 'This field cannot be searched')
export const searchCapReached = defineError(
  'search_cap_reached',
  429,
  'The policy lets nobody search for more different values in so short a time',
)
export const subjectUnknown = defineError(
  'subject_unknown',
  422,
  'The policy knows no such kind of data owner in this collection',
)
export const cellUnreadable = defineError('cell_unreadable', 500, 'A cell does not open with its keys')
export const clocksDisagree = defineError(
  'clocks_disagree',
  503,
  'The clocks disagree, so nothing is written',
)
