import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { policyOf, SMALL } from '../../../test/small-policy.ts'
import { bindingRules, historyOf, type PastVersion } from './rule-history.ts'

const at = (version: number, days: number, accepted: readonly string[] = []): PastVersion => {
  const { region, collections } = policyOf(
    SMALL.replace('{ after: shipped, for: P30D }', `{ after: shipped, for: P${days}D }`),
  ).model
  return { version, accepted, region, collections }
}
const CONTACT = 'retention-lengthened:orders/contact'
/** Versions whose rule binds contact data of a record stored first under version `born`. */
const binding = (versions: readonly PastVersion[], born: number) =>
  bindingRules(historyOf(versions), 'orders/contact', born).map((rule) => rule.version)

test('a record is bound by every rule that was in force since it was stored', () => {
  const versions = [at(1, 30), at(2, 30), at(3, 60), at(4, 20)]
  assert.deepEqual(
    [0, 1, 2, 3, 4, 5].map((born) => binding(versions, born)),
    [[1, 3, 4], [1, 3, 4], [1, 3, 4], [3, 4], [4], [4]],
  )
})

test('an accepted longer period ends the rules before it, for its class only', () => {
  const history = historyOf([at(1, 30), at(2, 60, [CONTACT])])
  const versions = (path: string) => bindingRules(history, path, 1).map((rule) => rule.version)
  assert.deepEqual([versions('orders/contact'), versions('orders/address')], [[2], [1, 2]])
  assert.equal(history.rules['orders/contact']?.acceptedAt, 2)
})

test('the rule in force binds always and is the last', () => {
  const periods = fc.array(fc.tuple(fc.constantFrom(10, 20, 30), fc.boolean()), {
    minLength: 1,
    maxLength: 8,
  })
  fc.assert(
    fc.property(periods, fc.nat(9), (given, born) => {
      const versions = given.map(([days, accepted], i) => at(i + 1, days, accepted ? [CONTACT] : []))
      const rules = bindingRules(historyOf(versions), 'orders/contact', born)
      const current = versions
        .at(-1)
        ?.collections['orders']?.groups.find((g) => g.classes.includes('contact'))
      assert.deepEqual(rules.at(-1)?.retention?.destroy, current?.retention?.destroy)
    }),
    { numRuns: 50 },
  )
})

test('records are sealed the same way until something about it changes; away and back is a change', () => {
  const first = at(1, 30)
  const { tickets: _, ...without } = first.collections
  const history = historyOf([
    first,
    at(2, 30),
    at(3, 60),
    { ...first, version: 4, collections: without },
    at(5, 30),
  ])
  assert.deepEqual(history.sealedSince, { orders: 4, tickets: 5, accounts: 1 })
})
