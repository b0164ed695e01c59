import { defineError } from '../../platform/errors.ts'

export const reviewsNotInPolicy = defineError(
  'reviews_not_in_policy',
  409,
  'The policy says nothing about reviews',
)
export const reviewOpen = defineError('review_open', 409, 'A review is under way')
export const reviewNotFound = defineError('review_not_found', 404, 'There is no such review')
export const reviewClosed = defineError('review_closed', 409, 'The review is closed')
export const reviewUndecided = defineError('review_undecided', 409, 'Not everything in the review is decided')
export const reviewItemUnknown = defineError('review_item_unknown', 404, 'The review has no such item')
export const reviewItemDecided = defineError('review_item_decided', 409, 'What was decided is done already')
export const reviewOwnItem = defineError('review_own_item', 403, 'Nobody reviews themselves or what they own')
export const narrowInvalid = defineError('narrow_invalid', 422, 'That does not make it smaller')
