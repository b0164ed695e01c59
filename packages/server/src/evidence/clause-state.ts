import type { CheckState } from '../platform/check.ts'
import type { ClauseModel } from '../policy/index.ts'

export type ClauseState = 'satisfied' | 'stale' | 'unknown' | 'violated'

/** The newest fact of one check at the instant that is asked about. */
export interface Fact {
  readonly check: string
  readonly measuredMs: number
  readonly state: CheckState
  readonly figures: Readonly<Record<string, number | string>>
  readonly why?: string | undefined
}

/** A fact older than this says nothing about now. */
export const STALE_AFTER_MS = 10 * 60_000

const RANK: Record<ClauseState, number> = { satisfied: 0, stale: 1, unknown: 2, violated: 3 }

/**
 * State of a clause at an instant: the worst of its facts, violated > unknown > stale > satisfied (invariant 10). A clause that names no check, or
 * whose checks cover only a part of it (`unknown` is given), is never satisfied.
 */
export function clauseState(
  clause: ClauseModel,
  facts: ReadonlyMap<string, Fact>,
  atMs: number,
): ClauseState {
  let state: ClauseState = clause.unknown || clause.checks.length === 0 ? 'unknown' : 'satisfied'
  for (const name of clause.checks) {
    const one = factState(facts.get(name), atMs)
    if (RANK[one] > RANK[state]) state = one
  }
  return state
}

export function factState(fact: Fact | undefined, atMs: number): ClauseState {
  if (!fact) return 'unknown'
  if (fact.state === 'violated') return 'violated'
  if (fact.state === 'unknown') return 'unknown'
  return atMs - fact.measuredMs > STALE_AFTER_MS ? 'stale' : 'satisfied'
}
