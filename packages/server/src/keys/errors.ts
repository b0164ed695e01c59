import { defineError } from '../platform/errors.ts'

export const ciphertextInvalid = defineError('ciphertext_invalid', 500, 'A sealed value does not open')
export const keyProviderUnavailable = defineError(
  'key_provider_unavailable',
  503,
  'The provider of the root key does not answer',
)
export const keyProviderRefused = defineError(
  'key_provider_refused',
  500,
  'The provider of the root key refused',
)
export const keyFileUnsafe = defineError('key_file_unsafe', 500, 'A key file is not kept safely')
export const keyRootExists = defineError('key_root_exists', 409, 'There is a root key already')
export const keyRootMissing = defineError('key_root_missing', 500, 'There is no root key')
export const keyEnvironmentWrong = defineError(
  'key_environment_wrong',
  500,
  'The root key belongs to another environment',
)
export const keysNotInitialised = defineError('keys_not_initialised', 500, 'There are no keys yet')
export const keyExpired = defineError('held_key_expired', 503, 'A key was held longer than keys are held')
export const keyGone = defineError('key_gone', 410, 'A key is gone')
export const keysBusy = defineError('keys_busy', 503, 'Keys were being renewed at that moment')
export const tenantUnknown = defineError('tenant_unknown', 404, 'There is no such tenant')
export const tenantTaken = defineError('tenant_taken', 409, 'There is a tenant of that name already')
export const tenantRetained = defineError(
  'tenant_retained',
  409,
  'Something of the tenant is held, or retained by law',
)
export const dayIsOver = defineError('day_is_over', 409, 'That day of destruction has passed')
export const dayNotOver = defineError('day_not_over', 409, 'That day of destruction is not over')
export const secretExists = defineError('secret_exists', 409, 'There is a secret of that name already')
export const secretMissing = defineError('secret_missing', 500, 'There is no secret of that name')

/** SQLSTATE of the keystore's own refusal: a record key was not wrapped by the current key of a live bucket. Wrap again and retry. */
export const BUCKET_NOT_CURRENT = 'AZK01'
