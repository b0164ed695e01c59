import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { testDatabase } from '../../test/database.ts'
import { openPool } from './db.ts'
import { silentLogger } from './logger.ts'

async function pipelined(t: Parameters<typeof testDatabase>[0]) {
  const { connections } = await testDatabase(t)
  const connection = connections.owner
  const database = openPool({
    connection,
    max: 1,
    applicationName: 'test',
    log: silentLogger,
    pipelined: true,
  })
  t.after(() => database.close())
  return database
}

const BACK = {
  name: 'test-back',
  text: 'SELECT $1::bytea AS bytes, $2::text AS text, $3::int8 AS whole, $4::float8 AS number, $5::bool AS yes',
}

test('parameters arrive as they were given: bytes, text, numbers, null, and what is left to the driver', async (t) => {
  const database = await pipelined(t)
  const text = fc.string({ unit: 'grapheme' }).filter((s) => !s.includes('\0'))
  const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of)
  const values = fc.tuple(
    maybe(fc.uint8Array({ maxLength: 3000 }).map((b) => Buffer.from(b))),
    maybe(text),
    maybe(fc.maxSafeInteger()),
    maybe(fc.double({ noNaN: true, noDefaultInfinity: true })),
    maybe(fc.boolean()),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(values, { minLength: 1, maxLength: 5 }), async (all) => {
      const rows = await database.tx((tx) => Promise.all(all.map((given) => tx.query(BACK, given))))
      rows.forEach(([row], i) => {
        const [bytes, words, whole, number, yes] = all[i] as (typeof all)[number]
        assert.deepEqual({ ...row }, { bytes, text: words, whole, number: number === 0 ? 0 : number, yes })
      })
    }),
    { numRuns: 60 },
  )
})

test('a statement that cannot be prepared is an error, and so it is the next time; the connection stays good', async (t) => {
  const database = await pipelined(t)
  const wrong = { name: 'test-wrong', text: 'SELECT $1::int FROM no_such_table' }
  for (let i = 0; i < 2; i++) {
    await assert.rejects(
      database.tx((tx) => tx.query(wrong, [1])),
      (error: { extra?: { sqlstate?: string } }) => error.extra?.sqlstate === '42P01',
    )
  }
  await assert.rejects(
    database.tx((tx) => tx.query({ name: 'test-number', text: 'SELECT $1::int AS n' }, ['x'])),
  )
  const [row] = await database.tx((tx) => tx.query({ name: 'test-number', text: 'SELECT $1::int AS n' }, [7]))
  assert.deepEqual({ ...row }, { n: 7 })
  await assert.rejects(
    database.tx((tx) => tx.query({ name: 'test-number', text: 'SELECT $1::int + 1 AS n' }, [7])),
    /Prepared statements must be unique|database/,
  )
})
