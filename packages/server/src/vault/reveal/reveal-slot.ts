import type { CaseUse, Verdict } from '../../access/index.ts'
import type { Audited } from '../../audit/index.ts'
import type { AzukariError } from '../../platform/errors.ts'
import type { Caller } from '../../platform/route.ts'
import type { AppliedPolicy, CollectionModel, FieldModel } from '../../policy/index.ts'

export interface RevealInput {
  readonly collection: string
  readonly id: string
  readonly purpose: string | undefined
  /** Every field the purpose covers when absent. */
  readonly fields?: readonly string[] | undefined
  readonly masked?: boolean | undefined
  /** The case that a person names, and whether a use of it was taken: `revealByStaff` sees to both. */
  readonly caseId?: string | undefined
  readonly caseUse?: CaseUse | undefined
  readonly requestId?: string | undefined
}

export interface RevealSlot {
  readonly caller: Caller
  readonly input: RevealInput
  readonly applied: AppliedPolicy
  readonly collection: CollectionModel
  readonly collectionNumber: number
  readonly fields: readonly FieldModel[]
  /** Numbers of the classes that the fields have in this version of the policy. */
  readonly classes: ReadonlySet<number>
  readonly lookup: Buffer
  readonly verdict: Verdict
  readonly generation: number
}

export type RevealOutcome =
  | {
      readonly kind: 'revealed'
      readonly version: number
      readonly fields: Readonly<Record<string, unknown>>
      /** Asked for, allowed, and gone: past their deadline or destroyed. */
      readonly gone: readonly string[]
      readonly entry: number
    }
  | { readonly kind: 'refused'; readonly error: AzukariError }
  | { readonly kind: 'stale' }

export interface RevealDone {
  readonly outcome: RevealOutcome
  readonly audited: Audited<unknown>
}
