import type {
  CollectionModel,
  FieldModel,
  PolicyModel,
  RoleGrantModel,
  StaffRoleModel,
  TenantAction,
} from '../../policy/index.ts'

/** For tests only: a small policy with roles. */

const field = (name: string, fieldClass: string): FieldModel => ({
  name,
  type: 'text',
  class: fieldClass,
  search: 'exact',
  normalise: 'text',
  required: false,
  maxBytes: 1000,
  mask: { kind: 'constant', text: '***' },
})

const collection = (name: string, fields: readonly FieldModel[]): CollectionModel => ({
  name,
  role: { kind: 'controller' },
  subjects: {},
  fields,
  events: ['shipped'],
  groups: [],
  maxRecordBytes: 10_000,
})

const orders = [
  field('name', 'contact'),
  field('email', 'contact'),
  field('line1', 'address'),
  field('vat', 'tax'),
  field('sku', 'order'),
]

const clause = (id: string, ...controls: string[]) => ({ id, checks: [], controls, duties: [] })

const role = (name: string, actions: readonly TenantAction[], grants: readonly RoleGrantModel[] = []) => ({
  name,
  title: { en: name, ja: name },
  actions,
  grants,
})

const look = { collection: 'orders', purpose: null, fields: [], masked: false }
const names = { collection: 'orders', purpose: 'fulfilment', fields: ['email', 'name'] }
export const testRoles: Readonly<Record<string, StaffRoleModel>> = {
  'access-owner': role('access-owner', [
    'approve-access',
    'approve-change',
    'manage-people',
    'read-access',
    'review-access',
  ]),
  administrator: role('administrator', ['manage', 'manage-people', 'manage-policy', 'read-access']),
  support: role(
    'support',
    ['read-status', 'request-case'],
    [
      { ...look, action: 'read-metadata' },
      { ...names, action: 'reveal', masked: true },
    ],
  ),
  auditor: role('auditor', ['read-access', 'read-log', 'read-status']),
}

export const testPolicy: PolicyModel = {
  format: 1,
  policy: 'test',
  region: 'JP',
  parameters: {},
  classes: {},
  purposes: {
    fulfilment: { name: 'fulfilment', basis: 'contract', classes: ['contact', 'address', 'order'] },
    tax: { name: 'tax', basis: 'legal-obligation', classes: ['tax', 'order'] },
  },
  collections: {
    orders: collection('orders', orders),
    returns: collection('returns', [field('name', 'contact'), field('reason', 'order')]),
  },
  roles: testRoles,
  clauses: {
    A2: clause('A2', 'access.no-default-credential'),
    A3: clause('A3', 'access.decide', 'access.case', 'vault.state-purpose'),
    A4: clause('A4', 'access.review'),
    A12: clause('A12', 'access.onboarding'),
    A24: clause('A24', 'audit.append-only-role'),
    A30: clause('A30', 'policy.plan'),
  },
  rules: [],
}
