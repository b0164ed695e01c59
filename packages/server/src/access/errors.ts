import { defineError } from '../platform/errors.ts'

export const actionDenied = defineError('action_denied', 403, 'No grant allows this')
export const grantInvalid = defineError('grant_invalid', 422, 'The grant does not fit the policy')
export const grantEndInvalid = defineError('grant_end_invalid', 422, 'A grant cannot last that long')
export const grantToSelf = defineError('grant_to_self', 403, 'Nobody grants anything to themselves')
export const grantNotFound = defineError('grant_not_found', 404, 'There is no such grant')
