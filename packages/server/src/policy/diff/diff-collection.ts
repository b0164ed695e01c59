import { isDeepStrictEqual } from 'node:util'
import type { CollectionModel, FieldModel } from '../model.ts'
import { type Change, change, lists, pair, risky, type StoredFacts } from './change.ts'
import { diffField, type Sides, searchLeak } from './diff-field.ts'
import { diffRetention } from './diff-retention.ts'

const byName = (fields: readonly FieldModel[]): Record<string, FieldModel> =>
  Object.fromEntries(fields.map((f) => [f.name, f]))

/** A new collection: what it stores, and what each of its indexes gives away. */
export function collectionAdded(collection: CollectionModel): Change[] {
  const { name, fields } = collection
  const en = `${fields.length} fields in ${collection.groups.length} groups of cells that die together.`
  const ja = `項目${fields.length}個。一緒に消去されるセルのまとまりは${collection.groups.length}個です。`
  const indexes = fields.filter((f) => f.search === 'exact').map((f) => searchLeak(`${name}/${f.name}`, f))
  return [change('collection-added', name, [en, ja]), ...indexes]
}

export function collectionRemoved(name: string, facts: StoredFacts): Change {
  const records = facts.records(name)
  const en = `${records} stored records are orphaned: nothing can read them, and their clocks run on.`
  const ja = `保存済みの${records}件のレコードは読み出せなくなります。期限は引き続き進みます。`
  return risky('collection-removed', name, [en, ja], records > 0)
}

/** Differences of one collection; fields and classes of cells included. */
export function diffCollection(sides: Sides, facts: StoredFacts): Change[] {
  const [before, after] = [sides.before.collection, sides.after.collection]
  if (isDeepStrictEqual(before, after)) return []
  const changes = [
    ...diffRole(before, after, facts),
    ...diffSubjects(before, after, facts),
    ...diffEvents(before, after, facts),
    ...diffFields(sides, facts),
    ...diffRetention(before, after, facts),
  ]
  if (before.maxRecordBytes !== after.maxRecordBytes) {
    const en = `Largest record: ${before.maxRecordBytes} → ${after.maxRecordBytes} bytes; stored records stay.`
    const ja = `レコードの上限: ${before.maxRecordBytes} → ${after.maxRecordBytes}バイト。保存済みのレコードはそのままです。`
    changes.push(change('record-size-changed', after.name, [en, ja], 'notice'))
  }
  return changes
}

function diffRole(before: CollectionModel, after: CollectionModel, facts: StoredFacts): Change[] {
  if (isDeepStrictEqual(before.role, after.role)) return []
  const say = (c: CollectionModel): string =>
    c.role.kind === 'controller' ? 'controller' : `processor for ${c.role.for}`
  const sayJa = (c: CollectionModel): string =>
    c.role.kind === 'controller' ? '管理者' : `${c.role.for}の処理者`
  const en = `Role: ${say(before)} → ${say(after)}. Duties towards the people concerned change with it.`
  const ja = `立場: ${sayJa(before)} → ${sayJa(after)}。本人に対する義務も変わります。`
  return [risky('role-changed', after.name, [en, ja], facts.records(after.name) > 0)]
}

function diffSubjects(before: CollectionModel, after: CollectionModel, facts: StoredFacts): Change[] {
  const { added, removed, both } = pair(before.subjects, after.subjects)
  const path = (subject: string): string => `${after.name}/${subject}`
  const stored = facts.records(after.name)
  return [
    ...added.map(([s, field]) =>
      change('subject-added', path(s), [`Found by ${field}.`, `${field}で本人を特定します。`], 'notice'),
    ),
    ...removed.map(([s]) => {
      const en = `${stored} stored records can no longer be found for this person: to show, correct or erase them.`
      const ja = `保存済みの${stored}件を本人から探せなくなり、開示・訂正・消去に応じられません。`
      return risky('subject-removed', path(s), [en, ja], stored > 0)
    }),
    ...both
      .filter(([, old, now]) => old !== now)
      .map(([s, old, now]) => {
        const en = `Found by ${now} instead of ${old}; ${stored} stored records keep the old digest.`
        const ja = `本人の特定に使う項目を${old}から${now}に変えます。保存済みの${stored}件は元のままです。`
        return risky('subject-changed', path(s), [en, ja], stored > 0)
      }),
  ]
}

function diffEvents(before: CollectionModel, after: CollectionModel, facts: StoredFacts): Change[] {
  const { added, removed } = lists(before.events, after.events)
  const path = (event: string): string => `${after.name}/${event}`
  const changes = [
    ...added.map((e) => change('event-added', path(e), ['Can be reported.', '記録できる出来事が増えます。'])),
    ...removed.map((e) => {
      const en = 'Can no longer be reported; clocks that wait for it fall back to their other members.'
      const ja = '記録できなくなります。この出来事を待つ期限は、ほかの条件に従います。'
      return risky('event-removed', path(e), [en, ja], facts.records(after.name) > 0)
    }),
  ]
  if (changes.length === 0 && !isDeepStrictEqual(before.events, after.events)) {
    // The first event is where a record begins, so the order is not only how it is shown.
    const en = 'The events are listed in another order; the first one is where a record begins.'
    const ja = '出来事の順序が変わります。先頭の出来事がレコードの始まりになります。'
    changes.push(change('other-changed', `${after.name}/events`, [en, ja], 'notice'))
  }
  return changes
}

function diffFields(sides: Sides, facts: StoredFacts): Change[] {
  const [before, after] = [sides.before.collection, sides.after.collection]
  const { added, removed, both } = pair(byName(before.fields), byName(after.fields))
  const name = after.name
  const changes = [
    ...added.flatMap(([f, field]) => {
      const en = `New field of class ${field.class}${field.required ? ', required in new records' : ''}.`
      const ja = `クラス${field.class}の項目を追加します${field.required ? '(新しいレコードでは必須)' : ''}。`
      const index = field.search === 'exact' ? [searchLeak(`${name}/${f}`, field)] : []
      return [change('field-added', `${name}/${f}`, [en, ja], field.required ? 'notice' : 'info'), ...index]
    }),
    ...removed.map(([f]) => {
      const stored = facts.values(name, f)
      const en = `${stored} stored values are orphaned: they stay in their cells, unread, until these die.`
      const ja = `保存済みの${stored}件の値は、セルが消去されるまで読み出せないまま残ります。`
      return risky('field-removed', `${name}/${f}`, [en, ja], stored > 0)
    }),
    ...both.flatMap(([, old, now]) => (isDeepStrictEqual(old, now) ? [] : diffField(sides, old, now, facts))),
  ]
  const [oldOrder, newOrder] = [before, after].map((c) => c.fields.map((f) => f.name))
  if (added.length + removed.length === 0 && !isDeepStrictEqual(oldOrder, newOrder)) {
    changes.push(
      change('fields-reordered', name, [
        'The fields are listed in another order.',
        '項目の順序が変わります。',
      ]),
    )
  }
  return changes
}
