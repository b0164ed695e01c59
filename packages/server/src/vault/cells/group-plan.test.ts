import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import type { AppliedPolicy, CollectionModel } from '../../policy/index.ts'
import type { Fields } from '../fields/field-values.ts'
import { groupsToBe } from './group-plan.ts'

const CLASS_OF: Readonly<Record<string, string>> = {
  name: 'contact',
  'line.1': 'address',
  email: 'contact',
  sku: 'order',
  'a"quote': 'order',
  items: 'order',
  vat: 'tax',
}
const GROUPS = [
  { key: 'personal', classes: ['contact', 'address'] },
  { key: 'rest', classes: ['order', 'unused', 'tax'] },
]
const collection = {
  name: 'orders',
  fields: Object.keys(CLASS_OF).map((name) => ({ name, class: CLASS_OF[name] })),
  groups: GROUPS,
} as unknown as CollectionModel
const applied = {
  numbers: {
    group: { 'orders/personal': 1, 'orders/rest': 2 },
    class: { contact: 1, address: 2, order: 3, unused: 4, tax: 5 },
  },
} as unknown as AppliedPolicy

const value = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('\ud800', '\u2028', 'x\0', '"', '\\'),
  fc.jsonValue(),
)
const fields = fc.dictionary(fc.constantFrom(...Object.keys(CLASS_OF), 'no.such.field'), value)

/** By the language's own writer, from the policy's side. */
function plainly(id: string, all: Fields) {
  const pick = (cls: string) =>
    Object.keys(CLASS_OF)
      .filter((name) => CLASS_OF[name] === cls && Object.hasOwn(all, name))
      .map((name) => [name, all[name]] as const)
  return GROUPS.map(({ key, classes }) => ({
    key,
    cells: classes
      .filter((cls) => pick(cls).length > 0)
      .map((cls) => [cls, JSON.stringify([id, Object.fromEntries(pick(cls))])]),
  })).filter(({ cells }) => cells.length > 0)
}

test('property: cells hold what the plain writer makes of the fields by class, in the policy’s order', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fields, fc.boolean(), (id, given, backwards) => {
      const entries = Object.entries(given as Fields)
      const sent = Object.fromEntries(backwards ? entries.reverse() : entries)
      const made = groupsToBe(applied, collection, id, sent).map(({ group, cells }) => ({
        key: group.model.key,
        cells: cells.map((cell) => [cell.class.name, cell.text]),
      }))
      assert.deepEqual(made, plainly(id, sent))
    }),
    { numRuns: 3000 },
  )
})

test('groups and classes have the numbers of the policy', () => {
  const made = groupsToBe(applied, collection, 'id', { vat: 'T', 'line.1': 'x' })
  assert.deepEqual(
    made.map(({ group, cells }) => [group.number, cells.map((cell) => cell.class.number)]),
    [
      [1, [2]],
      [2, [5]],
    ],
  )
})
