import { defineError } from '../platform/errors.ts'

// A key that does not open. Whoever is told `key_expired` or `key_revoked` holds all 256 bits of that key: guessing learns nothing from it.
export const keyMissing = defineError('key_missing', 401, 'A key is needed')
export const keyMalformed = defineError('key_malformed', 401, 'That is not a key')
export const keyUnknown = defineError('key_unknown', 401, 'No such key')
export const keyExpired = defineError('key_expired', 401, 'The key has expired')
export const keyRevoked = defineError('key_revoked', 401, 'The key has been revoked')

// What is bound to a client certificate and comes without it. Only who holds the key, or the session's cookie, is told so.
export const certificateNeeded = defineError(
  'certificate_needed',
  401,
  'It opens only together with its client certificate',
)
export const certificateInvalid = defineError('certificate_invalid', 422, 'That is not a certificate')

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
export const setupLinkOut = defineError('setup_link_out', 409, 'A set-up link is out already')
export const setupLinkInvalid = defineError(
  'setup_link_invalid',
  403,
  'The set-up link is wrong, used or expired',
)

// People. What a stranger may meet says the same whether or not there is such a person.
export const sessionMissing = defineError('session_missing', 401, 'Nobody is signed in')
export const sessionOver = defineError('session_over', 401, 'The session is over')
export const personNeeded = defineError('person_needed', 403, 'This is for people, not for services')
export const secondFactorNeeded = defineError('second_factor_needed', 403, 'A second factor is needed first')
export const acceptanceNeeded = defineError('acceptance_needed', 403, 'The policy has to be accepted first')
export const credentialsAmbiguous = defineError('credentials_ambiguous', 400, 'A key or a session, not both')
export const crossSiteRefused = defineError(
  'cross_site_refused',
  403,
  'Another site may not act for a person here',
)
export const signInRefused = defineError('sign_in_refused', 401, 'User name, password or code is not right')
export const signInThrottled = defineError('sign_in_throttled', 429, 'Too many attempts')

export const personNotFound = defineError('person_not_found', 404, 'There is no such person')
export const personStateWrong = defineError(
  'person_state_wrong',
  409,
  'That does not go with the person’s state',
)
export const personNameInvalid = defineError(
  'person_name_invalid',
  422,
  'That cannot be the name of a person',
)
export const userNameInvalid = defineError('user_name_invalid', 422, 'That cannot be a user name')
export const emailInvalid = defineError('email_invalid', 422, 'That is not an e-mail address')
export const personNameGeneric = defineError('person_name_generic', 422, 'A generic name is nobody’s own')
export const userNameTaken = defineError('user_name_taken', 409, 'User name or e-mail is in use')
export const localeInvalid = defineError('locale_invalid', 422, 'No such language or time zone')
export const passwordRefused = defineError('password_refused', 422, 'That password is not good enough')
export const passwordNeeded = defineError('password_needed', 409, 'A password, or a passkey, is needed first')
export const invitationInvalid = defineError(
  'invitation_invalid',
  403,
  'The invitation is wrong, used or expired',
)
export const resetInvalid = defineError('reset_invalid', 403, 'The link is wrong, used or expired')
export const sessionNotFound = defineError('session_not_found', 404, 'There is no such session')
export const factorNotFound = defineError('factor_not_found', 404, 'There is no such factor')
export const factorRefused = defineError('factor_refused', 422, 'The factor could not be confirmed')
export const factorLast = defineError('factor_last', 409, 'The last second factor stays')
export const factorsTooMany = defineError('factors_too_many', 409, 'No more factors')
export const ownAccountRefused = defineError('own_account_refused', 409, 'Not for oneself')
export const signOnUnknown = defineError('sign_on_unknown', 404, 'There is no such provider')
export const signOnRefused = defineError('sign_on_refused', 403, 'The provider’s answer is not accepted')
export const signOnUnavailable = defineError('sign_on_unavailable', 502, 'The provider does not answer')
export const signInAgain = defineError('sign_in_again', 403, 'Sign in again first')
export const scanTimeInvalid = defineError('scan_time_invalid', 422, 'A scan cannot have been made then')
