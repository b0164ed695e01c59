import { defineError, type ErrorMore } from '../../platform/errors.ts'

// SCIM's own error words (RFC 7644 §3.12) travel as `extra.scimType`; the reply is made from them in scim-reply.ts.
export type ScimType =
  | 'invalidFilter'
  | 'tooMany'
  | 'uniqueness'
  | 'mutability'
  | 'invalidSyntax'
  | 'invalidPath'
  | 'noTarget'
  | 'invalidValue'
  | 'invalidVers'
  | 'sensitive'

export const scimInvalid = defineError('scim_invalid', 400, 'Not a SCIM request that can be carried out')
export const scimConflict = defineError('scim_conflict', 409, 'Another resource has this already')
export const scimForbidden = defineError('scim_forbidden', 403, 'That is not allowed here')
export const scimNotFound = defineError('scim_not_found', 404, 'There is no such SCIM resource')
export const scimVersionMismatch = defineError(
  'scim_version_mismatch',
  412,
  'The resource has another version by now',
)
export const scimUnsupported = defineError('scim_unsupported', 501, 'This server does not do that')
export const scimMethodNotAllowed = defineError(
  'scim_method_not_allowed',
  405,
  'Not done with this method on a SCIM resource',
)
export const scimTokenMissing = defineError('scim_token_missing', 401, 'A provisioning token is needed')
export const scimTokenUnknown = defineError('scim_token_unknown', 401, 'No such provisioning token')
export const scimTokenEnded = defineError('scim_token_ended', 401, 'The provisioning token has ended')
export const scimTokenNotFound = defineError('scim_token_not_found', 404, 'There is no such token')
export const scimTokenInvalid = defineError('scim_token_invalid', 422, 'A token cannot be made like that')

/** A 400 with SCIM's word for it. Details never repeat what was sent. */
export function invalid(scimType: ScimType, detail: string, more: ErrorMore = {}) {
  return scimInvalid(detail, { ...more, extra: { ...more.extra, scimType } })
}
