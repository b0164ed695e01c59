import { isDeepStrictEqual } from 'node:util'
import type { ClauseModel, PolicyModel } from '../model.ts'
import { type Change, type ChangeKind, change, lists, pair, risky } from './change.ts'

const PARTS = [
  { list: 'checks', added: 'check-added', removed: 'check-removed' },
  { list: 'controls', added: 'control-added', removed: 'control-removed' },
  { list: 'duties', added: 'duty-added', removed: 'duty-removed' },
] as const satisfies readonly { list: keyof ClauseModel; added: ChangeKind; removed: ChangeKind }[]

/** Differences between what is promised and what measures it. A promise that goes is always accepted by name: it was made to somebody. */
export function diffClauses(before: PolicyModel, after: PolicyModel): Change[] {
  const { added, removed, both } = pair(before.clauses, after.clauses)
  return [
    ...added.map(([id]) => change('clause-added', id, ['A new promise.', '新しい約束です。'])),
    ...removed.map(([id]) =>
      risky('clause-removed', id, ['This promise is no longer made.', 'この約束はなくなります。']),
    ),
    ...both.flatMap(([, old, now]) => (isDeepStrictEqual(old, now) ? [] : diffClause(old, now))),
  ]
}

function diffClause(old: ClauseModel, now: ClauseModel): Change[] {
  const changes: Change[] = []
  for (const { list, added, removed } of PARTS) {
    const moved = lists(old[list], now[list])
    const path = (fact: string): string => `${now.id}/${fact}`
    for (const fact of moved.added)
      changes.push(
        change(added, path(fact), [
          'Counts for this promise from now on.',
          '今後この約束の根拠に加わります。',
        ]),
      )
    for (const fact of moved.removed) {
      changes.push(
        risky(removed, path(fact), ['No longer counts for this promise.', 'この約束の根拠から外れます。']),
      )
    }
    if (moved.added.length + moved.removed.length === 0 && !isDeepStrictEqual(old[list], now[list])) {
      const words = ['Listed in another order.', '順序だけが変わります。'] as const
      changes.push(change('other-changed', `${now.id}/${list}`, words))
    }
  }
  if (!isDeepStrictEqual(old.unknown, now.unknown)) {
    const words =
      now.unknown === undefined
        ? (['Now claims to be measured in full.', 'すべて計測できているとみなされます。'] as const)
        : (['What is not measured is described anew.', '計測できていない部分の説明が変わります。'] as const)
    // Dropping the reason turns "unknown" into whatever the checks say, so it needs the same look as dropping a check.
    changes.push(
      now.unknown === undefined
        ? risky('unknown-changed', now.id, words)
        : change('unknown-changed', now.id, words, 'notice'),
    )
  }
  return changes
}

/** Differences between the detection rules beside the policy. */
export function diffRules(before: PolicyModel, after: PolicyModel): Change[] {
  const digests = (model: PolicyModel) => Object.fromEntries(model.rules.map((r) => [r.file, r.digest]))
  const { added, removed, both } = pair(digests(before), digests(after))
  return [
    ...added.map(([file]) => change('rule-added', file, ['A new rule watches.', '新しい検知規則です。'])),
    ...removed.map(([file]) =>
      risky('rule-removed', file, ['Nothing watches for this any more.', 'この検知は行われなくなります。']),
    ),
    ...both
      .filter(([, old, now]) => old !== now)
      .map(([file]) =>
        change('rule-changed', file, ['The rule changed.', '検知規則の内容が変わります。'], 'notice'),
      ),
  ]
}
