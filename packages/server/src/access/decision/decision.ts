import {
  type Action,
  type CollectionRule,
  collectionRule,
  isTenantAction,
  type PolicyModel,
  type TenantAction,
} from '../../policy/index.ts'
import {
  type CompiledAssignment,
  type CompiledAuthority,
  type CompiledGrant,
  NONE,
} from '../authority/compiled-authority.ts'
import { type DenialCode, type Deny, deny, type Verdict } from './denials.ts'
import { policyIndex } from './policy-index.ts'
import { type CompiledRoleGrant, roleIndex } from './role-index.ts'

export interface Question {
  readonly collection: string
  readonly action: Action
  /** Every field that is touched, each by name; never short for "all". */
  readonly fields: readonly string[]
  readonly purpose?: string | undefined
  /** Milliseconds since 1970. */
  readonly atMs: number
  /** True when only masked values are asked for. */
  readonly masked?: boolean | undefined
  /** Public id of the case that is named. */
  readonly caseId?: string | undefined
  /** What came of taking a use of it beforehand (`takeCaseUse`). Without `taken` no grant of a case allows anything. */
  readonly caseUse?: CaseUse | undefined
}

/** Whether a use of a case was taken, or why not; only the case itself knows its records and how much of it is used. */
export type CaseUse = 'taken' | 'case_ended' | 'case_other_record' | 'case_needs_owner' | 'case_cap_reached'

/**
 * The decision (clause A3). Nothing is allowed unless one grant, live at that millisecond, covers the action, the collection, every field and
 * the purpose; and a purpose counts only if the policy declares it for the class of every field. Pure: the same question, authority and policy
 * give the same verdict. A person sees values that are not masked only by a grant of the case they name (S14); a role opens no case.
 */
export function decide(question: Question, authority: CompiledAuthority, policy: PolicyModel): Verdict {
  const rule = collectionRule(question.action)
  if (rule === undefined) return deny(policy, 'unknown_action', 'there is no such action on a collection')
  const refused = againstPolicy(question, rule, policy)
  if (refused !== undefined) return refused
  const purposes = authority.grants.get(question.action)?.get(question.collection)
  const purpose = rule.purpose ? (question.purpose ?? NONE) : NONE
  const grants = purposes?.get(purpose)
  const inCase = authority.person && rule.purpose && question.masked !== true
  if (grants !== undefined) {
    for (const grant of grants) if (missOf(grant, question, inCase) === undefined) return grant.allow
  }
  const { assignments } = authority
  if (assignments.length === 0) {
    if (!authority.accepted) return deny(policy, 'acceptance_missing', NOT_ACCEPTED)
    return explainMiss(question, grants, purposes !== undefined, inCase, policy)
  }
  return decideByRoles(question, authority, grants, purpose, inCase, policy)
}

const NOT_ACCEPTED = 'the person has not accepted the policy yet'

function decideByRoles(
  question: Question,
  authority: CompiledAuthority,
  grants: readonly CompiledGrant[] | undefined,
  purpose: string,
  inCase: boolean,
  policy: PolicyModel,
): Verdict {
  const roles = roleIndex(policy)
  const { action, collection } = question
  let byRole = false
  let caseOnly = false
  for (const assignment of authority.assignments) {
    const purposes = roles.get(assignment.role)?.grants.get(action)?.get(collection)
    if (purposes === undefined || !live(assignment, question.atMs)) continue
    byRole = true
    for (const grant of purposes.get(purpose) ?? []) {
      if (!coveredBy(grant, question)) continue
      if (!inCase) return assignment.allow
      caseOnly = true
    }
  }
  if (caseOnly && grants === undefined) return deny(policy, 'case_missing', WHY.case_missing)
  return explainMiss(
    question,
    grants,
    byRole || authority.grants.get(action)?.has(collection) === true,
    inCase,
    policy,
  )
}

const live = ({ fromMs, untilMs }: CompiledAssignment, atMs: number) => atMs >= fromMs && atMs < untilMs

function coveredBy(grant: CompiledRoleGrant, { masked, fields }: Question): boolean {
  if (grant.masked && masked !== true) return false
  for (let i = 0; i < fields.length; i++) if (!grant.fields.has(fields[i] as string)) return false
  return true
}

/** The same for an action that is not about a collection. */
export function decideAction(
  action: string,
  atMs: number,
  authority: CompiledAuthority,
  policy: PolicyModel,
): Verdict {
  if (!isTenantAction(action)) return deny(policy, 'unknown_action', 'there is no such action')
  for (const wanted of FOLLOWS_FROM[action] ?? [action]) {
    for (const grant of authority.grants.get(wanted)?.get(NONE)?.get(NONE) ?? []) {
      if (atMs >= grant.fromMs && atMs < grant.untilMs) return grant.allow
    }
    for (const assignment of authority.assignments) {
      if (live(assignment, atMs) && roleIndex(policy).get(assignment.role)?.actions.has(wanted))
        return assignment.allow
    }
  }
  if (!authority.accepted) return deny(policy, 'acceptance_missing', NOT_ACCEPTED)
  return deny(policy, NO_GRANT_TO[action], `no grant to ${action}`)
}

/** Whoever may change or approve something may look at it, and who manages services may do what the narrowest of them do. Nothing else follows from anything. */
const FOLLOWS_FROM: Partial<Record<TenantAction, readonly TenantAction[]>> = {
  'read-access': ['read-access', 'manage'],
  'read-status': ['read-status', 'manage-policy', 'approve-change'],
  'report-scan': ['report-scan', 'manage'],
  'make-sample': ['make-sample', 'manage'],
}

const NO_GRANT_TO: Record<TenantAction, DenialCode> = {
  manage: 'no_grant_to_manage',
  'manage-policy': 'no_grant_to_manage_policy',
  'manage-people': 'no_grant_to_manage_people',
  'manage-network': 'no_grant_to_manage_network',
  'approve-access': 'no_grant_to_approve_access',
  'approve-change': 'no_grant_to_approve_change',
  'review-access': 'no_grant_to_review_access',
  'request-case': 'no_grant_to_request_case',
  'read-access': 'no_grant_to_read_access',
  'read-data': 'no_grant_to_read_data',
  'read-log': 'no_grant_to_read_log',
  'read-status': 'no_grant_to_read_status',
  'report-scan': 'no_grant_to_report_scan',
  'make-sample': 'no_grant_to_make_sample',
}

/** What no grant can make good: what the policy does not know, or does not let the purpose cover. */
function againstPolicy(question: Question, rule: CollectionRule, policy: PolicyModel): Deny | undefined {
  const { collections, purposes } = policyIndex(policy)
  const { action, fields, purpose } = question
  const classes = collections.get(question.collection)
  if (classes === undefined) return deny(policy, 'unknown_collection', 'the policy has no such collection')
  if (rule.fields === 'some' && fields.length === 0)
    return deny(policy, 'fields_missing', `${action} needs a field`)
  if (rule.purpose && purpose === undefined)
    return deny(policy, 'purpose_missing', `${action} needs a purpose`)
  const covered = purpose === undefined ? undefined : purposes.get(purpose)
  if (purpose !== undefined && covered === undefined) {
    return deny(policy, 'purpose_unknown', 'the policy has no such purpose')
  }
  for (const field of fields) {
    const fieldClass = classes.get(field)
    if (fieldClass === undefined) {
      return deny(policy, 'unknown_field', `${question.collection} has no such field`)
    }
    if (covered !== undefined && !covered.has(fieldClass)) {
      return deny(
        policy,
        'purpose_too_narrow',
        `${purpose} does not cover ${fieldClass}, the class of ${field}`,
      )
    }
  }
  return undefined
}

type Miss =
  | 'grant_not_begun'
  | 'grant_ended'
  | 'grant_masked_only'
  | 'grant_without_field'
  | 'case_missing'
  | Exclude<CaseUse, 'taken'>

/**
 * Why a grant for the right action, collection and purpose does not allow the question; undefined when it does.
 *
 * @param inCase whether only a grant of the case that is named will do
 */
export function missOf(grant: CompiledGrant, question: Question, inCase = false): Miss | undefined {
  if (grant.caseId !== undefined ? grant.caseId !== question.caseId : inCase) return 'case_missing'
  // Asked so that an instant which is no number is never within the bounds.
  if (!(question.atMs >= grant.fromMs)) return 'grant_not_begun'
  if (!(question.atMs < grant.untilMs)) return grant.caseId === undefined ? 'grant_ended' : 'case_ended'
  if (grant.masked && question.masked !== true) return 'grant_masked_only'
  const { fields } = question
  for (let i = 0; i < fields.length; i++) {
    if (!grant.fields.has(fields[i] as string)) return 'grant_without_field'
  }
  if (grant.caseId === undefined || question.caseUse === 'taken') return undefined
  return question.caseUse ?? 'case_cap_reached'
}

const NEAREST: readonly Miss[] = [
  'case_cap_reached',
  'case_needs_owner',
  'case_other_record',
  'case_ended',
  'grant_without_field',
  'grant_masked_only',
  'case_missing',
  'grant_ended',
  'grant_not_begun',
]
const WHY: Record<Miss, string> = {
  grant_without_field: 'no grant covers every field asked for',
  grant_masked_only: 'the grant is for masked values',
  case_missing: 'staff see values only in a case of theirs, for its purpose, that is named',
  case_ended: 'the case has ended',
  case_needs_owner: 'a contract gives the say over this record to its data owner',
  case_other_record: 'the case does not cover this record',
  case_cap_reached: 'the case has been used as often as it may be',
  grant_ended: 'the grant has ended',
  grant_not_begun: 'the grant has not begun',
}

/** Names the miss of the grant that came nearest. */
function explainMiss(
  question: Question,
  grants: readonly CompiledGrant[] | undefined,
  otherPurposes: boolean,
  inCase: boolean,
  policy: PolicyModel,
): Deny {
  const what = `${question.action} on ${question.collection}`
  if (grants === undefined) {
    if (inCase) return deny(policy, 'case_missing', `${what}: ${WHY.case_missing}`)
    if (!otherPurposes) return deny(policy, 'no_grant', `no grant for ${what}`)
    return deny(policy, 'grant_for_other_purpose', `no grant for ${what} with this purpose`)
  }
  const misses = new Set(grants.map((grant) => missOf(grant, question, inCase)))
  const code = NEAREST.find((miss) => misses.has(miss)) ?? 'no_grant'
  return deny(policy, code, `${what}: ${code === 'no_grant' ? 'no grant' : WHY[code]}`)
}
