import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import fc from 'fast-check'
import { addEvent } from '../records/record-events.ts'
import { searchRecords } from '../search/search-records.ts'
import { iso, refuses, said, shop } from '../test-support/test-shop.ts'
import { type CellPlace, cellAad, decodeCell, mostCellBytes, paddedLength, writeCell } from './cell.ts'

/** Beside other bytes, which a cell must not touch, and over what stood there before. */
function encodeCell(id: string, fields: Record<string, unknown>): Buffer {
  const text = JSON.stringify([id, fields])
  const into = Buffer.alloc(mostCellBytes(text) + 20, 0xff)
  const end = writeCell(into, 7, text)
  assert.ok(end <= 7 + mostCellBytes(text))
  assert.ok(into.subarray(0, 7).every((b) => b === 0xff) && into.subarray(end).every((b) => b === 0xff))
  return Buffer.from(into.subarray(7, end))
}

/** Two records of one tenant and one of another, and the owner's hand on their rows. */
async function scene(t: TestContext) {
  const s = await shop(t)
  const { owner } = s.w.db
  await s.put('a', { name: 'Anna', vat: 'T1', sku: 'x' })
  await s.put('b', { name: 'Berta', vat: 'T2', sku: 'y' })
  await s.put('a', { name: 'Other', vat: 'T3', sku: 'z' }, { by: s.other })
  const run = (text: string, values: unknown[] = []) => owner.read.query({ text }, values)
  const text = 'SELECT id FROM vault.record ORDER BY tenant, id'
  const [a, b, c] = (await owner.read.query<{ id: Buffer }>({ text })).map((row) => row.id)
  /** Refused, with one entry that says why. */
  const unreadable = async () => {
    const before = (await s.w.entries('record.revealed')).length
    const got = await s.reveal('a').then(
      () => 'revealed',
      (error: { code: string }) => error.code,
    )
    assert.ok(['cell_unreadable', 'ciphertext_invalid'].includes(got), got)
    const entries = await s.w.entries('record.revealed')
    assert.equal(entries.length, before + 1)
    const last = entries.at(-1)
    assert.equal(last && said(last).reason, got)
  }
  return { ...s, run, unreadable, a, b, c }
}

test('a flipped bit anywhere in the cells, or a cut, opens nothing', async (t) => {
  const { run, unreadable, w, a } = await scene(t)
  const [row] = await w.db.owner.read.query<{ cells: Buffer }>(
    { text: 'SELECT cells FROM vault.record WHERE id = $1' },
    [a],
  )
  const cells = row?.cells ?? Buffer.alloc(0)
  // Version, schema, length, nonce, ciphertext and tag of the first cell.
  for (const at of [7, 11, 15, 16, 40, 16 + 91]) {
    const altered = Buffer.from(cells)
    altered.writeUInt8(altered.readUInt8(at) ^ 1, at)
    await run('UPDATE vault.record SET cells = $2 WHERE id = $1', [a, altered])
    await unreadable()
  }
  await run('UPDATE vault.record SET cells = $2 WHERE id = $1', [a, cells.subarray(0, cells.length - 1)])
  await unreadable()
})

test('a cell that calls itself of another class opens as none', async (t) => {
  const { run, w, a, put, reveal } = await scene(t)
  await put('a', { name: 'Anna', line1: 'Chiyoda' })
  const [row] = await w.db.owner.read.query<{ cells: Buffer }>(
    { text: 'SELECT cells FROM vault.record WHERE id = $1' },
    [a],
  )
  const cells = Buffer.from(row?.cells ?? Buffer.alloc(0))
  const second = 16 + cells.readUInt32BE(12)
  const [one, two] = [cells.readUInt16BE(0), cells.readUInt16BE(second)]
  cells.writeUInt16BE(two, 0)
  cells.writeUInt16BE(one, second)
  await run('UPDATE vault.record SET cells = $2 WHERE id = $1', [a, cells])
  await refuses('cell_unreadable', reveal('a'))
})

test('cells of another record or tenant do not open, whatever asks for them', async (t) => {
  const { run, unreadable, a, b, c, put, reveal, w, caller } = await scene(t)
  const cellsOf =
    'UPDATE vault.record SET cells = (SELECT cells FROM vault.record WHERE id = $2) WHERE id = $1'
  await run(cellsOf, [a, c])
  await unreadable()
  await run(cellsOf, [a, b])
  await unreadable()
  const question = { collection: 'orders', field: 'name', equals: 'Anna', purpose: 'fulfilment' }
  await refuses('cell_unreadable', put('a', { sku: 'n' }, { mode: 'merge' }))
  await refuses(
    'cell_unreadable',
    addEvent(w.deps, caller, 'orders', 'a', { event: 'shipped', at: iso(w.clock.ms) }),
  )
  await refuses('cell_unreadable', searchRecords(w.deps, caller, question))
  assert.deepEqual((await reveal('b')).fields, { name: 'Berta', sku: 'y' })
  for (const event of ['record.put', 'record.event', 'records.searched']) {
    const last = (await w.entries(event)).at(-1)
    assert.equal(last && said(last).reason, 'cell_unreadable', event)
  }
})

test('a record under the digest of another id shows nothing of itself', async (t) => {
  const { run, unreadable, a, b } = await scene(t)
  const [row] = (await run('SELECT lookup FROM vault.record WHERE id = $1', [a])) as { lookup: Buffer }[]
  await run('UPDATE vault.record SET lookup = $2 WHERE id = $1', [a, Buffer.alloc(16)])
  await run('UPDATE vault.record SET lookup = $2 WHERE id = $1', [b, row?.lookup])
  await unreadable()
})

test('keys of another record or tenant, and deadlines put off, open nothing', async (t) => {
  const { run, unreadable, a, b, c } = await scene(t)
  await run('CREATE TABLE kept AS SELECT * FROM keys.record_key')
  const swapped = async (columns: string, from: Buffer | undefined) => {
    await run(
      `UPDATE keys.record_key k SET ${columns} FROM kept o WHERE k.record = $1 AND o.record = $2 AND o.grp = k.grp`,
      [a, from],
    )
    await unreadable()
    await run(
      'UPDATE keys.record_key k SET wrapped = o.wrapped, bucket = o.bucket, due_ms = o.due_ms FROM kept o WHERE (o.record, o.grp) = (k.record, k.grp)',
    )
  }
  for (const part of ['keys.record_key', 'keys.record_key_open', 'keys.record_key_law'])
    await run(`ALTER TABLE ${part} DISABLE TRIGGER USER`)
  await swapped('wrapped = o.wrapped', b)
  await swapped('wrapped = o.wrapped', c)
  await swapped('wrapped = o.wrapped, bucket = o.bucket', c)
  await run('UPDATE keys.record_key SET due_ms = due_ms + 1 WHERE record = $1 AND due_ms IS NOT NULL', [a])
  await unreadable()
})

test('no two places share what a cell is bound to', () => {
  const place = fc.record({
    environment: fc.string({ maxLength: 4 }),
    tenant: fc.nat(3),
    collection: fc.nat(3),
    record: fc.uint8Array({ minLength: 16, maxLength: 16, max: 1 }),
    class: fc.nat(3),
    version: fc.nat(3),
    schema: fc.nat(3),
  })
  const text = (p: CellPlace) => JSON.stringify({ ...p, record: [...p.record] })
  fc.assert(
    fc.property(
      place,
      place,
      fc.constantFrom(
        ...(['environment', 'tenant', 'collection', 'record', 'class', 'version', 'schema'] as const),
      ),
      (a, b, one) => {
        const near = { ...a, [one]: b[one] }
        for (const other of [b, near])
          assert.equal(cellAad(a).equals(cellAad(other)), text(a) === text(other))
      },
    ),
    { numRuns: 1000 },
  )
})

test('a padded length tells little, and every length opens again', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 5000 }), (text) => {
      const cell = encodeCell('id', { text })
      assert.equal(cell.length, paddedLength(cell.length), 'a padded length is its own padding')
      assert.deepEqual(decodeCell(cell), { id: 'id', fields: { text } })
    }),
  )
  const lengths = new Set(
    [...Array(4000).keys()].map((n) => encodeCell('id', { text: 'x'.repeat(n) }).length),
  )
  assert.ok(lengths.size < 100, `${lengths.size} different lengths for 4,000`)
  assert.equal(encodeCell('1', { name: 'A' }).length, encodeCell('1', { name: 'Maximiliane' }).length)
})
