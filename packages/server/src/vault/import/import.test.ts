import assert from 'node:assert/strict'
import test from 'node:test'
import { around } from '../../../test/around.ts'
import { CommitUnknown } from '../../platform/db.ts'
import { refuses, shop } from '../test-support/test-shop.ts'
import { importInBatches } from './import-batches.ts'
import { readImportLines } from './import-lines.ts'
import { type ImportLine, type ImportOutcome, importRecords, type LineFault } from './import-records.ts'

async function* chunks(text: string | Buffer, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function all(outcomes: AsyncIterable<ImportOutcome>): Promise<ImportOutcome[]> {
  const got: ImportOutcome[] = []
  for await (const outcome of outcomes) got.push(outcome)
  return got
}

const row = (id: string, fields: object, more: object = {}) => JSON.stringify({ id, fields, ...more })

const BAD = [
  '{"id":"x"',
  '[]',
  '"text"',
  'null',
  row('', { sku: 'x' }),
  row('a\u0000b', { sku: 'x' }),
  row('x', { sku: 1 }),
  row('x', { none: 'x' }),
  row('x', { sku: 'x' }, { more: 1 }),
  '{"id":"x","fields":{"__proto__":"x"}}',
  `{"id":"x","fields":{"items":${'['.repeat(5000)}${']'.repeat(5000)}}}`,
  `{"id":"x","fields":{"sku":"${'x'.repeat(1 << 20)}"}}`,
  '{"id":"x","fields":{"items":"\\ud800"}}',
]

for (const [size, end] of [
  [1 << 16, '\n'],
  [7, '\r\n'],
  [1 << 22, '\r\n'],
] as const) {
  test(`bad lines are named by their position and stop nothing (${JSON.stringify(end)}, chunks of ${size})`, async (t) => {
    const { w, caller, reveal } = await shop(t)
    const lines = BAD.flatMap((bad, i) => [row(`good ${i}`, { sku: `${i}` }), bad])
    const text = `${end}${lines.join(end)}${end}${end}${row('last', { sku: 'z' })}`
    const broken = Buffer.concat([Buffer.from(text), Buffer.from(end), Buffer.from([0x22, 0xff, 0x22])])
    const got = await all(importRecords(w.putter, caller, readImportLines('orders', chunks(broken, size))))
    assert.equal(got.length, BAD.length * 2 + 2)
    got.forEach((outcome, i) => {
      assert.equal(outcome.index, i)
      const good = i < BAD.length * 2 ? i % 2 === 0 : i === BAD.length * 2
      assert.equal(
        outcome.status,
        good ? 'created' : 'refused',
        `line ${i}: ${JSON.stringify(outcome).slice(0, 200)}`,
      )
    })
    assert.deepEqual((await reveal('last')).fields, { sku: 'z' })
    assert.equal(await w.count('vault.record'), BAD.length + 1)
  })
}

test('of two lines about one record the later has the last word; results keep the order of lines', async (t) => {
  const { w, caller, reveal } = await shop(t)
  const lines = [...Array(600).keys()].map((i) => row(`${i % 7}`, { sku: `${i}` }))
  const got = await all(
    importRecords(w.putter, caller, readImportLines('orders', chunks(lines.join('\n'), 1000))),
  )
  assert.deepEqual(
    got.map((o) => o.index),
    [...lines.keys()],
  )
  for (let id = 0; id < 7; id++) {
    const last = [...lines.keys()].filter((i) => i % 7 === id).at(-1)
    assert.deepEqual((await reveal(`${id}`)).fields, { sku: `${last}` })
  }
})

async function* each(batches: AsyncIterable<readonly ImportOutcome[]>): AsyncGenerator<ImportOutcome> {
  for await (const outcomes of batches) yield* outcomes
}

/** Carries nothing out, but takes its time, the more the earlier. */
const slowly = (done: string[]) => {
  let batches = 0
  return async (lines: readonly (ImportLine | LineFault)[]): Promise<ImportOutcome[]> => {
    for (let i = batches++ % 5; i < 5; i++) await new Promise((go) => setImmediate(go))
    return lines.map((line) => {
      if ('error' in line) assert.fail()
      done.push(`${line.input.id}/${line.input.fields.sku}`)
      return { index: line.index, status: 'created', id: line.input.id, version: 1 }
    })
  }
}

test('a line about a record waits until the line before about it is done, whatever that takes', async () => {
  const done: string[] = []
  const lines = [...Array(40).keys()].map((i) => row(`${i % 3}`, { sku: `${i}` })).join('\n')
  const got = await all(each(importInBatches(slowly(done), readImportLines('orders', chunks(lines, 50)))))
  assert.deepEqual(
    got.map((o) => o.index),
    [...Array(40).keys()],
  )
  for (const id of ['0', '1', '2']) {
    const order = done.filter((d) => d.startsWith(`${id}/`)).map((d) => Number(d.slice(2)))
    assert.deepEqual(
      order,
      order.toSorted((a, b) => a - b),
    )
  }
})

test('memory stays bounded: no more is read ahead than may be under way', async () => {
  let read = 0
  async function* source(size: number, count: number) {
    for (; read < count; read++) yield Buffer.from(`${row(`${read}`, { sku: 'x'.repeat(size) })}\n`)
  }
  const outcomes = each(importInBatches(slowly([]), readImportLines('orders', source(10, 5000))))
  for (let i = 0; i < 10; i++) await outcomes.next()
  assert.ok(read <= 10 + 4 * 500, `${read} lines read for 10 results`)
  assert.equal((await all(outcomes)).length, 4990)
  read = 0
  const large = each(importInBatches(slowly([]), readImportLines('orders', source(1 << 19, 200))))
  await large.next()
  assert.ok(read <= 34, `${read} lines of half a megabyte read for one result`)
  await all(large)
})

test('a sender that waits for its answers gets them: a batch goes before it is full', async () => {
  const answered = Promise.withResolvers<void>()
  async function* source() {
    yield Buffer.from(`${row('1', { sku: 'x' })}\n${row('2', { sku: 'x' })}\n`)
    await answered.promise
    yield Buffer.from(row('3', { sku: 'x' }))
  }
  const outcomes = each(importInBatches(slowly([]), readImportLines('orders', source())))
  const got: ImportOutcome[] = []
  for await (const outcome of outcomes) {
    got.push(outcome)
    if (got.length === 2) answered.resolve()
  }
  assert.equal(got.length, 3)
})

test('an unknown commit ends it; so does a key that ended', async (t) => {
  const { w, caller } = await shop(t)
  const lost = around(w.db.app, (on) => ({
    ...on,
    tx: () => Promise.reject(new CommitUnknown('for a test')),
  }))
  const lines = [...Array(5).keys()].map((i) => row(`${i}`, { sku: 'x' })).join('\n')
  const on = w.process({ database: lost })
  await refuses(
    'commit_unknown',
    all(importRecords(on.putter, caller, readImportLines('orders', chunks(lines, 9)))),
  )
  await w.db.owner.read.query({ text: `UPDATE identity.key SET revoked_ms = 1, revoked_by = 'x'` })
  const other = w.process()
  await refuses(
    'key_revoked',
    all(importRecords(other.putter, caller, readImportLines('orders', chunks(lines, 9)))),
  )
  assert.equal(await w.count('vault.record'), 0)
})
