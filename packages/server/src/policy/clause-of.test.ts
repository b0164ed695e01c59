import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { clauseOf, PROMISED } from './clause-of.ts'
import { loadPolicy } from './load-policy.ts'
import type { ClauseModel, PolicyModel } from './model.ts'

const POLICIES = join(import.meta.dirname, '../../../../policies')

test('every promise that an error points at is in each shipped policy, in the clause that is about it', async () => {
  const ids = async (name: string) => {
    const { model } = await loadPolicy(join(POLICIES, name))
    return Object.fromEntries(PROMISED.map((promised) => [promised, clauseOf(model, promised)]))
  }
  assert.deepEqual(await ids('marketplace'), {
    'default-deny': 'A3',
    purpose: 'A3',
    cases: 'A3',
    'approved-access': 'A2',
    'own-accounts': 'A2',
    onboarding: 'A12',
    reviews: 'A4',
    changes: 'A30',
    emergencies: 'A30',
    networks: 'A1',
    devices: 'A5',
    deadlines: 'A8',
    secrets: 'A20',
    'test-data': 'A21',
    log: 'A24',
  })
  assert.deepEqual(await ids('software-vendor'), {
    'default-deny': 'S13',
    purpose: 'S13',
    cases: 'S14',
    'approved-access': 'S4',
    'own-accounts': 'S4',
    onboarding: 'S2',
    reviews: 'S8',
    changes: 'S41',
    emergencies: 'S41',
    networks: 'S12',
    devices: 'S4',
    deadlines: 'S27',
    secrets: 'S15',
    'test-data': 'S19',
    log: 'S34',
  })
})

const clause = (id: string, checks: readonly string[], controls: readonly string[]): ClauseModel => ({
  id,
  checks,
  controls,
  duties: [],
})

async function withClauses(...clauses: readonly ClauseModel[]): Promise<PolicyModel> {
  const { model } = await loadPolicy(join(POLICIES, 'marketplace'))
  return { ...model, clauses: Object.fromEntries(clauses.map((one) => [one.id, one])) }
}

test('most of what stands for a promise decides, then who lists least beside it, then who comes first', async () => {
  const wide = clause('C1', ['x.y', 'x.z'], ['access.case'])
  const narrow = clause('C2', [], ['access.case'])
  const whole = clause('C3', ['access.cases-reviewed', 'x.y', 'x.z'], ['access.case', 'x.w'])
  assert.equal(clauseOf(await withClauses(wide, narrow), 'cases'), 'C2')
  assert.equal(clauseOf(await withClauses(wide, narrow, whole), 'cases'), 'C3')
  assert.equal(clauseOf(await withClauses(narrow, { ...narrow, id: 'C4' }), 'cases'), 'C2')
})

test('a policy that promises nothing of the kind has no clause for it', async () => {
  const model = await withClauses(clause('C1', [], ['access.decide']))
  assert.deepEqual([clauseOf(model, 'default-deny'), clauseOf(model, 'devices')], ['C1', undefined])
})

test('a model is searched once, however often it is asked', async () => {
  const { clauses, ...model } = await withClauses(clause('C1', [], ['vault.refuse-due']))
  let read = 0
  const counted: PolicyModel = {
    ...model,
    get clauses() {
      read++
      return clauses
    },
  }
  assert.equal(clauseOf(counted, 'deadlines'), 'C1')
  const once = read
  for (let i = 0; i < 100; i++) clauseOf(counted, i % 2 === 0 ? 'deadlines' : 'cases')
  assert.equal(read, once)
})
