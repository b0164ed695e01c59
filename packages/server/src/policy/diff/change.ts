import type { LocalText } from '../model.ts'

export type ChangeKind =
  | 'policy-renamed'
  | 'region-changed'
  | 'parameter-added'
  | 'parameter-removed'
  | 'parameter-changed'
  | 'parameter-weakened'
  | 'limit-loosened'
  | 'limit-tightened'
  | 'class-added'
  | 'class-removed'
  | 'class-made-personal'
  | 'class-made-impersonal'
  | 'class-strictness-changed'
  | 'purpose-added'
  | 'purpose-removed'
  | 'purpose-widened'
  | 'purpose-narrowed'
  | 'basis-changed'
  | 'purpose-text-changed'
  | 'collection-added'
  | 'collection-removed'
  | 'role-changed'
  | 'subject-added'
  | 'subject-removed'
  | 'subject-changed'
  | 'event-added'
  | 'event-removed'
  | 'record-size-changed'
  | 'field-added'
  | 'field-removed'
  | 'fields-reordered'
  | 'type-changed'
  | 'class-changed'
  | 'search-added'
  | 'search-removed'
  | 'normaliser-changed'
  | 'required-changed'
  | 'field-size-changed'
  | 'mask-loosened'
  | 'mask-changed'
  | 'group-changed'
  | 'retention-added'
  | 'retention-shortened'
  | 'retention-lengthened'
  | 'retention-removed'
  | 'staff-role-added'
  | 'staff-role-removed'
  | 'staff-role-widened'
  | 'staff-role-narrowed'
  | 'staff-role-title-changed'
  | 'devices-required'
  | 'devices-not-required'
  | 'elsewhere-added'
  | 'elsewhere-removed'
  | 'password-words-added'
  | 'password-words-removed'
  | 'clause-added'
  | 'clause-removed'
  | 'check-added'
  | 'check-removed'
  | 'control-added'
  | 'control-removed'
  | 'duty-added'
  | 'duty-removed'
  | 'unknown-changed'
  | 'clause-text-changed'
  | 'text-changed'
  | 'rule-added'
  | 'rule-changed'
  | 'rule-removed'
  | 'other-changed'

/** info: nothing gets worse. notice: people or clients will see it. danger: stored data is orphaned or exposed, or a promise gets weaker. */
export type Severity = 'info' | 'notice' | 'danger'

/** The name that `--accept` must be given, letter for letter. */
export interface Accept {
  readonly name: string
  /** required: nothing is applied without it. Otherwise what was stored before stays under the old rule without it. */
  readonly required: boolean
}

/** One difference between two versions of a policy. */
export interface Change {
  readonly kind: ChangeKind
  /** What changed: `orders`, `orders/buyer.email`, `log_retention`, `A8`. */
  readonly path: string
  readonly severity: Severity
  readonly text: LocalText
  readonly accept?: Accept
}

/** What is stored now. Counted by whoever plans; a count that is not known is given as Infinity, never as 0. */
export interface StoredFacts {
  readonly records: (collection: string) => number
  /** Records with a value in this field. */
  readonly values: (collection: string, field: string) => number
  /** Records with a cell of this class. */
  readonly cells: (collection: string, cls: string) => number
}

/** Facts of an empty database. */
export const NOTHING_STORED: StoredFacts = { records: () => 0, values: () => 0, cells: () => 0 }

type Words = readonly [en: string, ja: string]

/** A change that makes nothing worse, or that people will merely notice. */
export function change(kind: ChangeKind, path: string, [en, ja]: Words, severity: Severity = 'info'): Change {
  return { kind, path, severity, text: { en, ja } }
}

/** A change that has to be accepted by name when `when` holds; else it is merely noticed. */
export function risky(kind: ChangeKind, path: string, words: Words, when = true): Change {
  if (!when) return change(kind, path, words, 'notice')
  return { ...change(kind, path, words, 'danger'), accept: { name: `${kind}:${path}`, required: true } }
}

export interface Pairs<T> {
  readonly added: readonly [string, T][]
  readonly removed: readonly [string, T][]
  readonly both: readonly [string, T, T][]
}

/** Members of two records matched by name. */
export function pair<T>(before: Readonly<Record<string, T>>, after: Readonly<Record<string, T>>): Pairs<T> {
  const [old, now] = [new Map(Object.entries(before)), new Map(Object.entries(after))]
  return {
    added: [...now].filter(([name]) => !old.has(name)),
    removed: [...old].filter(([name]) => !now.has(name)),
    both: [...now].flatMap(([name, value]): [string, T, T][] => {
      const was = old.get(name)
      return was === undefined ? [] : [[name, was, value]]
    }),
  }
}

/** Members of two lists: what came and what went. */
export function lists(before: readonly string[], after: readonly string[]) {
  return {
    added: after.filter((x) => !before.includes(x)),
    removed: before.filter((x) => !after.includes(x)),
  }
}
