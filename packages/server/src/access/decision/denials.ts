import { clauseOf, type PolicyModel, type Promised } from '../../policy/index.ts'

/** Why something is not allowed, and what was promised by it: the clause that the policy in force promises it in is named. */
const DENIALS = {
  unknown_action: 'default-deny',
  unknown_collection: 'default-deny',
  unknown_field: 'default-deny',
  fields_missing: 'default-deny',
  purpose_missing: 'purpose',
  purpose_unknown: 'purpose',
  purpose_too_narrow: 'purpose',
  acceptance_missing: 'onboarding',
  no_grant: 'default-deny',
  grant_for_other_purpose: 'purpose',
  grant_not_begun: 'default-deny',
  grant_ended: 'default-deny',
  grant_masked_only: 'default-deny',
  grant_without_field: 'default-deny',
  case_missing: 'cases',
  case_ended: 'cases',
  case_other_record: 'cases',
  case_needs_owner: 'cases',
  case_cap_reached: 'cases',
  no_grant_to_manage: 'approved-access',
  no_grant_to_manage_policy: 'changes',
  no_grant_to_manage_people: 'approved-access',
  no_grant_to_manage_network: 'networks',
  no_grant_to_approve_access: 'approved-access',
  no_grant_to_approve_change: 'changes',
  no_grant_to_review_access: 'reviews',
  no_grant_to_request_case: 'cases',
  no_grant_to_read_access: 'approved-access',
  no_grant_to_read_data: 'default-deny',
  no_grant_to_read_log: 'log',
  no_grant_to_read_status: 'default-deny',
  no_grant_to_report_scan: 'secrets',
  no_grant_to_make_sample: 'test-data',
} as const satisfies Record<string, Promised>

export type DenialCode = keyof typeof DENIALS

export interface Allow {
  readonly allow: true
  /** Public id of the grant that covers all of it. */
  readonly grant: string
}

export interface Deny {
  readonly allow: false
  readonly code: DenialCode
  /** Undefined where the policy in force promises nothing of the kind. */
  readonly clause: string | undefined
  /** Names from the policy and nothing else. */
  readonly why: string
}

export type Verdict = Allow | Deny

export function deny(policy: PolicyModel, code: DenialCode, why: string): Deny {
  return { allow: false, code, clause: clauseOf(policy, DENIALS[code]), why }
}
