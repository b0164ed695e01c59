import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import type { JsonValue } from '../item.ts'
import { leavesOf } from '../test-input.ts'
import { compileMap, type MapNode } from './compile-map.ts'
import { FIELD_TABLE } from './field-table.ts'
import { FLAT_FILE } from './map-flat-file.ts'
import { ORDERS_2026 } from './map-orders-2026.ts'
import { ORDERS_V0 } from './map-orders-v0.ts'
import type { LeafMap } from './map-parts.ts'
import { takeApart } from './take-apart.ts'

const MAPS: Readonly<Record<string, LeafMap>> = { ORDERS_2026, ORDERS_V0, FLAT_FILE }
const classOf = new Map(FIELD_TABLE.map((field) => [field.name, field.class]))

/** Any order the map knows, each leaf another value, so that a leaf can be found again. */
function anyOrder(node: MapNode, next: () => string): fc.Arbitrary<JsonValue> {
  if (node.target?.kind === 'field' && node.target.type === 'number')
    return fc.constant(null).map(() => Number.parseInt(next().slice(1), 36))
  if (node.target?.kind === 'field' && node.target.type === 'time')
    return fc.constant(null).map(() => new Date(Number.parseInt(next().slice(1), 36) * 1000).toISOString())
  if (node.target !== null) return fc.constant(null).map(next)
  if (node.each !== null) return fc.array(anyOrder(node.each, next), { maxLength: 3 })
  const members = Object.fromEntries([...node.members].map(([name, child]) => [name, anyOrder(child, next)]))
  return fc.record(members, { requiredKeys: [] }) as fc.Arbitrary<JsonValue>
}

function counter(): () => string {
  let n = 1_000_000
  return () => `v${(n++).toString(36)}`
}

for (const [name, map] of Object.entries(MAPS)) {
  const tree = compileMap(map)

  test(`${name}, property: every value is in exactly one field, and none is set aside`, () => {
    fc.assert(
      fc.property(anyOrder(tree, counter()), (order) => {
        const { fields, warnings } = takeApart(tree, order)
        const dropped = new Set(
          Object.entries(map).flatMap(([path, to]) => (to.startsWith('@') ? [path] : [])),
        )
        const expected = [...leavesAt(order, '')]
          .filter(([path]) => !dropped.has(path))
          .map(([, value]) => value)
        // v0 gives gift data in two places for one item; the generated order fills both, which is a conflict and is kept aside.
        const conflicts = warnings.filter(({ code }) => code !== 'conflicting_value')
        assert.deepEqual(conflicts, [])
        assert.deepEqual(leavesOf(fields).map(String).sort(), expected.map(String).sort())
      }),
    )
  })

  test(`${name}, property: what the map does not know is kept, in the strictest class only`, () => {
    const nodes = fc.constantFrom(...objectPaths(tree, []))
    const strange = fc.tuple(
      nodes,
      fc.constantFrom('newThing', 'a@example.jp', '__proto__', 'constructor', '住所', 'x.y'),
    )
    fc.assert(
      fc.property(fc.array(strange, { maxLength: 5 }), (list) => {
        const order: JsonValue = {}
        const marks = new Set<string>()
        for (const [i, [path, member]] of list.entries()) {
          plant(order as Record<string, JsonValue>, path, member, `mark-${i}`)
          marks.add(`mark-${i}`)
        }
        const present = new Set(leavesOf(order))
        const { fields, warnings } = takeApart(tree, order)
        const kept = new Set(leavesOf(fields.unclassified))
        for (const mark of marks) assert.equal(kept.has(mark), present.has(mark))
        for (const [field, value] of Object.entries(fields))
          if (field !== 'unclassified') assert.deepEqual(leavesOf(value), [])
        assert.equal(
          warnings.some(({ path }) => /@|住所|mark/.test(path)),
          false,
        )
      }),
    )
  })

  test(`${name}: no place in a JSON field is both a value and something with values in it`, () => {
    const places = new Set(Object.values(map).filter((to) => to.includes('#')))
    for (const place of places)
      for (const other of places)
        assert.equal(
          other.startsWith(`${place}.`) || other.startsWith(`${place}[`),
          false,
          `${place} and ${other}`,
        )
  })
}

function* leavesAt(value: JsonValue, path: string): Generator<[string, JsonValue]> {
  if (Array.isArray(value)) for (const element of value) yield* leavesAt(element, `${path}[]`)
  else if (typeof value === 'object' && value !== null)
    for (const [name, member] of Object.entries(value))
      yield* leavesAt(member, path === '' ? name : `${path}.${name}`)
  else yield [path, value]
}

function objectPaths(node: MapNode, path: readonly string[]): (readonly string[])[] {
  if (node.target !== null) return []
  if (node.each !== null) return objectPaths(node.each, [...path, '[]'])
  return [path, ...[...node.members].flatMap(([name, child]) => objectPaths(child, [...path, name]))]
}

function plant(at: Record<string, JsonValue>, path: readonly string[], member: string, mark: string): void {
  const [name, ...rest] = path
  if (name === undefined) {
    Object.defineProperty(at, member, {
      value: { deep: [mark] },
      enumerable: true,
      configurable: true,
      writable: true,
    })
    return
  }
  const depth = rest.findIndex((step) => step !== '[]')
  const arrays = depth === -1 ? rest.length : depth
  at[name] ??= arrays > 0 ? [{}] : {}
  const child = arrays > 0 ? (at[name] as JsonValue[])[0] : at[name]
  plant(child as Record<string, JsonValue>, rest.slice(arrays), member, mark)
}

const v2026 = compileMap(ORDERS_2026)

test('a value of a shape the model does not have is kept aside, not forced into a field', () => {
  const { fields, warnings } = takeApart(v2026, {
    orderId: '1',
    createdTime: 'yesterday',
    buyer: { buyerName: { first: 'A', last: 'B' }, buyerEmail: ['x@example.jp'] },
    recipient: 'Someone, Somewhere 1-2-3',
    packages: { packageReferenceId: '1' },
  })
  assert.deepEqual(fields, {
    unclassified: {
      createdTime: 'yesterday',
      'buyer.buyerName': { first: 'A', last: 'B' },
      'buyer.buyerEmail': ['x@example.jp'],
      recipient: 'Someone, Somewhere 1-2-3',
      packages: { packageReferenceId: '1' },
    },
  })
  assert.deepEqual(warnings, [
    { code: 'invalid_time', path: 'createdTime' },
    { code: 'unexpected_type', path: 'buyer.buyerName' },
    { code: 'unexpected_type', path: 'buyer.buyerEmail' },
    { code: 'unexpected_type', path: 'recipient' },
    { code: 'unexpected_type', path: 'packages' },
  ])
})

test('an e-mail address where order data belongs is kept aside', () => {
  const { fields, warnings } = takeApart(v2026, {
    orderAliases: [{ aliasId: 'taro@example.jp', aliasType: 'SELLER' }],
  })
  assert.deepEqual(fields, {
    'order.aliases': [{ aliasType: 'SELLER' }],
    unclassified: { 'orderAliases[0].aliasId': 'taro@example.jp' },
  })
  assert.deepEqual(warnings, [{ code: 'looks_personal', path: 'orderAliases[0].aliasId' }])
})

test('items are by their id; without a usable id, and for a repeated one, by place', () => {
  const item = (orderItemId: JsonValue, giftMessage: string) => ({
    orderItemId,
    quantityOrdered: 1,
    fulfillment: { packing: { giftOption: { giftMessage } } },
  })
  const { fields } = takeApart(v2026, {
    orderItems: [
      item('7', 'a'),
      item('7', 'b'),
      item('x@example.jp', 'c'),
      item(null, 'd'),
      item('__proto__', 'e'),
    ],
  })
  assert.deepEqual(
    JSON.parse(JSON.stringify(fields['items.personal'])),
    JSON.parse(
      '{"7":{"giftMessage":"a"},"7#1":{"giftMessage":"b"},"#2":{"giftMessage":"c"},"#3":{"giftMessage":"d"},"__proto__":{"giftMessage":"e"}}',
    ),
  )
  assert.deepEqual(leavesOf(fields.items), ['7', 1, '7', 1, 1, 1, '__proto__', 1])
  assert.deepEqual(fields.unclassified, { 'orderItems[2].orderItemId': 'x@example.jp' })
})

test('blanks carry nothing', () => {
  const { fields, warnings } = takeApart(v2026, {
    buyer: { buyerName: '', buyerEmail: ' ' },
    programs: [],
    packages: null,
    x: {},
  })
  assert.deepEqual({ fields, warnings }, { fields: {}, warnings: [] })
})

test('every field has a class, and the classes of the map are those of the table', () => {
  assert.equal(classOf.size, FIELD_TABLE.length)
  for (const map of Object.values(MAPS))
    for (const to of Object.values(map))
      if (!to.startsWith('@')) assert.ok(classOf.has(to.split('#')[0] ?? ''), to)
})

test('what is told of one item stands under that item, in lists as under names', () => {
  const item = (orderItemId: string, n: number, serials: readonly string[]) => ({
    orderItemId,
    product: { serialNumbers: serials },
    quantityOrdered: n,
  })
  const { fields, warnings } = takeApart(compileMap(ORDERS_2026), {
    orderItems: [item('a', 1, ['s1', 's2']), item('b', 2, [' ', 's3']), item('__proto__', 3, ['s4'])],
  })
  assert.deepEqual(warnings, [])
  const items = fields['items'] as Record<string, { quantityOrdered: number }>
  assert.deepEqual(
    Object.entries(items).map(([key, { quantityOrdered }]) => [key, quantityOrdered]),
    [
      ['a', 1],
      ['b', 2],
      ['__proto__', 3],
    ],
  )
  assert.deepEqual(
    Object.entries(fields['items.personal'] as Record<string, unknown>).map(([key, one]) => [
      key,
      leavesOf(one as never),
    ]),
    [
      ['a', ['s1', 's2']],
      ['b', ['s3']],
      ['__proto__', ['s4']],
    ],
  )
})
