import type { PolicyModel } from '../policy/index.ts'

/**
 * Why something is not allowed, and the clauses that say so: the first that the policy in force has is named. Two policies may promise the
 * same under different ids.
 */
const DENIALS = {
  unknown_action: ['A3', 'S13'],
  unknown_collection: ['A3', 'S13'],
  unknown_field: ['A3', 'S13'],
  fields_missing: ['A3', 'S13'],
  purpose_missing: ['A3', 'S27'],
  purpose_unknown: ['A3', 'S27'],
  purpose_too_narrow: ['A3', 'S27'],
  no_grant: ['A3', 'S13'],
  grant_for_other_purpose: ['A3', 'S27'],
  grant_not_begun: ['A3', 'S14'],
  grant_ended: ['A3', 'S14'],
  grant_masked_only: ['A3', 'S13'],
  grant_without_field: ['A3', 'S13'],
  case_missing: ['S14', 'A3', 'S13'],
  case_ended: ['S14', 'A3', 'S13'],
  case_other_record: ['S14', 'A3', 'S13'],
  case_cap_reached: ['S14', 'A3', 'S13'],
  no_grant_to_manage: ['A2', 'S4'],
  no_grant_to_manage_policy: ['A30', 'S41'],
  no_grant_to_manage_people: ['A2', 'S4'],
  no_grant_to_manage_network: ['A1', 'S12'],
  no_grant_to_approve_access: ['A2', 'S4'],
  no_grant_to_approve_change: ['A30', 'S41'],
  no_grant_to_review_access: ['A4', 'S8'],
  no_grant_to_request_case: ['A3', 'S14'],
  no_grant_to_read_access: ['A2', 'S4'],
  no_grant_to_read_data: ['A3', 'S13'],
  no_grant_to_read_log: ['A24', 'S13'],
  no_grant_to_read_status: ['A3', 'S13'],
} as const satisfies Record<string, readonly [string, ...string[]]>

export type DenialCode = keyof typeof DENIALS

export interface Allow {
  readonly allow: true
  /** Public id of the grant that covers all of it. */
  readonly grant: string
}

export interface Deny {
  readonly allow: false
  readonly code: DenialCode
  readonly clause: string
  /** Names from the policy and nothing else. */
  readonly why: string
}

export type Verdict = Allow | Deny

export function deny(policy: PolicyModel, code: DenialCode, why: string): Deny {
  const clauses: readonly string[] = DENIALS[code]
  const clause = clauses.find((id) => Object.hasOwn(policy.clauses, id)) ?? DENIALS[code][0]
  return { allow: false, code, clause, why }
}
