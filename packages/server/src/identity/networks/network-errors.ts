import { defineError } from '../../platform/errors.ts'

export const networkRefused = defineError('network_refused', 403, 'This network is not let in')
export const networksUnknown = defineError('networks_unknown', 503, 'Who is let in cannot be looked up')
export const networkInvalid = defineError('network_invalid', 422, 'That is not a network')
export const networkNotFound = defineError('network_not_found', 404, 'There is no such network')
export const networkThere = defineError('network_there', 409, 'The network is on the list already')
export const networkLocksOut = defineError('network_locks_out', 409, 'You would not get in any more')
