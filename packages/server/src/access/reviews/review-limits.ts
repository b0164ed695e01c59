import { addDuration, clauseOf, type PolicyModel, parameterDuration } from '../../policy/index.ts'
import { reviewsNotInPolicy } from './review-errors.ts'

export const REVIEW_EVERY = 'access_review_every'
export const REVIEW_DUE_WITHIN = 'access_review_due_within'

/** What the policy in force says about reviews of access. */
export interface ReviewLimits {
  /** When the next one begins at the latest, after one that began at an instant. */
  nextBy(startedMs: number): number
  /** By when one that begins at an instant is decided. */
  dueBy(startedMs: number): number
}

/** Undefined where the policy promises no reviews. */
export function reviewLimits(policy: PolicyModel): ReviewLimits | undefined {
  const every = parameterDuration(policy, REVIEW_EVERY)
  const within = parameterDuration(policy, REVIEW_DUE_WITHIN)
  if (every === undefined || within === undefined) return undefined
  return {
    nextBy: (startedMs) => addDuration(startedMs, every, 'UTC'),
    dueBy: (startedMs) => addDuration(startedMs, within, 'UTC'),
  }
}

/** Throws `reviews_not_in_policy`. */
export function requireReviewLimits(policy: PolicyModel): ReviewLimits {
  const limits = reviewLimits(policy)
  if (limits === undefined) {
    throw reviewsNotInPolicy('the policy in force does not say how often access is reviewed, and by when', {
      fix: `parameters ${REVIEW_EVERY} and ${REVIEW_DUE_WITHIN}`,
      extra: { clause: clauseOf(policy, 'reviews') },
    })
  }
  return limits
}
