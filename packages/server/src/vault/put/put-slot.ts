import type { Verdict } from '../../access/index.ts'
import type { Audited } from '../../audit/index.ts'
import type { AzukariError } from '../../platform/errors.ts'
import type { Caller } from '../../platform/route.ts'
import type { AppliedPolicy, CollectionModel } from '../../policy/index.ts'
import type { EventTimes } from '../clocks/clocks.ts'
import type { Fields } from '../fields/field-values.ts'

/** What a caller asks to be kept. */
export interface PutInput {
  readonly collection: string
  readonly id: string
  readonly fields: Fields
  readonly events?: readonly { readonly event: string; readonly at: string }[] | undefined
  /** replace: what is not named is gone afterwards. merge: it stays. */
  readonly mode: 'replace' | 'merge'
  /** The version the record must have; 0: it must not exist. */
  readonly ifMatch?: number | undefined
  readonly idempotencyKey?: string | undefined
  readonly requestId?: string | undefined
}

/** A put on its way through a group: checked, decided, and not yet carried out. */
export interface PutSlot {
  readonly caller: Caller
  readonly input: PutInput
  readonly applied: AppliedPolicy
  readonly collection: CollectionModel
  readonly collectionNumber: number
  readonly zone: string
  readonly lookup: Buffer
  readonly told: EventTimes
  /** The decision, and the authority's generation it was made under. */
  readonly verdict: Verdict
  /** Whether the caller may move the clocks of a record that exists. May be decided when it is asked for: few puts need it. */
  readonly eventVerdict: Verdict
  /** Whether the caller may tell an event anew with an earlier time. */
  readonly advanceVerdict: Verdict
  readonly generation: number
  readonly idempotency: { readonly key: Buffer; readonly body: Buffer } | undefined
  readonly bytes: number
}

export type PutOutcome =
  | { readonly kind: 'stored'; readonly version: number; readonly created: boolean; readonly entry: number }
  | { readonly kind: 'repeated'; readonly version: number; readonly leaf: Buffer }
  | { readonly kind: 'refused'; readonly error: AzukariError }
  /** Policy or authority moved on since the decision: decide again. */
  | { readonly kind: 'stale' }
  /** Somebody else changed the record between reading and writing it: do it again. */
  | { readonly kind: 'raced' }

export interface PutDone {
  readonly outcome: PutOutcome
  readonly audited: Audited<unknown>
}
