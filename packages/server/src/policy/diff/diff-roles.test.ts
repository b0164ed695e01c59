import assert from 'node:assert/strict'
import test from 'node:test'
import type { PolicyModel, RoleGrantModel, StaffRoleModel } from '../model.ts'
import { type Change, NOTHING_STORED, type StoredFacts } from './change.ts'
import { BASE, field } from './diff-policies.sample.ts'
import { diffPolicies } from './diff-policies.ts'

const STORED: StoredFacts = { records: () => 5, values: () => 5, cells: () => 5 }
const look: RoleGrantModel = {
  action: 'read-metadata',
  collection: 'orders',
  fields: [],
  purpose: null,
  masked: false,
}
const show: RoleGrantModel = {
  ...look,
  action: 'reveal',
  fields: ['email'],
  purpose: 'support',
  masked: true,
}
const role: StaffRoleModel = {
  name: 'helper',
  title: { en: 'Helper', ja: '手伝い' },
  actions: ['read-status'],
  grants: [look, show],
}
const withRole = (more: Partial<StaffRoleModel> = {}, base: PolicyModel = BASE): PolicyModel => ({
  ...base,
  roles: { helper: { ...role, ...more } },
})
const named = (changes: readonly Change[]) =>
  changes.map((c) => `${c.accept?.required ? 'accept ' : ''}${c.kind}:${c.path}`)

test('a role that comes to reach stored values, or a say in anything, is accepted by name', () => {
  const cases: [Partial<StaffRoleModel>, string[]][] = [
    [{}, []],
    [{ actions: ['manage', 'read-status'] }, ['accept staff-role-widened:helper/manage']],
    [{ actions: [] }, ['staff-role-narrowed:helper/read-status']],
    [{ grants: [look] }, ['staff-role-narrowed:helper/orders/reveal/support/masked']],
    [
      { grants: [look, { ...show, fields: ['email', 'phone'] }] },
      ['accept staff-role-widened:helper/orders/reveal/support/masked'],
    ],
    [
      { grants: [look, { ...show, fields: [] }] },
      ['staff-role-narrowed:helper/orders/reveal/support/masked'],
    ],
    [
      { grants: [look, { ...show, masked: false }] },
      [
        'accept staff-role-widened:helper/orders/reveal/support',
        'staff-role-narrowed:helper/orders/reveal/support/masked',
      ],
    ],
    [
      { grants: [look, show, { ...look, action: 'delete' }] },
      ['accept staff-role-widened:helper/orders/delete'],
    ],
    [{ title: { en: 'Help', ja: '手伝い' } }, ['staff-role-title-changed:helper']],
  ]
  for (const [more, expected] of cases) {
    assert.deepEqual(named(diffPolicies(withRole(), withRole(more), STORED)), expected)
  }
})

test('nothing stored, nothing exposed; a new role has nobody; one that goes is noticed', () => {
  const wider = withRole({ grants: [look, { ...show, fields: ['email', 'phone'] }] })
  const [change] = diffPolicies(withRole(), wider, NOTHING_STORED)
  assert.deepEqual([change?.kind, change?.accept], ['staff-role-widened', undefined])
  assert.deepEqual(named(diffPolicies(BASE, withRole(), STORED)), ['staff-role-added:helper'])
  assert.deepEqual(named(diffPolicies(withRole(), BASE, STORED)), ['staff-role-removed:helper'])
})

test('a field added to a class that a role covers widens it, and exposes nothing that is stored', () => {
  const { orders } = BASE.collections
  assert.ok(orders)
  const more = {
    ...BASE,
    collections: { orders: { ...orders, fields: [...orders.fields, field('nickname')] } },
  }
  const facts: StoredFacts = {
    ...STORED,
    values: (_collection, name) => {
      assert.notEqual(name, 'nickname', 'only names of the old policy are asked about')
      return 5
    },
  }
  const after = withRole({ grants: [look, { ...show, fields: ['email', 'nickname'] }] }, more)
  assert.deepEqual(named(diffPolicies(withRole(), after, facts)), [
    'field-added:orders/nickname',
    'staff-role-widened:helper/orders/reveal/support/masked',
  ])
})
