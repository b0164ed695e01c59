import { defineError } from '../platform/errors.ts'

export const actionDenied = defineError('action_denied', 403, 'No grant allows this')
export const grantInvalid = defineError('grant_invalid', 422, 'The grant does not fit the policy')
export const grantEndInvalid = defineError('grant_end_invalid', 422, 'A grant cannot last that long')
export const grantToSelf = defineError('grant_to_self', 403, 'Nobody grants anything to themselves')
export const grantNotFound = defineError('grant_not_found', 404, 'There is no such grant')

export const roleUnknown = defineError('role_unknown', 422, 'The policy has no such role')
export const assignmentNotFound = defineError('assignment_not_found', 404, 'There is no such assignment')
export const principalUnknown = defineError('principal_unknown', 404, 'There is nobody of this id')
export const personNotLive = defineError('person_not_live', 409, 'The person was suspended or has left')

export const policyChoiceOver = defineError('policy_choice_over', 409, 'The policy is no longer chosen here')
export const policyNotShipped = defineError('policy_not_shipped', 422, 'No such policy comes with Azukari')

export const requestKindUnknown = defineError(
  'request_kind_unknown',
  422,
  'Nothing of this kind can be asked for',
)
export const requestInvalid = defineError('request_invalid', 422, 'That cannot be asked for like this')
export const requestNotFound = defineError('request_not_found', 404, 'There is no such request')
export const requestNotOpen = defineError('request_not_open', 409, 'The request has been decided already')
export const requestExpired = defineError('request_expired', 409, 'The request was not decided in time')
export const requestBusy = defineError('request_busy', 409, 'Who may do what changed while this was tried')
export const emergencyRefused = defineError('emergency_refused', 403, 'This cannot be done as an emergency')
export const ownRequest = defineError('own_request', 403, 'Nobody approves what they asked for or gain by')
export const approverNotPerson = defineError('approver_not_person', 403, 'Only a person decides requests')
export const onboardingMissing = defineError(
  'onboarding_missing',
  409,
  'Something has to be done before access is given',
)
