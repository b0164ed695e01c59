import { isDeepStrictEqual } from 'node:util'
import { retentionNeverLonger } from '../deadlines/compare-deadlines.ts'
import type { CollectionModel, FieldModel, MaskModel, PolicyModel } from '../model.ts'
import { lookup } from '../names.ts'
import { type Change, change, risky, type StoredFacts } from './change.ts'

/** What a field is compared in: the collection and the whole policy on each side. */
export interface Sides {
  readonly before: { readonly model: PolicyModel; readonly collection: CollectionModel }
  readonly after: { readonly model: PolicyModel; readonly collection: CollectionModel }
}

/** What an exact index gives away to whoever reads the database, in words. */
export function searchLeak(path: string, field: FieldModel): Change {
  const en =
    'Whoever reads the index sees which records share a value, and how often each value occurs, but not the value. ' +
    'Whoever may search can test whether a value they know is there.'
  const ja =
    '索引を読める人には、どのレコードの値が同じか、同じ値が何件あるかが分かります(値そのものは分かりません)。' +
    '検索を許された人は、知っている値が登録されているかどうかを確かめられます。'
  if (field.normalise !== 'phone') return change('search-added', path, [en, ja], 'notice')
  const phone =
    ' There are so few telephone numbers that whoever also holds the index key can try them all and find every one.'
  const phoneJa =
    'また電話番号は種類が少ないため、索引の鍵も手に入れた人は、総当たりですべての番号を割り出せます。'
  return risky('search-added', path, [en + phone, ja + phoneJa])
}

/** Differences of one field. Path: `orders/buyer.email`. */
export function diffField(sides: Sides, old: FieldModel, now: FieldModel, facts: StoredFacts): Change[] {
  const collection = sides.after.collection.name
  const path = `${collection}/${now.name}`
  const stored = facts.values(collection, now.name)
  const changes: Change[] = []
  if (old.type !== now.type) {
    const en = `${old.type} becomes ${now.type}; ${stored} stored values keep the old type.`
    const ja = `型を${old.type}から${now.type}に変えます。保存済みの${stored}件の値は元の型のままです。`
    changes.push(risky('type-changed', path, [en, ja], stored > 0))
  }
  if (old.class !== now.class) changes.push(classChanged(sides, old, now, path, stored))
  if (old.search !== now.search) {
    const gone = [
      'The index is dropped; searching by this field is refused.',
      '索引を削除し、この項目での検索を拒否します。',
    ] as const
    changes.push(
      now.search === 'exact' ? searchLeak(path, now) : change('search-removed', path, gone, 'notice'),
    )
  }
  if (old.normalise !== now.normalise) {
    const en = `Values are compared as ${now.normalise}; the index is built anew beside the old one.`
    const ja = `値の比べ方を${now.normalise}に変えます。古い索引を残したまま、新しい索引を作り直します。`
    const leaks = now.search === 'exact' && now.normalise === 'phone' && old.search === 'exact'
    changes.push(change('normaliser-changed', path, [en, ja], 'notice'))
    if (leaks) changes.push(searchLeak(path, now))
  }
  if (old.required !== now.required) {
    const words = now.required
      ? ([
          'New records without this field are refused.',
          'この項目のない新しいレコードは拒否されます。',
        ] as const)
      : (['The field may be left out.', 'この項目は省略できるようになります。'] as const)
    changes.push(change('required-changed', path, words, now.required ? 'notice' : 'info'))
  }
  if (old.maxBytes !== now.maxBytes) {
    const en = `Largest value: ${old.maxBytes} → ${now.maxBytes} bytes; stored values stay.`
    const ja = `値の上限: ${old.maxBytes} → ${now.maxBytes}バイト。保存済みの値はそのままです。`
    changes.push(
      change('field-size-changed', path, [en, ja], now.maxBytes < old.maxBytes ? 'notice' : 'info'),
    )
  }
  if (!isDeepStrictEqual(old.mask, now.mask)) changes.push(maskChanged(old.mask, now.mask, path, stored))
  return changes
}

function classChanged(sides: Sides, old: FieldModel, now: FieldModel, path: string, stored: number): Change {
  const { before, after } = sides
  const rule = (side: Sides['before'], cls: string) =>
    side.collection.groups.find((g) => g.classes.includes(cls))?.retention ?? null
  const wasPersonal = lookup(before.model.classes, old.class)?.personal === true
  const isPersonal = lookup(after.model.classes, now.class)?.personal === true
  const wasStrictest = lookup(before.model.classes, old.class)?.strictest === true
  const longer = !retentionNeverLonger(rule(after, now.class), rule(before, old.class))
  const exposes =
    (wasPersonal && !isPersonal) || wasStrictest || longer || widerUse(sides, old.class, now.class)
  const en = `Class ${old.class} becomes ${now.class}: ${stored} values move to another cell and key, with its purposes and its end.`
  const ja = `クラスを${old.class}から${now.class}に変えます。${stored}件の値は別のセルと鍵に移り、利用目的と期限もそちらに従います。`
  return risky('class-changed', path, [en, ja], exposes && stored > 0)
}

/** True when a purpose that could not read the old class can read the new one. */
function widerUse({ before, after }: Sides, old: string, now: string): boolean {
  return Object.values(after.model.purposes).some(
    (p) => p.classes.includes(now) && lookup(before.model.purposes, p.name)?.classes.includes(old) !== true,
  )
}

const shown = (mask: MaskModel): readonly [start: number, end: number] =>
  mask.kind === 'constant' ? [0, 0] : [mask.keepStart, mask.keepEnd]

function maskChanged(old: MaskModel, now: MaskModel, path: string, stored: number): Change {
  const [was, is] = [shown(old), shown(now)]
  if (is[0] > was[0] || is[1] > was[1]) {
    const en = `The mask shows ${is[0]} characters at the start and ${is[1]} at the end (before: ${was[0]} and ${was[1]}).`
    const ja = `マスクで先頭${is[0]}文字、末尾${is[1]}文字が見えるようになります(これまでは${was[0]}文字と${was[1]}文字)。`
    return risky('mask-loosened', path, [en, ja], stored > 0)
  }
  return change('mask-changed', path, [
    'The mask shows no more than before.',
    'マスクで見える文字は増えません。',
  ])
}
