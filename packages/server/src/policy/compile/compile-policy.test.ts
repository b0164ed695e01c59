import assert from 'node:assert/strict'
import test from 'node:test'
import type { PolicyModel } from '../model.ts'
import { parsePolicy } from '../parse/parse-policy.ts'
import { formatProblem, type Problem } from '../problem.ts'
import type { KnownNames } from './compile-context.ts'
import { compilePolicy } from './compile-policy.ts'

const GOOD = `azukari: 1
policy: shop
authorities:
  law: { en: the law, ja: 法律 }
  partner: { en: our partner, ja: 提携先 }
parameters:
  keep: P30D
  size: 2000
  logs: { authorities: [{ from: law, at_least: P90D }, { from: partner, at_least: P12M }], floor: { value: P90D, from: law } }
classes:
  contact: { personal: true }
  address: { personal: true }
  note: {}
  rest: { personal: true, strictest: true }
purposes:
  support: { basis: contract, classes: [contact, address] }
  advice: { basis: legitimate-interests, classes: [contact] }
collections:
  orders:
    role: { processor: a shop }
    subjects: { buyer: buyer.email }
    fields:
      buyer.email: { class: contact, search: exact, normalise: email, max_bytes: $size }
      buyer.phone: { class: contact, normalise: phone, mask: { keep_start: 0, keep_end: 4 } }
      to.street: { class: address }
      to.postalCode: { class: address }
      note: { class: note, type: json }
      unknown: { class: rest }
    events: [shipped]
    retention:
      - { classes: [contact, rest], destroy: { after: shipped, for: $keep }, else: { after: created, for: P90D } }
      - { classes: [address], destroy: { latest: [{ after: created, for: P1D }, { after: shipped, for: P60D }] }, while: support }
clauses:
  A1: { checks: [retention.nothing-overdue] }
  A2: { unknown: { en: Nobody looks., ja: まだ見ていません。 } }
`

function compile(
  text: string,
  known: KnownNames = {},
): { model: PolicyModel | undefined; problems: Problem[] } {
  const problems: Problem[] = []
  const parsed = parsePolicy(Buffer.from(text), 'policy.yaml', problems)
  assert.ok(parsed, problems.map(formatProblem).join('\n'))
  return { model: compilePolicy(parsed, problems, { known }), problems }
}

const edit = (from: string, to: string): string => {
  assert.ok(GOOD.includes(from), from)
  return GOOD.replace(from, () => to)
}

test('resolves everything into plain frozen data', () => {
  const { model, problems } = compile(GOOD)
  assert.deepEqual(problems, [])
  assert.ok(model)
  assert.deepEqual(structuredClone(model), JSON.parse(JSON.stringify(model)))
  const { orders } = model.collections
  assert.ok(orders)
  assert.deepEqual(orders.role, { kind: 'processor', for: 'a shop' })
  assert.equal(orders.fields[0]?.maxBytes, 2000)
  assert.deepEqual(orders.fields[1]?.mask, { kind: 'partial', keepStart: 0, keepEnd: 4 })
  assert.deepEqual(orders.fields[2]?.mask.kind, 'constant')
  assert.deepEqual(
    orders.groups.map((g) => g.key),
    ['address', 'contact+rest', 'note'],
  )
  const contact = orders.groups[1]?.retention
  assert.deepEqual(contact?.destroy, { after: 'shipped', for: 'P30D' })
  assert.deepEqual(contact?.otherwise, { after: 'created', for: 'P90D' })
  assert.equal(orders.groups[2]?.retention, null)
  assert.equal(model.parameters.logs?.value, 'P12M')
  assert.equal(model.parameters.logs?.decidedBy?.en, 'our partner')
  assert.throws(() => Object.assign(orders.fields[0] ?? {}, { class: 'note' }), TypeError)
})

test('every mistake is found where it stands, with what to write instead', () => {
  const cases: [from: string, to: string, code: string, place: string, fix: RegExp][] = [
    ['class: contact, search', 'class: contcat, search', 'unknown_class', '23:29', /mean "contact"/],
    ['for: $keep', 'for: $kep', 'unknown_parameter', '31:69', /mean "keep"/],
    ['for: $keep', 'for: $size', 'parameter_kind', '31:69', /duration/],
    ['max_bytes: $size', 'max_bytes: $keep', 'parameter_kind', '23:82', /number/],
    ['for: P60D', 'for: P2M3D', 'duration_invalid', '32:104', /P30D/],
    ['after: shipped, for: P60D', 'after: shiped, for: P60D', 'unknown_event', '32:90', /mean "shipped"/],
    ['buyer: buyer.email', 'buyer: buyer.mail', 'unknown_field', '21:24', /mean "buyer.email"/],
    ['buyer: buyer.email', 'buyer: note', 'subject_type', '21:24', /text field/],
    ['while: support', 'while: suport', 'unknown_purpose', '32:122', /mean "support"/],
    ['while: support', 'while: advice', 'basis_does_not_last', '32:122', /contract/],
    [', while: support', '', 'no_final_deadline', '32:9', /else/],
    [', else: { after: created, for: P90D }', '', 'no_final_deadline', '31:9', /else/],
    ['destroy: { after: shipped', 'destroy: { after: created', 'else_unreachable', '31:78', /Delete/],
    ['classes: [contact, rest]', 'classes: [contact]', 'class_without_retention', '30:5', /rule/],
    ['classes: [address]', 'classes: [address, contact]', 'class_twice', '32:30', /one of the rules/],
    ['while: support', 'while: support, bucket: law', 'law_without_basis', '32:139', /bucket: day/],
    ['events: [shipped]', 'events: [shipped, created]', 'event_reserved', '29:23', /Delete/],
    [
      'to.postalCode: { class: address }',
      'to.postalCode: { class: address, search: exact }',
      'search_leaks',
      '26:48',
      /Delete/,
    ],
    ['normalise: phone, mask', 'search: exact, mask', 'search_phone', '24:46', /normalise: phone/],
    ['type: json }', 'type: json, search: exact }', 'search_type', '27:48', /Delete/],
    ['class: rest }', 'class: rest, search: exact }', 'search_strictest', '28:39', /Delete/],
    ['type: json }', 'type: json, mask: { keep_start: 1, keep_end: 0 } }', 'mask_type', '27:46', /text/],
    ['keep_end: 4', 'keep_end: 40', 'mask_size', '24:62', /1 to 16/],
    ['keep: P30D', 'keep: 30 days', 'duration_invalid', '7:9', /P30D/],
    [
      'authorities: [{ from: law, at_least: P90D }, { from: partner, at_least: P12M }], floor',
      'value: P60D, floor',
      'below_floor',
      '9:18',
      /P90D/,
    ],
    [
      '{ from: partner, at_least: P12M }',
      '{ from: partner, at_most: P60D }',
      'authorities_contradict',
      '9:9',
      /Leave out/,
    ],
    [
      '{ from: partner, at_least: P12M }',
      '{ from: partnr, at_least: P12M }',
      'unknown_authority',
      '9:64',
      /mean "partner"/,
    ],
    [
      '{ from: partner, at_least: P12M }',
      '{ from: partner, at_least: 12 }',
      'parameter_kind',
      '9:9',
      /one kind/,
    ],
    [
      'personal: true, strictest: true',
      'strictest: true',
      'strictest_not_personal',
      '14:9',
      /personal: true/,
    ],
    [
      'A1: { checks: [retention.nothing-overdue] }',
      'A1: { controls: [vault.seal] }',
      'clause_without_check',
      '34:3',
      /unknown/,
    ],
    [
      'classes: [contact, address] }',
      'classes: [contact, contact, address] }',
      'listed_twice',
      '16:50',
      /Delete/,
    ],
  ]
  for (const [from, to, code, place, fix] of cases) {
    const { model, problems } = compile(edit(from, to))
    const found = problems.find((p) => p.code === code)
    assert.ok(found, `${code} not in:\n${problems.map(formatProblem).join('\n')}`)
    assert.equal(`${found.line}:${found.column}`, place, code)
    assert.match(found.fix, fix)
    assert.equal(model, undefined, code)
  }
})

test('what is strictest must not outlive anything personal beside it', () => {
  const text = edit('[contact, rest]', '[contact]').replace(
    '      - { classes: [address]',
    '      - { classes: [rest], destroy: { after: created, for: P1Y } }\n      - { classes: [address]',
  )
  assert.deepEqual([...new Set(compile(text).problems.map((p) => p.code))], ['strictest_kept_longer'])
})

test('a check that nobody measures cannot be promised when the facts are known', () => {
  const { problems } = compile(edit('nothing-overdue', 'nothing-overdu'), {
    checks: ['retention.nothing-overdue'],
  })
  assert.deepEqual(
    problems.map((p) => [p.code, p.fix]),
    [['unknown_check', 'Did you mean "retention.nothing-overdue"?']],
  )
})

test('an own value that an authority overrules is shown', () => {
  const { model, problems } = compile(edit('logs: { authorities', 'logs: { value: P180D, authorities'))
  assert.deepEqual(
    problems.map((p) => [p.code, p.severity]),
    [['authority_stricter', 'warning']],
  )
  assert.equal(model?.parameters.logs?.value, 'P12M')
  const own = compile(edit('logs: { authorities', 'logs: { value: P2Y, authorities')).model?.parameters.logs
  assert.deepEqual([own?.value, own?.decidedBy], ['P2Y', undefined])
})

test('many mistakes are all reported at once', () => {
  const text = GOOD.replace('$keep', '$kep')
    .replace('buyer: buyer.email', 'buyer: x')
    .replace('class: note,', 'class: nite,')
  assert.deepEqual(
    compile(text)
      .problems.map((p) => p.code)
      .sort(),
    ['unknown_class', 'unknown_field', 'unknown_parameter'],
  )
})
