import type { Sql } from '../platform/db.ts'
import { readAppliedPolicy } from '../policy/index.ts'
import { type ClauseState, clauseState, type Fact, factState } from './clause-state.ts'

export interface ClauseStatus {
  readonly id: string
  readonly state: ClauseState
  readonly checks: readonly (Omit<Fact, 'state'> & { readonly state: ClauseState })[]
  readonly controls: readonly string[]
  readonly duties: readonly string[]
  /** Why nothing, or not all of it, is measured. */
  readonly unknown?: { readonly en: string; readonly ja: string }
}

export interface PolicyStatus {
  readonly policy: string
  readonly version: number
  readonly digest: string
  readonly atMs: number
  readonly clauses: readonly ClauseStatus[]
  readonly counts: Readonly<Record<ClauseState, number>>
}

/** Every clause of the policy that was in force at an instant, from the facts known at that instant. Throws `no_policy`. */
export async function readStatus(sql: Sql, atMs: number, now: boolean): Promise<PolicyStatus> {
  const applied = await readAppliedPolicy(sql, now ? undefined : atMs)
  const checks = new Set(Object.values(applied.model.clauses).flatMap((clause) => clause.checks))
  const facts = await factsAt(sql, [...checks], atMs)
  const counts: Record<ClauseState, number> = { satisfied: 0, stale: 0, unknown: 0, violated: 0 }
  const clauses = Object.values(applied.model.clauses).map((clause): ClauseStatus => {
    const state = clauseState(clause, facts, atMs)
    counts[state] += 1
    const checks = clause.checks.map((name) => {
      const fact = facts.get(name)
      return { ...(fact ?? { check: name, measuredMs: 0, figures: {} }), state: factState(fact, atMs) }
    })
    const { id, controls, duties, unknown } = clause
    return { id, state, checks, controls, duties, ...(unknown ? { unknown } : {}) }
  })
  const { version, digest, model } = applied
  return { policy: model.policy, version, digest, atMs, clauses, counts }
}

/** The newest fact of each check at an instant: one look into the index a check, however long the history is. */
async function factsAt(sql: Sql, checks: readonly string[], atMs: number): Promise<Map<string, Fact>> {
  const rows = await sql.query<Fact & { why: string | undefined }>(
    {
      text: `SELECT n.name AS check, f.measured_ms AS "measuredMs", f.state, f.figures, f.why FROM unnest($1::text[]) AS n(name)
             JOIN LATERAL (
               SELECT * FROM evidence.fact WHERE check_name = n.name AND measured_ms <= $2 ORDER BY measured_ms DESC LIMIT 1
             ) f ON true`,
    },
    [checks, atMs],
  )
  return new Map(rows.map((row) => [row.check, row]))
}
