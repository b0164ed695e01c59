import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { behind, type Link, mayApprove } from './may-approve.ts'

const PEOPLE = ['per_a', 'per_b', 'per_c', 'per_d']
const OTHERS = ['svc_1', 'svc_2', 'svc_3', 'svc_4', 'grp_1', 'grp_2']
const NAMES = [...PEOPLE, ...OTHERS]
const WHYS = ['owner', 'key', 'linked', 'member', 'delegation'] as const

const link = fc.record({
  from: fc.constantFrom(...NAMES),
  to: fc.constantFrom(...NAMES),
  why: fc.constantFrom(...WHYS),
})
const links = fc.array(link, { maxLength: 14 })
const name = fc.constantFrom(...NAMES)

/** Warshall's closure, another way to the same answer. */
function reaches(all: readonly Link[]): (from: string, to: string) => boolean {
  const table = new Map(NAMES.map((a) => [a, new Set([a])]))
  for (const { from, to } of all) table.get(from)?.add(to)
  for (const k of NAMES)
    for (const i of NAMES) if (table.get(i)?.has(k)) for (const j of table.get(k) ?? []) table.get(i)?.add(j)
  return (from, to) => table.get(from)?.has(to) === true
}

test('whoever approves shares nobody with whoever asks or gains, by another computation of the same', () => {
  let refused = 0
  fc.assert(
    fc.property(name, name, fc.array(name, { maxLength: 3 }), links, (approver, requester, gain, all) => {
      const reach = reaches(all)
      const sides = [requester, ...gain]
      const shared = NAMES.some((n) => reach(approver, n) && sides.some((side) => reach(side, n)))
      if (shared) refused++
      assert.equal(mayApprove(approver, requester, gain, all).ok, !shared)
    }),
    { numRuns: 2000 },
  )
  assert.ok(refused > 100)
})

/** A way from something somebody uses to the human, of any length and through any kind of link. */
const way = fc
  .array(fc.tuple(fc.constantFrom(...OTHERS), fc.constantFrom(...WHYS)), { maxLength: 4 })
  .map((steps) => {
    const human = 'per_a'
    const all: Link[] = []
    let at = human
    for (const [next, why] of steps) {
      if (next === at) continue
      all.push({ from: next, to: at, why })
      at = next
    }
    return { used: at, all }
  })

test('a human never approves their own, whatever they put in between on either side', () => {
  fc.assert(
    fc.property(way, way, links, fc.boolean(), (asks, gains, noise, asBeneficiary) => {
      const all = [...noise, ...asks.all, ...gains.all]
      const [requester, gain] = asBeneficiary ? ['per_b', [gains.used]] : [asks.used, []]
      const verdict = mayApprove('per_a', requester, gain, all)
      assert.equal(verdict.ok, false)
      assert.ok(verdict.ok || verdict.shared.includes('per_a'))
    }),
  )
})

test('each kind of disguise by itself', () => {
  const cases: [string, Link[]][] = [
    ['svc_1', [{ from: 'svc_1', to: 'per_a', why: 'owner' }]],
    ['svc_1', [{ from: 'svc_1', to: 'per_a', why: 'key' }]],
    ['per_b', [{ from: 'per_b', to: 'per_a', why: 'linked' }]],
    ['grp_1', [{ from: 'grp_1', to: 'per_a', why: 'member' }]],
    ['per_b', [{ from: 'per_b', to: 'per_a', why: 'delegation' }]],
  ]
  for (const [disguise, all] of cases) {
    assert.equal(mayApprove('per_a', disguise, [], all).ok, false, disguise)
    assert.equal(mayApprove('per_a', 'per_c', [disguise], all).ok, false, disguise)
    assert.equal(mayApprove('per_d', disguise, ['per_c'], all).ok, true)
  }
})

test('two who share a service are two people', () => {
  const all: Link[] = [
    { from: 'svc_1', to: 'per_a', why: 'owner' },
    { from: 'svc_1', to: 'per_b', why: 'key' },
  ]
  assert.equal(mayApprove('per_a', 'per_b', [], all).ok, true)
  assert.equal(mayApprove('per_a', 'per_c', ['svc_1'], all).ok, false)
  assert.deepEqual(behind(['svc_1'], all), new Set(['svc_1', 'per_a', 'per_b']))
})
