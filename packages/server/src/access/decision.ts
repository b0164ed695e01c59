import type { PolicyModel } from '../policy/index.ts'
import {
  type Action,
  type CollectionRule,
  collectionRule,
  isTenantAction,
  type TenantAction,
} from './actions.ts'
import { type CompiledAuthority, type CompiledGrant, NONE } from './compiled-authority.ts'
import { type DenialCode, type Deny, deny, type Verdict } from './denials.ts'
import { policyIndex } from './policy-index.ts'

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
}

/**
 * The decision (clause A3). Nothing is allowed unless one grant, live at that millisecond, covers the action, the collection, every field and
 * the purpose; and a purpose counts only if the policy declares it for the class of every field. Pure: the same question, authority and policy
 * give the same verdict.
 */
export function decide(question: Question, authority: CompiledAuthority, policy: PolicyModel): Verdict {
  const rule = collectionRule(question.action)
  if (rule === undefined) return deny(policy, 'unknown_action', 'there is no such action on a collection')
  const refused = againstPolicy(question, rule, policy)
  if (refused !== undefined) return refused
  const purposes = authority.grants.get(question.action)?.get(question.collection)
  const grants = purposes?.get(rule.purpose ? (question.purpose ?? NONE) : NONE)
  if (grants !== undefined) {
    for (const grant of grants) if (missOf(grant, question) === undefined) return grant.allow
  }
  return explainMiss(question, grants, purposes !== undefined, policy)
}

/** The same for an action that is not about a collection. */
export function decideAction(
  action: string,
  atMs: number,
  authority: CompiledAuthority,
  policy: PolicyModel,
): Verdict {
  if (!isTenantAction(action)) return deny(policy, 'unknown_action', 'there is no such action')
  for (const grant of authority.grants.get(action)?.get(NONE)?.get(NONE) ?? []) {
    if (atMs >= grant.fromMs && atMs < grant.untilMs) return grant.allow
  }
  return deny(policy, NO_GRANT_TO[action], `no grant to ${action}`)
}

const NO_GRANT_TO: Record<TenantAction, DenialCode> = {
  manage: 'no_grant_to_manage',
  'manage-policy': 'no_grant_to_manage_policy',
  'read-log': 'no_grant_to_read_log',
  'read-status': 'no_grant_to_read_status',
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

type Miss = 'grant_not_begun' | 'grant_ended' | 'grant_masked_only' | 'grant_without_field'

/** Why a grant for the right action, collection and purpose does not allow the question; undefined when it does. */
export function missOf(grant: CompiledGrant, question: Question): Miss | undefined {
  // Asked so that an instant which is no number is never within the bounds.
  if (!(question.atMs >= grant.fromMs)) return 'grant_not_begun'
  if (!(question.atMs < grant.untilMs)) return 'grant_ended'
  if (grant.masked && question.masked !== true) return 'grant_masked_only'
  const { fields } = question
  for (let i = 0; i < fields.length; i++) {
    if (!grant.fields.has(fields[i] as string)) return 'grant_without_field'
  }
  return undefined
}

const NEAREST: readonly Miss[] = [
  'grant_without_field',
  'grant_masked_only',
  'grant_ended',
  'grant_not_begun',
]
const WHY: Record<Miss, string> = {
  grant_without_field: 'no grant covers every field asked for',
  grant_masked_only: 'the grant is for masked values',
  grant_ended: 'the grant has ended',
  grant_not_begun: 'the grant has not begun',
}

/** Names the miss of the grant that came nearest. */
function explainMiss(
  question: Question,
  grants: readonly CompiledGrant[] | undefined,
  otherPurposes: boolean,
  policy: PolicyModel,
): Deny {
  const what = `${question.action} on ${question.collection}`
  if (grants === undefined) {
    if (!otherPurposes) return deny(policy, 'no_grant', `no grant for ${what}`)
    return deny(policy, 'grant_for_other_purpose', `no grant for ${what} with this purpose`)
  }
  const misses = new Set(grants.map((grant) => missOf(grant, question)))
  const code = NEAREST.find((miss) => misses.has(miss)) ?? 'no_grant'
  return deny(policy, code, `${what}: ${code === 'no_grant' ? 'no grant' : WHY[code]}`)
}
