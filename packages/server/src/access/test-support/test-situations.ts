import fc from 'fast-check'
import type { Action } from '../../policy/index.ts'
import type { Grant } from '../authority/compiled-authority.ts'
import type { Question } from '../decision/decision.ts'

/** For tests only: grants and questions, of this policy and of none, that fast-check draws. */

export const FIELDS = ['name', 'email', 'line1', 'vat', 'sku', 'reason', '__proto__', 'constructor']
const COLLECTIONS = ['orders', 'returns', 'nowhere', '__proto__', 'toString', '']
const PURPOSES = ['fulfilment', 'tax', 'marketing', '__proto__', '']
const instant = fc.integer({ min: 0, max: 12 })

const anyGrant = fc.record({
  action: fc.constantFrom('reveal', 'search', 'put', 'event', 'manage', 'read-log', 'everything'),
  collection: fc.option(fc.constantFrom(...COLLECTIONS), { nil: null }),
  fields: fc.subarray(FIELDS),
  purpose: fc.option(fc.constantFrom(...PURPOSES), { nil: null }),
  masked: fc.boolean(),
  fromMs: instant,
  untilMs: instant,
})
const anyGrants = fc
  .array(anyGrant, { maxLength: 8 })
  .map((grants) => grants.map((grant, i): Grant => ({ ...grant, id: `grt_${i}` })))
export const anyQuestion: fc.Arbitrary<Question> = fc.record({
  collection: fc.constantFrom(...COLLECTIONS),
  action: fc.constantFrom('reveal', 'search', 'put', 'event', 'manage') as fc.Arbitrary<Action>,
  fields: fc.subarray(FIELDS, { maxLength: 4 }),
  purpose: fc.option(fc.constantFrom(...PURPOSES), { nil: undefined }),
  atMs: instant,
  masked: fc.option(fc.boolean(), { nil: undefined }),
})
// Most questions and grants drawn at random miss each other; half of the runs draw from what can meet.
const likelyGrant = anyGrant.map((grant) => ({
  ...grant,
  action: 'reveal',
  collection: 'orders',
  purpose: 'fulfilment',
  fields: [...grant.fields, 'name'],
}))
const likelyGrants = fc
  .array(likelyGrant, { maxLength: 4 })
  .map((grants) => grants.map((grant, i): Grant => ({ ...grant, id: `grt_${i}` })))
const likelyQuestion = fc.record({
  collection: fc.constant('orders'),
  action: fc.constant('reveal' as const),
  fields: fc.subarray(['name', 'email', 'line1', 'sku'], { minLength: 1, maxLength: 2 }),
  purpose: fc.constant('fulfilment'),
  atMs: instant,
  masked: fc.boolean(),
})
export const situation = fc.oneof(fc.tuple(anyGrants, anyQuestion), fc.tuple(likelyGrants, likelyQuestion))
