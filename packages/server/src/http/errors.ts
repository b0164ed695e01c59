import { defineError } from '../platform/errors.ts'

export {
  bodyMissing,
  jsonDuplicateMember,
  jsonMalformed,
  jsonNotUtf8,
  jsonNumberUnsafe,
  jsonTextUnsafe,
  jsonTooDeep,
} from '../platform/json-errors.ts'

// The request as a whole.
export const requestMalformed = defineError('request_malformed', 400, 'Not a request that HTTP allows')
export const headersTooLarge = defineError('headers_too_large', 431, 'The headers are too long')
export const requestTooSlow = defineError('request_too_slow', 408, 'The request took too long to arrive')
export const expectationFailed = defineError('expectation_failed', 417, 'That expectation is not supported')
export const routeUnknown = defineError('route_unknown', 404, 'Nothing is at this path')
export const methodNotAllowed = defineError('method_not_allowed', 405, 'Not done with this method')
export const wrongTenant = defineError('wrong_tenant', 403, 'The key does not belong to this tenant')
export const serverStopping = defineError('server_stopping', 503, 'The server is stopping')

// Path, query and headers.
export const pathMalformed = defineError('path_malformed', 400, 'The path is not well formed')
export const pathParameterTooLong = defineError(
  'path_parameter_too_long',
  400,
  'A part of the path is too long',
)
export const pathParameterInvalid = defineError(
  'path_parameter_invalid',
  400,
  'A part of the path is not valid',
)
export const queryInvalid = defineError('query_invalid', 400, 'The query is not valid')
export const ifMatchMalformed = defineError(
  'if_match_malformed',
  400,
  'If-Match is not one strong entity tag',
)
export const idempotencyKeyMalformed = defineError(
  'idempotency_key_malformed',
  400,
  'Idempotency-Key is not well formed',
)
export const preferMalformed = defineError('prefer_malformed', 400, 'Prefer is not well formed')
export const preconditionUnsupported = defineError(
  'precondition_unsupported',
  400,
  'That precondition is not supported',
)

// The body.
export const bodyTooLarge = defineError('body_too_large', 413, 'The body is too large')
export const bodyTooSlow = defineError('body_too_slow', 408, 'The body took too long to arrive')
export const bodyIncomplete = defineError('body_incomplete', 400, 'The body ended too early')
export const bodyUnexpected = defineError('body_unexpected', 400, 'This request takes no body')
export const bodyInvalid = defineError('body_invalid', 422, 'The body is not valid')
export const contentTypeUnsupported = defineError(
  'content_type_unsupported',
  415,
  'Not the content type taken here',
)
export const contentEncodingUnsupported = defineError(
  'content_encoding_unsupported',
  415,
  'Bodies are taken without content encoding',
)

// Starting up, and faults of our own.
export const listenerUnavailable = defineError(
  'listener_unavailable',
  500,
  'The address cannot be listened on',
)
export const plaintextListenerRefused = defineError(
  'plaintext_listener_refused',
  500,
  'Without TLS only a loopback address is listened on',
)
export const tlsMaterialInvalid = defineError(
  'tls_material_invalid',
  500,
  'The certificate or its key cannot be used',
)
export const replyNotAsDeclared = defineError(
  'reply_not_as_declared',
  500,
  'A reply is not what its route declares',
)
