import { isDeepStrictEqual } from 'node:util'
import type { PolicyModel } from '../model.ts'
import { type Change, change, NOTHING_STORED, pair, risky, type StoredFacts } from './change.ts'
import { diffClauses, diffRules } from './diff-clauses.ts'
import { collectionAdded, collectionRemoved, diffCollection } from './diff-collection.ts'
import { diffParameters } from './diff-parameters.ts'
import { diffClasses, diffPurposes } from './diff-purposes.ts'
import { diffRoles } from './diff-roles.ts'
import { diffStaff } from './diff-staff.ts'

const EMPTY: Omit<PolicyModel, 'policy' | 'region'> = {
  format: 1,
  parameters: {},
  classes: {},
  purposes: {},
  collections: {},
  clauses: {},
  rules: [],
}

/**
 * The plan: every difference between the policy in force (null: none yet) and another one, and what it does to stored data. Empty exactly
 * when the two are the same. Pure; `facts` is asked about names of the old policy.
 */
export function diffPolicies(
  before: PolicyModel | null,
  after: PolicyModel,
  facts: StoredFacts = NOTHING_STORED,
): Change[] {
  const old = before ?? { ...EMPTY, policy: after.policy, region: after.region }
  const { added, removed, both } = pair(old.collections, after.collections)
  const changes = [
    ...diffHead(old, after, facts),
    ...diffParameters(old, after),
    ...diffClasses(old, after, facts),
    ...diffPurposes(old, after, facts),
    ...added.flatMap(([, collection]) => collectionAdded(collection)),
    ...removed.map(([name]) => collectionRemoved(name, facts)),
    ...both.flatMap(([, was, now]) =>
      diffCollection(
        { before: { model: old, collection: was }, after: { model: after, collection: now } },
        facts,
      ),
    ),
    ...diffRoles(old, after, facts),
    ...diffStaff(old, after),
    ...diffClauses(old, after),
    ...diffRules(old, after),
  ]
  // A member that none of the comparisons above knows: better a change without a name than one nobody sees.
  if (changes.length === 0 && !isDeepStrictEqual(old, after)) {
    changes.push(
      change(
        'other-changed',
        after.policy,
        ['Something else changed.', 'そのほかの部分が変わります。'],
        'notice',
      ),
    )
  }
  return changes
}

function diffHead(old: PolicyModel, after: PolicyModel, facts: StoredFacts): Change[] {
  const changes: Change[] = []
  const stored = Object.keys(old.collections).some((c) => facts.records(c) > 0)
  if (old.policy !== after.policy) {
    // Applying the wrong directory would otherwise look like many small changes.
    const words = [
      `${old.policy} → ${after.policy}: this is another policy.`,
      `${old.policy} → ${after.policy}: 別のポリシーです。`,
    ] as const
    changes.push(risky('policy-renamed', after.policy, words, stored))
  }
  if (old.region !== after.region) {
    const en = `Telephone numbers without a country code are read as ${after.region}'s; their indexes are built anew.`
    const ja = `国番号のない電話番号を${after.region}の番号として読みます。その索引は作り直します。`
    changes.push(change('region-changed', after.region, [en, ja], 'notice'))
  }
  return changes
}
