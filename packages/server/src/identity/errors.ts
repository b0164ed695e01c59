import { defineError } from '../platform/errors.ts'

// A key that does not open. Whoever is told `key_expired` or `key_revoked` holds all 256 bits of that key: guessing learns nothing from it.
export const keyMissing = defineError('key_missing', 401, 'A key is needed')
export const keyMalformed = defineError('key_malformed', 401, 'That is not a key')
export const keyUnknown = defineError('key_unknown', 401, 'No such key')
export const keyExpired = defineError('key_expired', 401, 'The key has expired')
export const keyRevoked = defineError('key_revoked', 401, 'The key has been revoked')

export const serviceNameInvalid = defineError(
  'service_name_invalid',
  422,
  'That cannot be the name of a service',
)
export const serviceNameGeneric = defineError(
  'service_name_generic',
  422,
  'A generic name says nothing about who it is',
)
export const serviceNameTaken = defineError(
  'service_name_taken',
  409,
  'A service of this name exists or has existed',
)
export const serviceNotFound = defineError('service_not_found', 404, 'There is no such service')
export const serviceDisabled = defineError('service_disabled', 409, 'The service is disabled')

export const keyNotFound = defineError('key_not_found', 404, 'There is no such key')
export const keyNotLive = defineError('key_not_live', 409, 'The key is revoked, replaced or expired')
export const keyLifetimeInvalid = defineError('key_lifetime_invalid', 422, 'A key cannot live that long')

export const setupClosed = defineError('setup_closed', 409, 'This tenant is set up already')
export const setupLinkInvalid = defineError(
  'setup_link_invalid',
  403,
  'The set-up link is wrong, used or expired',
)
