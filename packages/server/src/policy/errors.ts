import { defineError } from '../platform/errors.ts'

export const policyInvalid = defineError('policy_invalid', 422, 'The policy has errors')
export const policyDirectoryInvalid = defineError('policy_directory_invalid', 422, 'Not a policy directory')
export const durationInvalid = defineError('duration_invalid', 422, 'Not a duration')
export const eventTimeInvalid = defineError('event_time_invalid', 422, 'Not a time of an event')
export const acceptMissing = defineError('accept_missing', 409, 'The plan needs to be accepted by name')
export const acceptUnknown = defineError('accept_unknown', 422, 'Nothing in the plan has this name')
export const noPolicy = defineError('no_policy', 503, 'No policy is in force')
export const proposalNotFound = defineError('proposal_not_found', 404, 'There is no such proposal')
export const proposalOutdated = defineError(
  'proposal_outdated',
  409,
  'Another version was applied since the plan was made',
)
export const ownProposal = defineError('own_proposal', 403, 'Nobody approves their own change')
export const noPolicyThen = defineError('no_policy_then', 404, 'No policy was in force at that time')
export const versionNotFound = defineError('policy_version_not_found', 404, 'There is no such version')
export const policyVersionUnknown = defineError(
  'policy_version_unknown',
  422,
  'That version cannot be accepted',
)
export const policyFilesInvalid = defineError(
  'policy_files_invalid',
  422,
  'Those are not the files of a policy',
)
export const approvedByPeople = defineError('approved_by_people', 403, 'People approve changes here')
