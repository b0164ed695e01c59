import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import type { ClauseModel } from '../policy/index.ts'
import { type ClauseState, clauseState, type Fact, factState, STALE_AFTER_MS } from './clause-state.ts'

const NOW = 1_000_000_000
const RANKS: readonly ClauseState[] = ['satisfied', 'stale', 'unknown', 'violated']
const names = ['a.a', 'b.b', 'c.c', 'd.d']

const fact = fc.record({
  check: fc.constantFrom(...names),
  measuredMs: fc.integer({ min: NOW - 2 * STALE_AFTER_MS, max: NOW }),
  state: fc.constantFrom('satisfied' as const, 'violated' as const, 'unknown' as const),
  figures: fc.constant({}),
})
const facts = fc
  .array(fact, { maxLength: 6 })
  .map((all) => new Map(all.map((f): [string, Fact] => [f.check, f])))
const clauses = fc.record({ checks: fc.subarray(names), partial: fc.boolean() }).map(
  ({ checks, partial }): ClauseModel => ({
    id: 'A1',
    checks,
    controls: [],
    duties: [],
    ...(partial ? { unknown: { en: 'x', ja: 'x' } } : {}),
  }),
)

test('a clause is as bad as the worst of its facts, and no better than unknown where nothing or not all is measured', () => {
  fc.assert(
    fc.property(clauses, facts, (clause, known) => {
      const states: ClauseState[] = clause.checks.map((name) => factState(known.get(name), NOW))
      if (clause.checks.length === 0 || clause.unknown) states.push('unknown')
      const worst = RANKS[Math.max(...states.map((s) => RANKS.indexOf(s)))]
      assert.equal(clauseState(clause, known, NOW), worst)
    }),
  )
})

test('satisfied only when every check was, lately', () => {
  fc.assert(
    fc.property(clauses, facts, (clause, known) => {
      if (clauseState(clause, known, NOW) !== 'satisfied') return
      assert.ok(clause.checks.length > 0 && !clause.unknown)
      for (const name of clause.checks) {
        const one = known.get(name)
        assert.ok(one?.state === 'satisfied' && NOW - one.measuredMs <= STALE_AFTER_MS)
      }
    }),
  )
})

test('one more fact that is worse never makes a clause better, and time alone never either', () => {
  fc.assert(
    fc.property(clauses, facts, fact, fc.nat(3 * STALE_AFTER_MS), (clause, known, worse, later) => {
      const rank = (map: ReadonlyMap<string, Fact>, at: number) => RANKS.indexOf(clauseState(clause, map, at))
      const violated = new Map(known).set(worse.check, { ...worse, state: 'violated' })
      assert.ok(rank(violated, NOW) >= rank(known, NOW))
      assert.ok(rank(known, NOW + later) >= rank(known, NOW))
    }),
  )
})
