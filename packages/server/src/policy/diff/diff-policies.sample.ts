import type { CollectionModel, FieldModel, PolicyModel, RetentionModel } from '../model.ts'

/** A small policy that the tests of plans change in one place at a time. */

export const retention = (days: number, otherwise: number): RetentionModel => ({
  classes: ['contact'],
  destroy: { after: 'shipped', for: `P${days}D` },
  otherwise: { after: 'created', for: `P${otherwise}D` },
  bucket: 'day',
})

export const field = (name: string, more: Partial<FieldModel> = {}): FieldModel => ({
  name,
  type: 'text',
  class: 'contact',
  search: 'none',
  normalise: 'text',
  required: false,
  maxBytes: 100,
  mask: { kind: 'constant', text: '***' },
  ...more,
})

export const EMAIL = field('email', { search: 'exact', normalise: 'email' })
export const PHONE = field('phone', { normalise: 'phone' })

const orders: CollectionModel = {
  name: 'orders',
  role: { kind: 'controller' },
  subjects: { buyer: 'email' },
  fields: [EMAIL, PHONE],
  events: ['shipped'],
  groups: [{ key: 'contact', classes: ['contact'], retention: retention(30, 90) }],
  maxRecordBytes: 1000,
}

export const BASE: PolicyModel = {
  format: 1,
  policy: 'shop',
  region: 'JP',
  parameters: {
    logs: {
      name: 'logs',
      kind: 'duration',
      value: 'P12M',
      authorities: [{ source: { en: 'a', ja: 'あ' }, limit: 'at-least', value: 'P90D' }],
      floor: { value: 'P90D', source: { en: 'a', ja: 'あ' } },
    },
  },
  classes: { contact: { name: 'contact', personal: true, strictest: false } },
  purposes: { support: { name: 'support', basis: 'contract', classes: ['contact'] } },
  collections: { orders },
  clauses: {
    A1: { id: 'A1', checks: ['a.b'], controls: ['a.c'], duties: [], unknown: { en: 'x', ja: 'え' } },
  },
  rules: [{ file: 'rules/a.yaml', digest: '00' }],
}

/** Every place of a value, as dotted paths. */
export function places(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [path]
  return Object.entries(value).flatMap(([k, v]) => places(v, path === '' ? k : `${path}.${k}`))
}

/** The value at a dotted path. */
export function valueAt(root: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((v, k) => (v as Record<string, unknown>)[k], root)
}

/** A copy with the values at some dotted paths replaced; undefined takes the member away. */
export function edited(edits: Readonly<Record<string, unknown>>, base: PolicyModel = BASE): PolicyModel {
  const copy: PolicyModel = structuredClone(base)
  for (const [path, value] of Object.entries(edits)) {
    const keys = path.split('.')
    const last = keys.pop() ?? ''
    const parent = (keys.length === 0 ? copy : valueAt(copy, keys.join('.'))) as Record<string, unknown>
    if (value === undefined) delete parent[last]
    else parent[last] = value
  }
  return copy
}
