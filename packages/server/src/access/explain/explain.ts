import type { Sql } from '../../platform/db.ts'
import type { PolicyModel } from '../../policy/index.ts'
import { type Assignment, compileAuthority, type Grant } from '../authority/compiled-authority.ts'
import { acceptedAt, assignmentsAt, grantsAt } from '../authority/read-grants.ts'
import { decide, decideAction, type Question } from '../decision/decision.ts'
import type { DenialCode, Verdict } from '../decision/denials.ts'
import { roleIndex } from '../decision/role-index.ts'

/** One grant or assignment held against the question, alone. */
export interface Considered {
  /** `grt_…` or `asg_…` */
  readonly grant: string
  /** Of an assignment. */
  readonly role?: string
  readonly answers: 'allows' | DenialCode
}

export interface Explanation {
  readonly verdict: Verdict
  /** The principal's grants for the same action and roles that have it, live or not, that existed at that instant. */
  readonly considered: readonly Considered[]
}

export interface Asked extends Omit<Question, 'collection' | 'action'> {
  readonly action: string
  readonly collection?: string | undefined
}

/**
 * Why a principal may do something, or may not; also at an instant past, by the grants and assignments of then and the policy handed in. It is the
 * decision itself that is asked, once with all and once with each, so the explanation cannot differ from it.
 */
export async function explain(
  sql: Sql,
  who: { readonly tenant: number; readonly principal: Buffer; readonly person?: boolean },
  asked: Asked,
  policy: PolicyModel,
): Promise<Explanation> {
  const { tenant, principal, person = false } = who
  const [grants, assignments, accepted] = await Promise.all([
    grantsAt(sql, tenant, principal, asked.atMs),
    assignmentsAt(sql, tenant, principal, asked.atMs),
    acceptedAt(sql, tenant, principal, asked.atMs),
  ])
  return explainWith({ grants, assignments, person, accepted }, asked, policy)
}

export interface Held {
  readonly grants: readonly Grant[]
  readonly assignments?: readonly Assignment[]
  readonly person?: boolean
  /** False: a person who had accepted no version of the policy. */
  readonly accepted?: boolean
}

export function explainWith(held: Held, asked: Asked, policy: PolicyModel): Explanation {
  const { grants, assignments = [], person = false, accepted = true } = held
  const ask = (some: readonly Grant[], roles: readonly Assignment[]): Verdict => {
    const authority = compileAuthority(0, some, { assignments: roles, person, accepted })
    const { action, collection } = asked
    if (collection === undefined) return decideAction(action, asked.atMs, authority, policy)
    return decide({ ...inCaseOf(asked), action: action as Question['action'], collection }, authority, policy)
  }
  const answer = (verdict: Verdict) => (verdict.allow ? 'allows' : verdict.code)
  const ofGrants = grants
    .filter((grant) => grant.action === asked.action)
    .map((grant): Considered => ({ grant: grant.id, answers: answer(ask([grant], [])) }))
  const ofRoles = assignments
    .filter(({ role }) => has(policy, role, asked.action))
    .map((held): Considered => ({ grant: held.id, role: held.role, answers: answer(ask([], [held])) }))
  return { verdict: ask(grants, assignments), considered: [...ofGrants, ...ofRoles] }
}

/** Whether a use of the case could be taken is for the case to say; without its word it is asked what would follow if it could. */
const inCaseOf = (asked: Asked): Asked =>
  asked.caseId === undefined ? asked : { ...asked, caseUse: asked.caseUse ?? ('taken' as const) }

function has(policy: PolicyModel, name: string, action: string): boolean {
  const role = roleIndex(policy).get(name)
  return role !== undefined && (role.actions.has(action) || role.grants.has(action))
}
