import type { Sql } from '../../platform/db.ts'
import { isAzukariError } from '../../platform/errors.ts'
import type { Change, StoredFacts } from '../diff/change.ts'
import { diffPolicies } from '../diff/diff-policies.ts'
import { diffTexts } from '../diff/diff-texts.ts'
import { type LoadedPolicy, loadPolicyFiles } from '../load-policy.ts'
import type { AppliedPolicy } from './applied-policy.ts'
import { readAppliedPolicy } from './applied-policy.ts'
import { readVersionFiles } from './version-files.ts'

export interface PolicyPlan {
  /** Version the plan was made against; 0 when none is in force. */
  readonly base: number
  readonly changes: readonly Change[]
  /** True while no personal record exists and no version was applied: one apply needs no second person then. */
  readonly bootstrap: boolean
}

/** What applying a policy would change, against the version in force and what is stored. Changes nothing. */
export async function planPolicy(sql: Sql, policy: LoadedPolicy, facts: StoredFacts): Promise<PolicyPlan> {
  const current = await currentOrNone(sql)
  if (!current) return { base: 0, changes: diffPolicies(null, policy.model, facts), bootstrap: true }
  const before = loadPolicyFiles(await readVersionFiles(sql, current.version))
  const changes = [
    ...diffPolicies(current.model, policy.model, facts),
    ...diffTexts(before.texts, policy.texts),
  ]
  return { base: current.version, changes, bootstrap: false }
}

async function currentOrNone(sql: Sql): Promise<AppliedPolicy | undefined> {
  try {
    return await readAppliedPolicy(sql)
  } catch (error) {
    if (isAzukariError(error, 'no_policy')) return undefined
    throw error
  }
}
