import { isDeepStrictEqual } from 'node:util'
import type { ClassModel, PolicyModel, PurposeModel } from '../model.ts'
import { type Change, change, lists, pair, risky, type StoredFacts } from './change.ts'

/** Records that hold a cell of a class, over all collections that there are or were. */
function storedOf(before: PolicyModel, cls: string, facts: StoredFacts): number {
  return Object.keys(before.collections).reduce((sum, c) => sum + facts.cells(c, cls), 0)
}

/** Differences between what data is used for. */
export function diffPurposes(before: PolicyModel, after: PolicyModel, facts: StoredFacts): Change[] {
  const { added, removed, both } = pair(before.purposes, after.purposes)
  const stored = (classes: readonly string[]): boolean => classes.some((c) => storedOf(before, c, facts) > 0)
  return [
    ...added.map(([name, p]) => {
      const en = `New use of ${p.classes.join(', ')}, also of what is stored (basis: ${p.basis}).`
      const ja = `${p.classes.join('、')}を新しい目的で使います。保存済みのデータも対象です(根拠: ${p.basis})。`
      return risky('purpose-added', name, [en, ja], stored(p.classes))
    }),
    ...removed.map(([name]) => {
      const words = [
        'Grants for this purpose stop working.',
        'この目的で与えた権限は使えなくなります。',
      ] as const
      return change('purpose-removed', name, words, 'notice')
    }),
    ...both.flatMap(([, old, now]) => (isDeepStrictEqual(old, now) ? [] : diffPurpose(old, now, stored))),
  ]
}

function diffPurpose(
  old: PurposeModel,
  now: PurposeModel,
  stored: (classes: readonly string[]) => boolean,
): Change[] {
  const { added, removed } = lists(old.classes, now.classes)
  const changes = [
    ...added.map((cls) => {
      const en = `May now read ${cls}, also what was stored for other purposes.`
      const ja = `${cls}も読めるようになります。ほかの目的で保存されたデータも含みます。`
      return risky('purpose-widened', `${now.name}/${cls}`, [en, ja], stored([cls]))
    }),
    ...removed.map((cls) => {
      const words = [`May no longer read ${cls}.`, `${cls}は読めなくなります。`] as const
      return change('purpose-narrowed', `${now.name}/${cls}`, words, 'notice')
    }),
  ]
  if (old.basis !== now.basis) {
    const words = [
      `Legal basis: ${old.basis} → ${now.basis}`,
      `法的根拠: ${old.basis} → ${now.basis}`,
    ] as const
    changes.push(risky('basis-changed', now.name, words, stored(old.classes)))
  }
  if (!isDeepStrictEqual(old.text, now.text)) {
    const words = ['People read another description.', '本人に示す説明が変わります。'] as const
    changes.push(change('purpose-text-changed', now.name, words, 'notice'))
  }
  return changes
}

/** Differences between the classes of data. */
export function diffClasses(before: PolicyModel, after: PolicyModel, facts: StoredFacts): Change[] {
  const { added, removed, both } = pair(before.classes, after.classes)
  return [
    ...added.map(([name, c]) =>
      change(
        'class-added',
        name,
        c.personal ? ['Personal.', '個人データです。'] : ['Not personal.', '個人データではありません。'],
      ),
    ),
    ...removed.map(([name]) => {
      const words = ['Nothing can be of this class any more.', 'このクラスは使えなくなります。'] as const
      return risky('class-removed', name, words, storedOf(before, name, facts) > 0)
    }),
    ...both.flatMap(([, old, now]) => diffClass(old, now, storedOf(before, old.name, facts) > 0)),
  ]
}

function diffClass(old: ClassModel, now: ClassModel, stored: boolean): Change[] {
  const changes: Change[] = []
  if (old.personal && !now.personal) {
    const words = ['No longer handled as personal.', '個人データとして扱わなくなります。'] as const
    changes.push(risky('class-made-impersonal', now.name, words, stored))
  }
  if (!old.personal && now.personal) {
    const words = ['Handled as personal from now on.', '今後は個人データとして扱います。'] as const
    changes.push(change('class-made-personal', now.name, words, 'notice'))
  }
  if (old.strictest !== now.strictest) {
    const words = now.strictest
      ? (['Becomes the strictest class.', '最も厳しいクラスになります。'] as const)
      : (['Is no longer the strictest class.', '最も厳しいクラスではなくなります。'] as const)
    changes.push(risky('class-strictness-changed', now.name, words, !now.strictest && stored))
  }
  return changes
}
