import assert from 'node:assert/strict'
import { test } from 'node:test'
import { canonicalJson, verifyOpening } from '@azukari/proof'
import fc from 'fast-check'
import { buildEntry, type EntryDraft, entryKind, OCSF } from './entry.ts'

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('"', '\\', '\u2028', 'Ａ山田', ''),
)
// No name that is one escaped character: JSON.parse of V8 13.6 misreads those, and the test reads what was written.
const names = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9_.-]{0,8}$/),
  fc.constantFrom('a', 'B', '10', '9', '__proto__', 'é'),
)
const draft: fc.Arbitrary<EntryDraft> = fc.record(
  {
    kind: fc
      .record({ name: text, class: fc.integer({ min: 1, max: 9999 }), activity: fc.nat(99) })
      .map(({ name, class: number, activity }) =>
        entryKind(name, { category: OCSF.datastoreActivity.category, class: number }, activity),
      ),
    outcome: fc.constantFrom('success' as const, 'failure' as const),
    tenant: fc.record({ tenant: fc.nat(), id: text }),
    actor: text,
    detail: fc.dictionary(
      names,
      fc.oneof(
        text,
        fc.integer(),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.boolean(),
        fc.array(text),
        fc.constant(undefined),
      ),
    ),
    people: fc.dictionary(names, fc.uint8Array()),
  },
  { requiredKeys: ['kind', 'outcome', 'actor'] },
)
const place = fc.record({
  id: fc.constant('ab'.repeat(16)),
  batch: fc.nat(),
  pos: fc.nat(),
  prev: fc.constantFrom(undefined, 'cd'.repeat(32)),
})

test('an entry is the canonical JSON of its event, byte for byte', () => {
  fc.assert(
    fc.property(
      draft,
      place,
      fc.nat(),
      ({ kind, outcome, tenant, actor, detail, people }, { prev, ...rest }, time) => {
        const where = prev === undefined ? rest : { ...rest, prev }
        const all = {
          kind,
          outcome,
          actor,
          tenant,
          ...(detail ? { detail } : {}),
          ...(people ? { people } : {}),
        }
        const built = buildEntry(all, where, time)
        const { salt, commitments } = JSON.parse(built.text).unmapped
        const kept = Object.fromEntries(Object.entries(detail ?? {}).filter(([, v]) => v !== undefined))
        const event = {
          activity_id: kind.activity,
          actor: { user: { uid: actor } },
          category_uid: kind.category,
          class_uid: kind.class,
          metadata: {
            product: { name: 'Azukari', vendor_name: 'Azukari' },
            version: '1.8.0',
            ...(tenant ? { tenant_uid: tenant.id } : {}),
          },
          severity_id: outcome === 'success' ? 1 : 3,
          status_id: outcome === 'success' ? 1 : 2,
          time,
          type_uid: kind.class * 100 + kind.activity,
          unmapped: {
            event: kind.name,
            lane: where,
            salt,
            ...(detail ? { detail: kept } : {}),
            ...(people ? { commitments } : {}),
          },
        }
        assert.equal(built.text, canonicalJson(event))
        assert.match(salt, /^[0-9a-f]{32}$/)
        assert.deepEqual(Object.keys(commitments ?? {}).sort(), Object.keys(people ?? {}).sort())
        for (const opening of built.openings)
          assert.ok(verifyOpening(Buffer.from(commitments[opening.name], 'hex'), opening))
      },
    ),
    { numRuns: 1000 },
  )
})

test('equal entries have different salts, and commitments to equal values differ', () => {
  const one = {
    kind: entryKind('a', OCSF.apiActivity, 1),
    outcome: 'success',
    actor: 'system',
    people: { record: Buffer.from('x') },
  } as const
  const built = Array.from(
    { length: 2000 },
    () => JSON.parse(buildEntry(one, { id: 'ab'.repeat(16), batch: 1, pos: 1 }, 1).text).unmapped,
  )
  assert.equal(new Set(built.map((u) => u.salt)).size, 2000)
  assert.equal(new Set(built.map((u) => u.commitments.record)).size, 2000)
})

test('a detail that is frozen is written once, one that may still change each time', () => {
  const detailOf = (detail: Record<string, string | number | readonly string[]>) =>
    JSON.parse(
      buildEntry(
        { kind: entryKind('a', OCSF.apiActivity, 1), outcome: 'success', actor: 'system', detail },
        { id: 'ab'.repeat(16), batch: 1, pos: 1 },
        1,
      ).text,
    ).unmapped.detail
  const frozen = Object.freeze({ n: 1, list: Object.freeze(['a']) })
  assert.deepEqual([detailOf(frozen), detailOf(frozen)], [frozen, frozen])
  const open = { n: 1 }
  assert.deepEqual(detailOf(open), { n: 1 })
  open.n = 2
  assert.deepEqual(detailOf(open), { n: 2 })
  const list = ['a']
  const halfOpen = Object.freeze({ list })
  assert.deepEqual(detailOf(halfOpen), { list: ['a'] })
  list.push('b')
  assert.deepEqual(detailOf(halfOpen), { list: ['a', 'b'] })
})
