import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { checkAccepts } from '../versions/check-accepts.ts'
import { type Change, NOTHING_STORED, type StoredFacts } from './change.ts'
import { BASE, EMAIL, edited, field, PHONE, places, retention, valueAt } from './diff-policies.sample.ts'
import { diffPolicies } from './diff-policies.ts'

const STORED: StoredFacts = { records: () => 5, values: () => 5, cells: () => 5 }
const named = (changes: readonly Change[]): string[] => changes.map((c) => `${c.kind}:${c.path}`)
const accepts = (changes: readonly Change[]): string[] =>
  changes.flatMap((c) => (c.accept?.required === true ? [c.accept.name] : []))

test('nothing changed, nothing planned', () => {
  assert.deepEqual(diffPolicies(BASE, structuredClone(BASE), STORED), [])
})

const FIELD = 'collections.orders.fields'
const ADS = { name: 'ads', basis: 'consent', classes: ['contact'] }
const MORE = { ...BASE.collections.orders, name: 'more', fields: [field('x')] }

/** What may be done without asking. */
const PLAIN: [path: string, value: unknown, change: string][] = [
  [FIELD, [EMAIL, PHONE, field('x')], 'field-added:orders/x'],
  [FIELD, [PHONE, EMAIL], 'fields-reordered:orders'],
  [`${FIELD}.0.search`, 'none', 'search-removed:orders/email'],
  [`${FIELD}.1.required`, true, 'required-changed:orders/phone'],
  [`${FIELD}.1.maxBytes`, 9, 'field-size-changed:orders/phone'],
  [`${FIELD}.1.mask`, { kind: 'constant', text: '-' }, 'mask-changed:orders/phone'],
  [`${FIELD}.1.normalise`, 'text', 'normaliser-changed:orders/phone'],
  ['collections.orders.groups.0.retention', retention(20, 90), 'retention-shortened:orders/contact'],
  ['collections.orders.events', ['shipped', 'lost'], 'event-added:orders/lost'],
  ['collections.orders.maxRecordBytes', 1, 'record-size-changed:orders'],
  ['collections.more', MORE, 'collection-added:more'],
  ['purposes', {}, 'purpose-removed:support'],
  ['purposes.support.classes', [], 'purpose-narrowed:support/contact'],
  ['parameters.logs.value', 'P24M', 'parameter-changed:logs'],
  ['clauses.A1.controls', ['a.c', 'z.z'], 'control-added:A1/z.z'],
  ['rules.0.digest', '11', 'rule-changed:rules/a.yaml'],
  ['region', 'US', 'region-changed:US'],
]

/** What orphans, weakens or exposes, and is asked for by this very name. */
const RISKY: [path: string, value: unknown, change: string][] = [
  [FIELD, [EMAIL], 'field-removed:orders/phone'],
  [`${FIELD}.1.search`, 'exact', 'search-added:orders/phone'],
  [`${FIELD}.1.type`, 'json', 'type-changed:orders/phone'],
  [`${FIELD}.1.mask`, { kind: 'partial', keepStart: 0, keepEnd: 4 }, 'mask-loosened:orders/phone'],
  ['collections.orders.groups.0.retention', null, 'retention-removed:orders/contact'],
  ['collections.orders.subjects', {}, 'subject-removed:orders/buyer'],
  ['collections.orders.subjects.buyer', 'phone', 'subject-changed:orders/buyer'],
  ['collections.orders.role', { kind: 'processor', for: 'x' }, 'role-changed:orders'],
  ['collections.orders.events', [], 'event-removed:orders/shipped'],
  ['collections', {}, 'collection-removed:orders'],
  ['purposes.ads', ADS, 'purpose-added:ads'],
  ['purposes.support.basis', 'consent', 'basis-changed:support'],
  ['purposes.support.classes', ['contact', 'tax'], 'purpose-widened:support/tax'],
  ['classes.contact.personal', false, 'class-made-impersonal:contact'],
  ['parameters.logs.value', 'P6M', 'parameter-weakened:logs'],
  ['parameters.logs', { ...BASE.parameters.logs, floor: undefined, authorities: [] }, 'limit-loosened:logs'],
  ['parameters', {}, 'parameter-removed:logs'],
  ['clauses', {}, 'clause-removed:A1'],
  ['clauses.A1.checks', [], 'check-removed:A1/a.b'],
  ['clauses.A1.unknown', undefined, 'unknown-changed:A1'],
  ['rules', [], 'rule-removed:rules/a.yaml'],
  ['policy', 'other', 'policy-renamed:other'],
]

test('every change has its kind, and those that orphan, weaken or expose have their name', () => {
  for (const [cases, accepted] of [
    [PLAIN, false],
    [RISKY, true],
  ] as const) {
    for (const [path, value, expected] of cases) {
      const changes = diffPolicies(BASE, edited({ [path]: value }), STORED)
      assert.deepEqual(named(changes), [expected])
      assert.deepEqual(accepts(changes), accepted ? [expected] : [], expected)
      for (const { text } of changes) assert.ok(text.en.length > 3 && text.ja.length > 3)
    }
  }
})

test('a longer period is for new records unless it is accepted for the stored ones', () => {
  const after = edited({ 'collections.orders.groups.0.retention': retention(60, 90) })
  const changes = diffPolicies(BASE, after, STORED)
  const name = 'retention-lengthened:orders/contact'
  assert.deepEqual(
    changes.map((c) => c.accept),
    [{ name, required: false }],
  )
  checkAccepts(changes, [])
  checkAccepts(changes, [name])
})

test('where nothing is stored only a broken promise or an index that leaks has to be accepted', () => {
  const drop = edited({ collections: {}, clauses: {} })
  assert.deepEqual(accepts(diffPolicies(BASE, drop, NOTHING_STORED)), ['clause-removed:A1'])
  assert.deepEqual(accepts(diffPolicies(null, BASE)), [])
  const phone = edited({ [`${FIELD}.1.search`]: 'exact' })
  assert.deepEqual(accepts(diffPolicies(null, phone)), ['search-added:orders/phone'])
})

test('a field that moves to a class that is kept longer has to be accepted', () => {
  const [group] = BASE.collections.orders?.groups ?? []
  const after = edited({
    'classes.tax': { name: 'tax', personal: true, strictest: false },
    [`${FIELD}.1.class`]: 'tax',
    'collections.orders.groups': [group, { key: 'tax', classes: ['tax'], retention: retention(300, 900) }],
  })
  const changes = diffPolicies(BASE, after, STORED)
  assert.deepEqual(named(changes), ['class-added:tax', 'class-changed:orders/phone'])
  assert.deepEqual(accepts(changes), ['class-changed:orders/phone'])
})

test('acceptances are given letter for letter, all of them and no others', () => {
  const changes = diffPolicies(BASE, edited({ clauses: {}, rules: [] }), STORED)
  checkAccepts(changes, ['clause-removed:A1', 'rule-removed:rules/a.yaml'])
  assert.throws(() => checkAccepts(changes, ['clause-removed:A1']), { code: 'accept_missing' })
  assert.throws(() => checkAccepts(changes, ['clause-removed:A2', 'clause-removed:A1']), {
    code: 'accept_unknown',
  })
  assert.throws(() => checkAccepts(changes, ['CLAUSE-REMOVED:A1']), { code: 'accept_unknown' })
  assert.throws(() => checkAccepts([], ['x']), { code: 'accept_unknown' })
})

const OTHER: Readonly<Record<string, string>> = { P12M: 'P6M', P90D: 'P91D', P30D: 'P31D' }

function another(value: unknown): unknown {
  if (typeof value === 'number') return value + 1
  return typeof value === 'boolean' ? !value : (OTHER[String(value)] ?? `${value}x`)
}

test('no place can change without the plan saying so', () => {
  const place = fc.constantFrom(...places(BASE))
  fc.assert(
    fc.property(fc.uniqueArray(place, { minLength: 1, maxLength: 4 }), (paths) => {
      const after = edited(Object.fromEntries(paths.map((p) => [p, another(valueAt(BASE, p))])))
      assert.ok(diffPolicies(BASE, after, STORED).length > 0)
      assert.ok(diffPolicies(after, BASE, STORED).length > 0)
      assert.deepEqual(diffPolicies(after, structuredClone(after), STORED), [])
    }),
    { numRuns: 1000 },
  )
})
