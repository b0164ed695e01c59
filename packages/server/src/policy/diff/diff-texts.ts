import type { Lang } from '../model.ts'
import type { PolicyText } from '../texts/read-policy-text.ts'
import { type Change, change } from './change.ts'

type Texts = Readonly<Record<Lang, PolicyText>>

const NAMES = { en: ['English', '英語'], ja: ['Japanese', '日本語'] } as const

/** Differences between what people read: clause by clause, and the rest of each text. Empty exactly when both texts are the same. */
export function diffTexts(before: Texts | null, after: Texts): Change[] {
  if (before === null) return []
  return (['en', 'ja'] as const).flatMap((lang) => diffText(before[lang], after[lang]))
}

function diffText(before: PolicyText, after: PolicyText): Change[] {
  if (before.markdown === after.markdown) return []
  const [en, ja] = NAMES[after.lang]
  const old = new Map(before.clauses.map((c) => [c.id, c]))
  const changed = after.clauses.filter(({ id, title, body }) => {
    const was = old.get(id)
    return was !== undefined && (was.title !== title || was.body !== body)
  })
  const changes = changed.map(({ id }) =>
    change(
      'clause-text-changed',
      `${after.file}/${id}`,
      [`The ${en} wording changed.`, `${ja}の文言が変わります。`],
      'notice',
    ),
  )
  if (changes.length > 0 && outside(before) === outside(after)) return changes
  const words = [
    `The ${en} text changed outside its clauses, or gained or lost some.`,
    `${ja}の本文が、条項以外の部分か条項の増減により変わります。`,
  ] as const
  return [...changes, change('text-changed', after.file, words, 'notice')]
}

/** The text with only the marks of its clauses left of them. */
function outside({ markdown, clauses }: PolicyText): string {
  let rest = ''
  let from = 0
  for (const { id, body, offset } of clauses) {
    rest += `${markdown.slice(from, Math.max(from, offset))}{#${id}}`
    from = Math.max(from, markdown.indexOf(body, offset) + body.length)
  }
  return rest + markdown.slice(from)
}
