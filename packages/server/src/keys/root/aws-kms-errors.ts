import { KMSServiceException } from '@aws-sdk/client-kms'
import type { AzukariError } from '../../platform/errors.ts'
import { keyProviderRefused, keyProviderUnavailable } from '../errors.ts'

/** Answers that say "later", by the name KMS gives them (API reference, "Common errors" and each operation's). */
const LATER = new Set([
  'ThrottlingException',
  'Throttling',
  'TooManyRequestsException',
  'RequestLimitExceeded',
  'KMSInternalException',
  'DependencyTimeoutException',
  'KeyUnavailableException',
  'InternalFailure',
  'ServiceUnavailable',
  'RequestExpired',
])

/** What an error of the SDK means for us. No answer at all is "later": a lost network is not a refusal. */
export function kmsError(error: unknown): AzukariError {
  const extra = { reason: nameOf(error) }
  if (!(error instanceof KMSServiceException)) {
    return keyProviderUnavailable('KMS was not reached', { cause: error, extra })
  }
  const status = error.$metadata.httpStatusCode ?? 0
  if (LATER.has(error.name) || status >= 500 || status === 429) {
    return keyProviderUnavailable('KMS cannot serve now', { cause: error, extra })
  }
  return keyProviderRefused('KMS refused', {
    cause: error,
    extra,
    fix: 'check the key policy, the state of the key and the credentials',
  })
}

// The name of a class of errors only: messages of others may repeat what was sent.
function nameOf(error: unknown): string {
  const name = error instanceof Error ? error.name : 'unknown'
  return /^\w{1,64}$/.test(name) ? name : 'unknown'
}
