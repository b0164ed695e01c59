import type { Sql } from '../platform/db.ts'
import type { PolicyModel } from '../policy/index.ts'
import { compileAuthority, type Grant } from './compiled-authority.ts'
import { decide, decideAction, type Question } from './decision.ts'
import type { DenialCode, Verdict } from './denials.ts'
import { grantsAt } from './read-grants.ts'

/** One grant held against the question, alone. */
export interface Considered {
  readonly grant: string
  readonly answers: 'allows' | DenialCode
}

export interface Explanation {
  readonly verdict: Verdict
  /** The principal's grants for the same action, live or not, that existed at that instant. */
  readonly considered: readonly Considered[]
}

export interface Asked extends Omit<Question, 'collection' | 'action'> {
  readonly action: string
  readonly collection?: string | undefined
}

/**
 * Why a principal may do something, or may not; also at an instant past, by the grants of then and the policy handed in. It is the decision
 * itself that is asked, once with all grants and once with each, so the explanation cannot differ from it.
 */
export async function explain(
  sql: Sql,
  who: { readonly tenant: number; readonly principal: Buffer },
  asked: Asked,
  policy: PolicyModel,
): Promise<Explanation> {
  const grants = await grantsAt(sql, who.tenant, who.principal, asked.atMs)
  return explainWith(grants, asked, policy)
}

export function explainWith(grants: readonly Grant[], asked: Asked, policy: PolicyModel): Explanation {
  const ask = (some: readonly Grant[]): Verdict => {
    const authority = compileAuthority(0, some)
    const { action, collection } = asked
    if (collection === undefined) return decideAction(action, asked.atMs, authority, policy)
    return decide({ ...asked, action: action as Question['action'], collection }, authority, policy)
  }
  const considered = grants
    .filter((grant) => grant.action === asked.action)
    .map((grant): Considered => {
      const verdict = ask([grant])
      return { grant: grant.id, answers: verdict.allow ? 'allows' : verdict.code }
    })
  return { verdict: ask(grants), considered }
}
