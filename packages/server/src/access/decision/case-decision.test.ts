import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { compileAuthority, type Grant } from '../authority/compiled-authority.ts'
import { testPolicy } from '../test-support/test-scene.ts'
import { situation } from '../test-support/test-situations.ts'
import { type CaseUse, decide, type Question } from './decision.ts'

// Drawn evenly most questions would miss every grant; these meet often.
const CASES = [undefined, 'cas_1', 'cas_1', 'cas_1', 'cas_2'] as const
const USES: readonly (CaseUse | undefined)[] = [
  undefined,
  'taken',
  'case_ended',
  'case_other_record',
  'case_needs_owner',
  'case_cap_reached',
]

const inCases = fc
  .tuple(situation, fc.array(fc.constantFrom(...CASES), { minLength: 8, maxLength: 8 }))
  .map(([[grants, question], cases]): [Grant[], Question] => [
    grants.map((grant, i) => ({ ...grant, caseId: cases[i] })),
    question,
  ])
const named = fc.record({
  caseId: fc.constantFrom(...CASES),
  caseUse: fc.constantFrom<CaseUse | undefined>('taken', 'taken', ...USES),
})

test('a person sees a value only by a grant of the very case that is named, and only when a use of it was taken', () => {
  let [shown, masked] = [0, 0]
  fc.assert(
    fc.property(inCases, named, ([grants, asked], more) => {
      const question = { ...asked, ...more }
      const verdict = decide(question, compileAuthority(1, grants, { person: true }), testPolicy)
      if (!verdict.allow) return
      const grant = grants.find(({ id }) => id === verdict.grant)
      assert.ok(grant)
      if (grant.caseId !== undefined) {
        assert.equal(grant.caseId, question.caseId)
        assert.equal(question.caseUse, 'taken')
        shown++
      } else if (asked.action === 'reveal' || asked.action === 'search') {
        assert.equal(question.masked, true)
        masked++
      }
    }),
    { numRuns: 8000 },
  )
  assert.ok(shown > 10 && masked > 10, `${shown} ${masked}`)
})

test('cases change nothing for a service, and a grant of a case is none of its', () => {
  fc.assert(
    fc.property(inCases, ([grants, question]) => {
      const own = grants.filter(({ caseId }) => caseId === undefined)
      const [all, some] = [grants, own].map((held) => decide(question, compileAuthority(1, held), testPolicy))
      assert.equal(all?.allow, some?.allow)
    }),
    { numRuns: 3000 },
  )
})

test('for a person a question is denied with a code that says what about the case is wrong', () => {
  const grant: Grant = {
    id: 'grt_1',
    action: 'reveal',
    collection: 'orders',
    fields: ['name', 'email'],
    purpose: 'fulfilment',
    masked: false,
    fromMs: 1000,
    untilMs: 2000,
    caseId: 'cas_1',
  }
  const question: Question = {
    collection: 'orders',
    action: 'reveal',
    fields: ['name'],
    purpose: 'fulfilment',
    atMs: 1500,
    caseId: 'cas_1',
    caseUse: 'taken',
  }
  const codeOf = (change: Partial<Question>, grants: readonly Grant[] = [grant]) => {
    const verdict = decide(
      { ...question, ...change },
      compileAuthority(1, grants, { person: true }),
      testPolicy,
    )
    return verdict.allow ? 'allow' : verdict.code
  }
  assert.equal(codeOf({}), 'allow')
  assert.equal(codeOf({ caseId: undefined }), 'case_missing')
  assert.equal(codeOf({ caseId: 'cas_2' }), 'case_missing')
  assert.equal(codeOf({ atMs: 2000 }), 'case_ended')
  assert.equal(codeOf({ fields: ['line1'] }), 'grant_without_field')
  assert.equal(codeOf({ caseUse: undefined }), 'case_cap_reached')
  for (const use of ['case_ended', 'case_other_record', 'case_cap_reached'] as const)
    assert.equal(codeOf({ caseUse: use }), use)
  assert.equal(codeOf({ purpose: 'tax', fields: ['sku'] }), 'case_missing')
  assert.equal(codeOf({}, []), 'case_missing')
  assert.equal(codeOf({}, [{ ...grant, caseId: undefined }]), 'case_missing')
  assert.equal(
    codeOf({ action: 'search' }, [{ ...grant, action: 'search', caseId: undefined }]),
    'case_missing',
  )
  assert.equal(codeOf({ masked: true }, [{ ...grant, caseId: undefined, masked: true }]), 'allow')
})
