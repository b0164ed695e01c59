import assert from 'node:assert/strict'
import test from 'node:test'
import type { PolicyModel } from '../model.ts'
import { parsePolicy } from '../parse/parse-policy.ts'
import type { Problem } from '../problem.ts'
import { compilePolicy } from './compile-policy.ts'

const BASE = `azukari: 1
policy: shop
classes:
  contact: { personal: true }
  note: {}
purposes:
  support: { basis: contract, classes: [contact] }
collections:
  orders:
    role: controller
    fields:
      name: { class: contact }
      email: { class: contact }
      note: { class: note }
    retention: [{ classes: [contact], destroy: { after: created, for: P1D } }]
`

const BASE_LINES = BASE.split('\n').length - 1

function compile(roles: string): { model: PolicyModel | undefined; found: string[]; problems: Problem[] } {
  const problems: Problem[] = []
  const parsed = parsePolicy(Buffer.from(BASE + roles), 'policy.yaml', problems)
  const model = parsed && compilePolicy(parsed, problems)
  return {
    model,
    problems,
    found: problems
      .filter((p) => p.severity === 'error')
      .map((p) => `${p.code} ${p.line - BASE_LINES}:${p.column}`),
  }
}

test('a role is spelt out: classes become fields, and what is written twice is one grant', () => {
  const { model, found } = compile(`roles:
  helper:
    title: { en: Helper, ja: 手伝い }
    actions: [read-status, request-case]
    grants:
      - { collection: orders, actions: [reveal, search], purpose: support, classes: [contact] }
      - { collection: orders, actions: [reveal], purpose: support, fields: [name] }
      - { collection: orders, actions: [put], fields: [note] }
      - { collection: orders, actions: [read-metadata] }
`)
  assert.deepEqual(found, [])
  const grant = { collection: 'orders', masked: false, purpose: null, fields: [] }
  assert.deepEqual(model?.roles?.helper, {
    name: 'helper',
    title: { en: 'Helper', ja: '手伝い' },
    actions: ['read-status', 'request-case'],
    grants: [
      { ...grant, action: 'put', fields: ['note'] },
      { ...grant, action: 'read-metadata' },
      { ...grant, action: 'reveal', purpose: 'support', fields: ['email', 'name'] },
      { ...grant, action: 'search', purpose: 'support', fields: ['email', 'name'] },
    ],
  })
  assert.equal(compile('').model?.roles, undefined, 'a policy without roles is the model it always was')
})

test('what is wrong with a role is told with its place', () => {
  const grant = (text: string) => `roles:
  helper:
    title: { en: Helper, ja: 手伝い }
    grants:
      - ${text}
`
  const cases: [string, string[]][] = [
    [grant('{ collection: order, actions: [put] }'), ['unknown_collection 5:23']],
    [
      grant('{ collection: orders, actions: [reveal], fields: [name], purpose: suport }'),
      ['unknown_purpose 5:75'],
    ],
    [grant('{ collection: orders, actions: [put], fields: [nam] }'), ['unknown_field 5:56']],
    [grant('{ collection: orders, actions: [put], classes: [tax] }'), ['unknown_class 5:57']],
    [grant('{ collection: orders, actions: [reveal], purpose: support }'), ['role_action 5:41']],
    [grant('{ collection: orders, actions: [reveal], fields: [name] }'), ['role_action 5:41']],
    [grant('{ collection: orders, actions: [put], purpose: support, fields: [name] }'), ['role_action 5:41']],
    [grant('{ collection: orders, actions: [delete], fields: [name] }'), ['role_action 5:41']],
    [grant('{ collection: orders, actions: [put], masked: true }'), ['role_action 5:41']],
    [
      grant('{ collection: orders, actions: [reveal], purpose: support, fields: [note] }'),
      ['purpose_too_narrow 5:59'],
    ],
    [grant('{ collection: orders, actions: [put, put] }'), ['listed_twice 5:46']],
    [grant('{ collection: orders, actions: [manage] }'), ['wrong_value 5:41']],
    ['roles:\n  helper: { title: { en: Helper, ja: 手伝い } }\n', ['role_empty 2:3']],
    ['roles:\n  helper: { title: { en: Helper, ja: 手伝い }, actions: [reveal] }\n', ['wrong_value 2:55']],
    ['roles:\n  helper: { title: { en: Helper }, actions: [manage] }\n', ['missing_member 2:13']],
  ]
  for (const [text, expected] of cases) {
    const { found, problems } = compile(text)
    assert.deepEqual(found, expected, text)
    for (const { fix } of problems) assert.ok(fix.length > 5)
  }
})
