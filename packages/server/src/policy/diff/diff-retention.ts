import { isDeepStrictEqual } from 'node:util'
import { retentionNeverLonger } from '../deadlines/compare-deadlines.ts'
import type { CollectionModel, GroupModel, RetentionModel } from '../model.ts'
import { type Change, change, risky, type StoredFacts } from './change.ts'

const groupOf = (collection: CollectionModel, cls: string): GroupModel | undefined =>
  collection.groups.find((g) => g.classes.includes(cls))

/** The rule without its class list: two groups under one rule differ in nothing that a clock reads. */
function rule(retention: RetentionModel | null): Omit<RetentionModel, 'classes'> | null {
  if (retention === null) return null
  const { classes: _, ...rest } = retention
  return rest
}

/** Differences in when the classes of a collection are destroyed, and with what they die. Path: `orders/contact`. */
export function diffRetention(before: CollectionModel, after: CollectionModel, facts: StoredFacts): Change[] {
  const classes = [...new Set(after.groups.flatMap((g) => g.classes))]
  return classes.flatMap((cls) => {
    const [old, now] = [groupOf(before, cls), groupOf(after, cls)]
    if (old === undefined || now === undefined) return []
    const path = `${after.name}/${cls}`
    const changes = diffRule(path, old.retention, now.retention, facts.cells(after.name, cls))
    if (old.key !== now.key) {
      const en = `Cells of "${cls}" now die with ${now.key}; stored ones stay with their record key until it is made anew.`
      const ja = `「${cls}」のセルは今後「${now.key}」と一緒に消去されます。保存済みのセルは、鍵が作り直されるまで元の鍵のままです。`
      changes.push(change('group-changed', path, [en, ja], 'notice'))
    }
    return changes
  })
}

function diffRule(
  path: string,
  old: RetentionModel | null,
  now: RetentionModel | null,
  cells: number,
): Change[] {
  if (isDeepStrictEqual(rule(old), rule(now))) return []
  if (old === null) {
    const en = 'Stored records get a clock; those already past it are destroyed.'
    const ja = '保存済みのレコードにも期限が付きます。すでに期限を過ぎているものは消去されます。'
    return [change('retention-added', path, [en, ja], 'notice')]
  }
  if (now === null) {
    return [
      risky(
        'retention-removed',
        path,
        ['Nothing destroys this data any more.', 'このデータを消去する期限がなくなります。'],
        cells > 0,
      ),
    ]
  }
  if (retentionNeverLonger(now, old)) {
    const en = `Every running clock is computed again (${cells} records); what is then past its end is destroyed.`
    const ja = `進行中の期限をすべて計算し直します(${cells}件)。計算後に期限を過ぎているものは消去されます。`
    return [change('retention-shortened', path, [en, ja], 'notice')]
  }
  // Applies to new records as it is; accepting it moves the clocks of stored ones too, which is what weakens a promise already made.
  const en = `May be kept longer than before. Applies to new records; ${cells} stored ones keep the old rule unless this is accepted.`
  const ja = `これまでより長く保管されることがあります。新しいレコードに適用され、保存済みの${cells}件は、承諾しないかぎり元の期限のままです。`
  const lengthened = change('retention-lengthened', path, [en, ja], 'danger')
  return [{ ...lengthened, accept: { name: `retention-lengthened:${path}`, required: false } }]
}
