import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Action, COLLECTION_ACTIONS, type PolicyModel, TENANT_ACTIONS } from '../../policy/index.ts'
import { compileAuthority, type Grant } from '../authority/compiled-authority.ts'
import { explainWith } from '../explain/explain.ts'
import { testPolicy } from '../test-support/test-scene.ts'
import { anyQuestion, FIELDS, situation } from '../test-support/test-situations.ts'
import { decide, decideAction, type Question } from './decision.ts'

const runs = { numRuns: 5000 }

/** The same rule as `decide`, written to be read: no index, no order, no early way out. */
function allowing(question: Question, grants: readonly Grant[], policy: PolicyModel): readonly string[] {
  const { action, fields, purpose, masked, atMs } = question
  const collection = Object.values(policy.collections).find((c) => c.name === question.collection)
  if (!collection || !(COLLECTION_ACTIONS as readonly string[]).includes(action)) return []
  const classes = fields.map((name) => collection.fields.find((f) => f.name === name)?.class)
  if (classes.includes(undefined)) return []
  const takesValuesOut = action === 'reveal' || action === 'search'
  if (takesValuesOut && (fields.length === 0 || purpose === undefined)) return []
  const declared = Object.values(policy.purposes).find((p) => p.name === purpose)
  if (purpose !== undefined && !declared) return []
  if (declared && !classes.every((c) => c !== undefined && declared.classes.includes(c))) return []
  return grants
    .filter((g) => g.action === action && g.collection === question.collection)
    .filter((g) => (takesValuesOut ? g.purpose === purpose : (g.purpose ?? '') === ''))
    .filter((g) => g.fromMs <= atMs && atMs < g.untilMs)
    .filter((g) => !g.masked || masked === true)
    .filter((g) => fields.every((f) => g.fields.includes(f)))
    .map((g) => g.id)
}

test('the compiled decision and the naive one agree, and an allow names a live grant that covers every field', () => {
  let allowed = 0
  fc.assert(
    fc.property(situation, ([grants, question]) => {
      const verdict = decide(question, compileAuthority(1, grants), testPolicy)
      const expected = allowing(question, grants, testPolicy)
      if (verdict.allow) {
        allowed++
        assert.ok(expected.includes(verdict.grant))
      } else {
        assert.deepEqual(expected, [])
        assert.ok(Object.hasOwn(testPolicy.clauses, verdict.clause ?? ''))
      }
    }),
    runs,
  )
  assert.ok(allowed > 100, `only ${allowed} of the runs allowed anything`)
})

test('without grants everything is denied', () => {
  const nobody = compileAuthority(1, [])
  fc.assert(fc.property(anyQuestion, (question) => !decide(question, nobody, testPolicy).allow))
  for (const action of TENANT_ACTIONS) assert.equal(decideAction(action, 5, nobody, testPolicy).allow, false)
})

test('taking a grant away never allows, and adding one never denies', () => {
  fc.assert(
    fc.property(situation, fc.nat(7), ([grants, question], at) => {
      const fewer = grants.filter((_, i) => i !== at)
      const withAll = decide(question, compileAuthority(1, grants), testPolicy)
      const withFewer = decide(question, compileAuthority(1, fewer), testPolicy)
      assert.ok(withAll.allow || !withFewer.allow)
    }),
    runs,
  )
})

test('asking for more fields never allows what fewer did not, and for less never denies', () => {
  fc.assert(
    fc.property(situation, fc.constantFrom(...FIELDS), ([grants, question], field) => {
      fc.pre(question.fields.length > 0)
      const authority = compileAuthority(1, grants)
      const more = decide({ ...question, fields: [...question.fields, field] }, authority, testPolicy)
      assert.ok(!more.allow || decide(question, authority, testPolicy).allow)
    }),
    runs,
  )
})

test('the order in which grants come changes nothing', () => {
  fc.assert(
    fc.property(situation, ([grants, question]) => {
      const one = decide(question, compileAuthority(1, grants), testPolicy)
      assert.deepEqual(decide(question, compileAuthority(1, [...grants].reverse()), testPolicy), one)
    }),
    runs,
  )
})

const grant: Grant = {
  id: 'grt_1',
  action: 'reveal',
  collection: 'orders',
  fields: ['name', 'email', 'line1'],
  purpose: 'fulfilment',
  masked: false,
  fromMs: 1000,
  untilMs: 2000,
}
const question: Question = {
  collection: 'orders',
  action: 'reveal',
  fields: ['name', 'line1'],
  purpose: 'fulfilment',
  atMs: 1500,
}
const ask = (change: Partial<Question>, grants: readonly Grant[] = [grant]) =>
  decide({ ...question, ...change }, compileAuthority(1, grants), testPolicy)
const codeOf = (change: Partial<Question>, grants?: readonly Grant[]) => {
  const verdict = ask(change, grants)
  return verdict.allow ? 'allow' : verdict.code
}

test('a grant is live from its first millisecond and not at its last', () => {
  const at = (atMs: number) => codeOf({ atMs })
  assert.deepEqual(
    [at(999), at(1000), at(1999), at(2000)],
    ['grant_not_begun', 'allow', 'allow', 'grant_ended'],
  )
  for (const atMs of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])
    assert.notEqual(at(atMs), 'allow')
  const manage = compileAuthority(1, [
    { ...grant, action: 'manage', collection: null, fields: [], purpose: null },
  ])
  const allows = [999, 1000, 1999, 2000, Number.NaN].map(
    (ms) => decideAction('manage', ms, manage, testPolicy).allow,
  )
  assert.deepEqual(allows, [false, true, true, false, false])
})

test('each way to be denied has its code', () => {
  assert.deepEqual(ask({}), { allow: true, grant: 'grt_1' })
  assert.equal(codeOf({ collection: 'nowhere' }), 'unknown_collection')
  assert.equal(codeOf({ collection: 'toString' }), 'unknown_collection')
  assert.equal(codeOf({ action: 'manage' }), 'unknown_action')
  assert.equal(codeOf({ action: 'toString' as Action }), 'unknown_action')
  assert.equal(codeOf({ fields: [] }), 'fields_missing')
  assert.equal(codeOf({ fields: ['name', 'constructor'] }), 'unknown_field')
  assert.equal(codeOf({ purpose: undefined }), 'purpose_missing')
  assert.equal(codeOf({ purpose: 'marketing' }), 'purpose_unknown')
  assert.equal(codeOf({ purpose: 'tax' }), 'purpose_too_narrow')
  assert.equal(codeOf({ purpose: 'tax', fields: ['sku'] }), 'grant_for_other_purpose')
  assert.equal(codeOf({ fields: ['name', 'sku'] }), 'grant_without_field')
  assert.equal(codeOf({}, []), 'no_grant')
  assert.equal(codeOf({ action: 'search' }), 'no_grant')
  assert.equal(codeOf({ action: 'put', purpose: undefined }), 'no_grant')
  assert.equal(codeOf({}, [{ ...grant, masked: true }]), 'grant_masked_only')
  assert.equal(codeOf({ masked: true }, [{ ...grant, masked: true }]), 'allow')
  assert.equal(codeOf({ masked: true }), 'allow')
})

test('a grant may name a purpose or field the policy does not know: it allows nothing', () => {
  const stray = [
    { ...grant, purpose: 'marketing' },
    { ...grant, fields: ['constructor'] },
    { ...grant, collection: '' },
  ]
  assert.equal(codeOf({ purpose: 'marketing' }, stray), 'purpose_unknown')
  assert.equal(codeOf({ fields: ['constructor'] }, stray), 'unknown_field')
  const tenantWide = [{ ...grant, collection: null }]
  assert.equal(codeOf({}, tenantWide), 'no_grant')
  assert.equal(codeOf({ collection: '' }, stray), 'unknown_collection')
})

test('two grants that cover the fields only together allow neither', () => {
  const halves = [
    { ...grant, fields: ['name'] },
    { ...grant, id: 'grt_2', fields: ['line1'] },
  ]
  assert.equal(codeOf({}, halves), 'grant_without_field')
  assert.equal(codeOf({ fields: ['name'] }, halves), 'allow')
})

test('a denial names a clause of the policy in force, and no text that came from outside', () => {
  const secret = 'taro@example.com'
  for (const change of [
    { collection: secret },
    { fields: [secret] },
    { purpose: secret },
    { action: secret as Action },
  ]) {
    const verdict = ask(change)
    assert.ok(!verdict.allow && !JSON.stringify(verdict).includes(secret))
    assert.equal(verdict.clause, 'A3')
  }
  const vendor = {
    ...testPolicy,
    clauses: { S13: { id: 'S13', checks: [], controls: ['access.decide'], duties: [] } },
  }
  const verdict = decide(question, compileAuthority(1, []), vendor)
  assert.equal(verdict.allow || verdict.clause, 'S13')
  const silent = decide(question, compileAuthority(1, []), { ...testPolicy, clauses: {} })
  assert.deepEqual(
    [silent.allow, silent.allow || silent.clause],
    [false, undefined],
    'nothing promised, nothing named',
  )
  const log = decideAction('read-log', 5, compileAuthority(1, []), testPolicy)
  assert.equal(log.allow || log.clause, 'A24')
})

test('the explanation is the decision: it allows exactly when some grant alone allows', () => {
  fc.assert(
    fc.property(situation, ([grants, asked]) => {
      const { verdict, considered } = explainWith({ grants }, asked, testPolicy)
      assert.deepEqual(verdict, decide(asked, compileAuthority(9, grants), testPolicy))
      assert.equal(
        considered.some((c) => c.answers === 'allows'),
        verdict.allow,
      )
    }),
    runs,
  )
})
