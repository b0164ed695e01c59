import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { z } from 'zod'
import { givenEvent, putBody, recordParams } from '../../vault/schemas.ts'
import { plainCheck } from './plain-check.ts'

const reveal = z.strictObject({
  purpose: z.string().max(100).optional(),
  fields: z.array(z.string().max(200)).max(1000).optional(),
  masked: z.boolean().optional(),
})
const kinds = z.object({
  kind: z.enum(['a', 'b']),
  n: z.record(z.string(), z.unknown()),
  s: z.string().min(2).max(3),
})

const name = fc.oneof(
  fc.constantFrom(
    'fields',
    'events',
    'event',
    'at',
    'mode',
    'purpose',
    'masked',
    'collection',
    'id',
    'kind',
    'n',
    's',
    '__proto__',
    'constructor',
  ),
  fc.string({ maxLength: 3 }),
)
const leaf = fc.oneof(
  fc.string({ maxLength: 4 }),
  fc.boolean(),
  fc.constantFrom(null, 1, 'a', 'replace', 'merge', undefined),
  fc.constant('x'.repeat(101)),
)
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.array(fc.tuple(name, tie('value')), { maxLength: 4 }).map(objectOf),
  ),
}))

/** As JSON.parse makes objects: `__proto__` is a member like any other. */
function objectOf(members: readonly (readonly [string, unknown])[]): object {
  const object = {}
  for (const [key, member] of members)
    Object.defineProperty(object, key, {
      value: member,
      enumerable: true,
      configurable: true,
      writable: true,
    })
  return object
}

const good = {
  put: fc.record(
    {
      fields: fc.dictionary(name, value),
      events: fc.array(fc.record({ event: fc.string(), at: fc.string() })),
      mode: fc.constantFrom('replace', 'merge', 'other'),
    },
    { requiredKeys: [] },
  ),
  reveal: fc.record(
    { purpose: fc.string(), fields: fc.array(fc.string()), masked: fc.boolean() },
    { requiredKeys: [] },
  ),
}

for (const [what, schema, near] of [
  ['put', putBody, good.put],
  ['reveal', reveal, good.reveal],
  ['params', recordParams, fc.record({ collection: fc.string(), id: fc.string() }, { requiredKeys: [] })],
  ['event', givenEvent, fc.record({ event: fc.string(), at: fc.string() }, { requiredKeys: [] })],
  [
    'kinds',
    kinds,
    fc.record({
      kind: fc.constantFrom('a', 'c'),
      n: fc.dictionary(name, value),
      s: fc.string({ maxLength: 4 }),
    }),
  ],
] as const) {
  test(`what the quick check of ${what} accepts, zod accepts and answers unchanged`, () => {
    const check = plainCheck(schema)
    assert.ok(check)
    let accepted = 0
    fc.assert(
      fc.property(fc.oneof(near as fc.Arbitrary<unknown>, value), (input) => {
        if (!check(input)) return
        accepted++
        const result = z.safeParse(schema, input)
        assert.ok(result.success)
        assert.deepEqual(result.data, input)
      }),
      { numRuns: 2000 },
    )
    assert.ok(accepted > 20, `${accepted} accepted`)
  })
}

const tree = z.strictObject({
  name: z.string(),
  get below() {
    return z.array(tree).optional()
  },
})

test('schemas with more in them than the quick check knows have none', () => {
  for (const schema of [
    z.string().regex(/a/),
    z.email(),
    z.string().trim(),
    z.coerce.string(),
    z.int(),
    z.object({ a: z.string().default('x') }),
    z.object({ a: z.string() }).refine(() => true),
    z.union([z.string(), z.boolean()]),
    z.record(z.string().max(3), z.unknown()),
    z.array(z.string()).transform((x) => x.length),
    z.looseObject({ a: z.date() }),
    tree,
  ])
    assert.equal(plainCheck(schema), undefined)
})
