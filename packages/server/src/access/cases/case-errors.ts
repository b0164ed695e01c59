import { defineError } from '../../platform/errors.ts'

export const casesNotInPolicy = defineError('cases_not_in_policy', 409, 'The policy says nothing about cases')
export const caseInvalid = defineError('case_invalid', 422, 'A case cannot be asked for like this')
export const caseForPeople = defineError('case_for_people', 403, 'Cases are for people')
export const caseNotFound = defineError('case_not_found', 404, 'There is no such case')
export const caseNotLive = defineError('case_not_live', 409, 'The case is not under way')
export const caseNotOver = defineError('case_not_over', 409, 'The case is still under way')
export const caseReviewed = defineError('case_reviewed', 409, 'The case was reviewed already')
export const caseOwnReview = defineError('case_own_review', 403, 'Nobody reviews a case of their own')
export const ownerNeedsService = defineError(
  'owner_needs_service',
  403,
  'A data owner speaks through a service',
)
export const caseNeedsOwner = defineError('case_needs_owner', 409, 'The data owner approves this case')
