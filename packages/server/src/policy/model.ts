import type { CollectionAction, TenantAction } from './actions.ts'

/**
 * The compiled policy: plain, deep-frozen JSON data that the running system reads. No database ids, no functions, no positions in files.
 * Everything here is resolved: `$parameters` are replaced by their values, names are known to exist, durations are valid.
 * Two models made from the same directory are deeply equal.
 */

export type FieldType = 'text' | 'number' | 'date' | 'time' | 'json' | 'bytes'

/** How a value is made comparable before it is digested. text: NFKC, trim, case fold. phone: E.164, using the policy's `region`. */
export type Normaliser = 'text' | 'email' | 'phone'

/** constant reveals nothing and needs no entry; partial shows characters, so it is a value and is logged as a reveal. */
export type MaskModel =
  | { readonly kind: 'constant'; readonly text: string }
  | { readonly kind: 'partial'; readonly keepStart: number; readonly keepEnd: number }

/** Languages a policy is read in. */
export type Lang = 'en' | 'ja'
export type LocalText = { readonly en: string; readonly ja: string }

export interface FieldModel {
  readonly name: string
  readonly type: FieldType
  /** Key of `PolicyModel.classes`. */
  readonly class: string
  readonly search: 'none' | 'exact'
  readonly normalise: Normaliser
  readonly required: boolean
  /** Largest accepted value in bytes: UTF-8 for text and JSON, decoded for bytes. */
  readonly maxBytes: number
  readonly mask: MaskModel
}

/** Built-in event: when the record was first stored. Every other event name is declared by the collection. */
export const CREATED = 'created'

/**
 * When something is due. `for` is an ISO 8601 duration (see duration.ts). A deadline on an event that has not happened is unresolved:
 * `earliest` ignores unresolved members and is unresolved when all are; `latest` is unresolved while any is.
 */
export type Deadline =
  | { readonly after: string; readonly for: string }
  | { readonly earliest: readonly Deadline[] }
  | { readonly latest: readonly Deadline[] }

/**
 * One retention rule. `destroy` counts once it resolves; until then `otherwise` does. Either resolves on `created` alone, so that there is
 * always a last day, unless `while` names a purpose whose legal basis lasts as long as the data is kept.
 */
export interface RetentionModel {
  readonly classes: readonly string[]
  readonly destroy: Deadline
  readonly otherwise?: Deadline
  readonly while?: string
  readonly bucket: 'day' | 'law'
}

/** Cells that die together: one record key each. `key` is the sorted classes joined by '+', stable across versions. */
export interface GroupModel {
  readonly key: string
  readonly classes: readonly string[]
  /** null: nothing personal in it and no rule written. */
  readonly retention: RetentionModel | null
}

export type RoleModel = { readonly kind: 'controller' } | { readonly kind: 'processor'; readonly for: string }

export interface CollectionModel {
  readonly name: string
  readonly role: RoleModel
  /** Kind of data owner (buyer, recipient) → the field whose normalised value finds them. */
  readonly subjects: Readonly<Record<string, string>>
  /** In the order written. */
  readonly fields: readonly FieldModel[]
  readonly events: readonly string[]
  /** Sorted by key; every class used by a field is in exactly one group. */
  readonly groups: readonly GroupModel[]
  readonly maxRecordBytes: number
}

/** GDPR art. 6(1) a–f. */
export type Basis =
  | 'consent'
  | 'contract'
  | 'legal-obligation'
  | 'vital-interests'
  | 'public-task'
  | 'legitimate-interests'

export interface PurposeModel {
  readonly name: string
  readonly basis: Basis
  readonly classes: readonly string[]
  readonly text?: LocalText
}

/** One promise. Checks are facts named room.fact; controls are code that enforces; duties are recurring human work. */
export interface ClauseModel {
  readonly id: string
  readonly checks: readonly string[]
  readonly controls: readonly string[]
  readonly duties: readonly string[]
  /** Why nothing measures it yet. Present when `checks` is empty, and whenever the checks do not cover the whole promise. */
  readonly unknown?: LocalText
}

export type ParameterKind = 'duration' | 'number' | 'text'

/** What somebody with a say asks of a parameter; the strictest of them and of our own value wins. */
export interface AuthorityModel {
  readonly source: LocalText
  readonly limit: 'at-least' | 'at-most'
  readonly value: string | number
}

export interface ParameterModel {
  readonly name: string
  readonly kind: ParameterKind
  /** The value in force: an ISO 8601 duration, a number or a text. */
  readonly value: string | number
  /** What a number counts, as people read it after the figure ("failures", 「回」). */
  readonly unit?: LocalText
  /** Who asked for the value in force; absent when it is our own. */
  readonly decidedBy?: LocalText
  readonly authorities: readonly AuthorityModel[]
  readonly floor?: { readonly value: string | number; readonly source: LocalText }
  readonly ceiling?: { readonly value: string | number; readonly source: LocalText }
}

export interface ClassModel {
  readonly name: string
  readonly personal: boolean
  /** Holds what nobody has classified yet; every other class of the policy may be handled less strictly, never more. */
  readonly strictest: boolean
}

/** A detection rule beside the policy; parsed by the detection room. */
export interface RuleModel {
  /** Path under the policy directory, '/' separated, e.g. `rules/canary.yaml`. */
  readonly file: string
  /** SHA-256 of its bytes, lower-case hex. */
  readonly digest: string
}

/** What a role lets do to the records of a collection: one grant's worth, its classes spelt out as the fields they have in this version. */
export interface RoleGrantModel {
  readonly action: CollectionAction
  readonly collection: string
  /** Sorted, each once. */
  readonly fields: readonly string[]
  readonly purpose: string | null
  readonly masked: boolean
}

/** A named bundle of what may be done. Nobody has it without an assignment. */
export interface StaffRoleModel {
  readonly name: string
  readonly title: LocalText
  /** Sorted, each once. */
  readonly actions: readonly TenantAction[]
  readonly grants: readonly RoleGrantModel[]
}

/** What holds for the people who work here. */
export interface StaffModel {
  readonly companyDevices: 'required' | 'optional'
  /** Systems beside this one where access has to end when somebody leaves. */
  readonly elsewhere: Readonly<Record<string, LocalText>>
  /** Words of the company that no password may hold. Absent where there are none. */
  readonly passwordWords?: readonly string[]
}

export interface PolicyModel {
  readonly format: 1
  readonly policy: string
  /** ISO 3166-1 alpha-2: read phone numbers without a country code as this country's. */
  readonly region: string
  readonly parameters: Readonly<Record<string, ParameterModel>>
  readonly classes: Readonly<Record<string, ClassModel>>
  readonly purposes: Readonly<Record<string, PurposeModel>>
  readonly collections: Readonly<Record<string, CollectionModel>>
  /** Absent in versions from before there were roles. */
  readonly roles?: Readonly<Record<string, StaffRoleModel>>
  /** Absent in versions from before there were staff rules: the strictest holds. */
  readonly staff?: StaffModel
  readonly clauses: Readonly<Record<string, ClauseModel>>
  readonly rules: readonly RuleModel[]
}
