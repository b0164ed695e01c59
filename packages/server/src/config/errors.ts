import { defineError } from '../platform/errors.ts'

export const configurationInvalid = defineError(
  'configuration_invalid',
  500,
  'The configuration cannot be used',
)
export const literalSecretRefused = defineError(
  'literal_secret_refused',
  500,
  'A secret stands in the configuration itself',
)
export const secretUnreadable = defineError(
  'secret_unreadable',
  500,
  'A secret cannot be read where it should be',
)
