import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import type { Problem } from '../problem.ts'
import { parsePolicy } from './parse-policy.ts'

const GOOD = `azukari: 1
policy: shop
parameters: { keep: P30D }
classes:
  contact: { personal: true }
purposes:
  support: { basis: contract, classes: [contact] }
collections:
  orders:
    role: controller
    fields:
      buyer.email: { class: contact, search: exact }
    events: [shipped]
    retention:
      - classes: [contact]
        destroy: { after: created, for: $keep }
`

function problemsOf(text: string | Uint8Array): Problem[] {
  const problems: Problem[] = []
  const bytes = typeof text === 'string' ? Buffer.from(text) : text
  const parsed = parsePolicy(bytes, 'policy.yaml', problems)
  assert.equal(
    parsed === undefined,
    problems.some((p) => p.code !== 'duplicate_key'),
    'undefined exactly when refused',
  )
  return problems
}

const first = (text: string | Uint8Array): string => {
  const [p] = problemsOf(text)
  return p === undefined ? 'none' : `${p.code} ${p.line}:${p.column}`
}

const edit = (from: string, to: string): string => {
  assert.ok(GOOD.includes(from), from)
  return GOOD.replace(from, () => to)
}

test('a right document has no problems', () => assert.deepEqual(problemsOf(GOOD), []))

test('hostile YAML is refused with its position', () => {
  const bomb = `a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\n`
  const cases: Record<string, [string | Uint8Array, string]> = {
    bomb: [bomb, 'yaml_anchor 1:7'],
    alias: ['a: *b\n', 'yaml_alias 1:4'],
    tag: [edit('policy: shop', 'policy: !!str shop'), 'yaml_tag 2:15'],
    'unknown tag': ['a: !!js/function "x"\n', 'yaml_tag 1:4'],
    directive: [`%YAML 1.1\n---\n${GOOD}`, 'yaml_directive 1:1'],
    documents: [`${GOOD}---\na: 1\n`, 'yaml_documents 17:1'],
    duplicate: [edit('policy: shop', 'policy: shop\npolicy: other'), 'duplicate_key 3:1'],
    'proto key': [
      edit('  contact: { personal', '  __proto__: {}\n  contact: { personal'),
      'name_reserved 5:3',
    ],
    'constructor key': [edit('keep: P30D', 'keep: P30D, constructor: P1D'), 'name_reserved 3:27'],
    'merge key': [
      edit('buyer.email: { class', 'buyer.email: { "<<": { required: true }, class'),
      'unknown_member 12:22',
    ],
    'complex key': ['? [a, b]\n: c\n', 'yaml_key 1:3'],
    tab: ['a:\n\tb: 1\n', 'yaml_syntax 2:1'],
    unclosed: ['a: [1, 2\nb: 3\n', 'yaml_syntax 2:1'],
    empty: ['', 'wrong_type 1:1'],
    list: ['- 1\n', 'wrong_type 1:1'],
    'shift JIS': [Buffer.from([0x61, 0x3a, 0x20, 0x31, 0x0a, 0x62, 0x3a, 0x20, 0x97, 0x61]), 'not_utf8 2:4'],
    'UTF-16': [Buffer.from('\ufeffa: 1', 'utf16le'), 'not_utf8 1:1'],
    'byte order mark': [`\ufeff${GOOD}`, 'unseen_character 1:1'],
    'bidi override': [edit('role: controller', 'role: controller # \u202e'), 'unseen_character 10:24'],
    nul: ['a: 1\n\0', 'unseen_character 2:1'],
    large: [Buffer.alloc(1024 * 1024 + 1, 0x20), 'file_too_large 1:1'],
  }
  for (const [name, [text, expected]] of Object.entries(cases)) assert.equal(first(text), expected, name)
})

test('depth and numbers are bounded', () => {
  const codes = (text: string): string[] => [...new Set(problemsOf(text).map((p) => p.code))]
  assert.deepEqual(codes('['.repeat(20_000)), ['yaml_too_deep'])
  assert.deepEqual(codes(`${'['.repeat(100)}${']'.repeat(100)}`), ['yaml_too_deep'])
  assert.deepEqual(codes('- '.repeat(20_000)), ['yaml_too_deep'])
  assert.deepEqual(codes(`[${'1,'.repeat(60_000)}]`), ['yaml_too_large'])
  assert.ok(problemsOf('a: 1\n'.repeat(3000)).length <= 200)
})

test('says what to write instead', () => {
  const cases: [string, string, string][] = [
    [edit('personal: true', 'personel: true'), 'unknown_member 5:14', 'Did you mean "personal"?'],
    [edit('search: exact', 'serach: exact'), 'unknown_member 12:38', 'Did you mean "search"?'],
    [edit('search: exact', 'search: exakt'), 'wrong_value 12:46', 'Did you mean "exact"?'],
    [edit('personal: true', 'personal: yes'), 'wrong_type 5:24', 'Write true or false.'],
    [edit('    role: controller\n', ''), 'missing_member 9:3', 'Add "role:" here.'],
    [edit('after: created, for', 'afer: created, for'), 'unknown_member 16:20', 'Did you mean "after"?'],
    [edit('basis: contract', 'basis: contrcat'), 'wrong_value 7:21', 'Did you mean "contract"?'],
    [edit('events: [shipped]', 'events: shipped'), 'wrong_type 13:13', 'Write a list: [a, b].'],
    [edit('azukari: 1', 'azukari: 2'), 'wrong_value 1:10', 'Write one of: 1.'],
  ]
  for (const [text, place, fix] of cases) {
    const problems = problemsOf(text)
    const found = problems.find((p) => `${p.code} ${p.line}:${p.column}` === place)
    assert.ok(found, `${place} not in ${JSON.stringify(problems)}`)
    assert.equal(found.fix, fix)
  }
})

test('reports every error, not the first', () => {
  const text = GOOD.replace('personal: true', 'personel: true')
    .replace('basis: contract', 'basis: x')
    .replace('role: controller', 'role: 3')
  assert.deepEqual(
    problemsOf(text).map((p) => p.line),
    [5, 7, 10],
  )
})

test('never throws, whatever the bytes', () => {
  const scramble = fc.tuple(fc.nat(GOOD.length), fc.nat(20), fc.string({ unit: 'binary', maxLength: 8 }))
  fc.assert(
    fc.property(scramble, ([at, cut, insert]) => {
      problemsOf(GOOD.slice(0, at) + insert + GOOD.slice(at + cut))
    }),
    { numRuns: 500 },
  )
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void problemsOf(bytes)),
    { numRuns: 300 },
  )
})
