import { defineError } from '../platform/errors.ts'

export const entryTooLarge = defineError(
  'entry_too_large',
  413,
  'What happened does not fit in one log entry',
)
export const logUnavailable = defineError(
  'log_unavailable',
  503,
  'The log cannot be written, so nothing was done',
)
export const logKeyMismatch = defineError(
  'log_key_mismatch',
  500,
  'The log was begun with another key or name',
)
export const logNotDurable = defineError(
  'log_not_durable',
  500,
  'The database does not keep what it confirms',
)
export const logRolledBack = defineError(
  'log_rolled_back',
  500,
  'The log does not extend what was signed before',
)
export const logFenced = defineError('log_fenced', 503, 'Another sequencer has taken over')
export const logNotBegun = defineError('log_not_begun', 404, 'The log has no checkpoint yet')
export const logPathUnknown = defineError('log_path_unknown', 404, 'The log has nothing at that path')
export const leafNotSequenced = defineError(
  'leaf_not_sequenced',
  404,
  'No entry with that leaf hash is in the log yet',
)
export const exportDirectoryForeign = defineError(
  'export_directory_foreign',
  409,
  'The directory holds something else',
)
export const logChangedUnderneath = defineError(
  'log_changed_underneath',
  503,
  'Something else changed the log while it was sequenced',
)
export const logUnreachable = defineError('log_unreachable', 502, 'The log could not be read from there')
export const logFollowersFull = defineError('log_followers_full', 503, 'Too many follow the log already')
