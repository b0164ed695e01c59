import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { testDatabase } from '../../test/database.ts'
import { byteaArray, int2Array, int4Array, int8Array, textArray } from './binary-array.ts'

test('PostgreSQL reads arrays as they were, NULLs and empty ones too', async (t) => {
  const { app } = await testDatabase(t)
  const kinds = [
    ['int2[]', fc.integer({ min: -32_768, max: 32_767 }), int2Array],
    ['int4[]', fc.integer(), int4Array],
    ['int8[]', fc.maxSafeInteger(), int8Array],
    [
      'text[]',
      fc.string({ unit: 'grapheme' }).filter((s) => !s.includes('\0') && s.isWellFormed()),
      textArray,
    ],
    ['bytea[]', fc.uint8Array({ maxLength: 300 }).map((a) => Buffer.from(a)), byteaArray],
  ] as const
  for (const [type, element, encode] of kinds) {
    const values = fc.array(fc.option(element as fc.Arbitrary<never>), { maxLength: 40 })
    await fc.assert(
      fc.asyncProperty(values, async (array) => {
        const rows = await app.across.read.query<{ v: unknown }>(
          { text: `SELECT v FROM unnest($1::${type}) WITH ORDINALITY AS a(v, ord) ORDER BY ord` },
          [encode(array)],
        )
        assert.deepEqual(
          rows.map((row) => row.v),
          array,
        )
      }),
      { numRuns: 30 },
    )
  }
})
