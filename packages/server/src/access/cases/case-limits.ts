import {
  addDuration,
  clauseOf,
  type PolicyModel,
  parameterDuration,
  parameterNumber,
} from '../../policy/index.ts'
import { casesNotInPolicy } from './case-errors.ts'

/** What the policy in force says about cases. */
export interface CaseLimits {
  /** Latest end of a case that is asked for at an instant, in milliseconds since 1970. */
  latestEnd(fromMs: number): number
  /** By when a case that ended at an instant has to be reviewed. */
  reviewDue(endMs: number): number
  /** Reveals and searches that one case allows at most. */
  readonly mostUses: number
}

export const CASE_AT_MOST = 'case_at_most'
export const CASE_REVIEW_WITHIN = 'case_review_within'
export const CASE_USES_AT_MOST = 'case_uses_at_most'

/** Throws `cases_not_in_policy` where the policy says nothing about cases: then nobody on the staff sees a value. */
export function caseLimits(policy: PolicyModel): CaseLimits {
  const longest = parameterDuration(policy, CASE_AT_MOST)
  const within = parameterDuration(policy, CASE_REVIEW_WITHIN)
  const mostUses = parameterNumber(policy, CASE_USES_AT_MOST)
  if (longest === undefined || within === undefined || mostUses === undefined) {
    throw casesNotInPolicy(
      'the policy in force does not say how long a case may be, when it is reviewed and how much it allows',
      {
        fix: `parameters ${CASE_AT_MOST}, ${CASE_REVIEW_WITHIN} and ${CASE_USES_AT_MOST}`,
        extra: { clause: clauseOf(policy, 'cases') },
      },
    )
  }
  return {
    latestEnd: (fromMs) => addDuration(fromMs, longest, 'UTC'),
    reviewDue: (endMs) => addDuration(endMs, within, 'UTC'),
    mostUses,
  }
}
