import type { Clock } from './clock.ts'
import type { AcrossSql } from './db.ts'
import { isAzukariError } from './errors.ts'
import type { Why } from './reasons.ts'

export type CheckState = 'satisfied' | 'violated' | 'unknown'

export interface Measurement {
  readonly state: CheckState
  /** Counts, ages in milliseconds, codes; never personal data. */
  readonly figures: Readonly<Record<string, number | string>>
  /** Why it is not satisfied: one of the sentences that have a code. */
  readonly why?: Why
}

export interface CheckContext {
  /** Reads as the application does, across tenants. */
  readonly read: AcrossSql
  readonly clock: Clock
}

/** A fact that can be measured, by a path other than the control that causes it. */
export interface Check {
  /** `room.what-holds` */
  readonly name: string
  measure(context: CheckContext): Promise<Measurement>
}

/** A check whose measurement, when it fails, says *unknown* and never anything better (invariant 10). */
export function check(name: string, measure: (context: CheckContext) => Promise<Measurement>): Check {
  return {
    name,
    async measure(context) {
      try {
        return await measure(context)
      } catch (error) {
        const code = isAzukariError(error) ? error.code : 'internal_error'
        return { state: 'unknown', figures: { code }, why: 'it could not be measured' }
      }
    },
  }
}
