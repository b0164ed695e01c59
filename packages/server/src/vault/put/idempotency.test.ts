import assert from 'node:assert/strict'
import test from 'node:test'
import { deleteRecord } from '../forget/delete-record.ts'
import { refuses, shop } from '../test-support/test-shop.ts'

const A = { name: 'A' }

test('a repeat has one effect, one entry, and the first answer', async (t) => {
  const { w, put } = await shop(t)
  const first = await put('1', A, { idempotencyKey: 'k' })
  await put('1', { name: 'B' })
  const again = await put('1', A, { idempotencyKey: 'k', requestId: 'req_2' })
  assert.deepEqual([again.repeated, again.version, again.leaf], [true, first.version, first.leaf])
  assert.equal(again.promise, undefined)
  assert.equal((await w.entries('record.put')).length, 2)
  assert.equal(await w.count('vault.record', 'version = 2'), 1)
})

test('the same key with anything else in the request is refused', async (t) => {
  const { put, other, w } = await shop(t)
  await put('1', A, { idempotencyKey: 'a chosen key' })
  const idempotencyKey = 'a chosen key'
  await refuses('idempotency_conflict', put('2', A, { idempotencyKey }))
  await refuses('idempotency_conflict', put('1', { name: 'B' }, { idempotencyKey }))
  await refuses('idempotency_conflict', put('1', A, { idempotencyKey, mode: 'merge' }))
  await refuses('idempotency_conflict', put('1', A, { idempotencyKey, ifMatch: 0 }))
  assert.equal(
    (await put('1', A, { idempotencyKey, by: other })).created,
    true,
    'the key is the caller’s own',
  )
  const rows = await w.db.owner.read.query<{ text: string }>({
    text: 'SELECT x::text AS text FROM vault.idempotency x',
  })
  const hex = Buffer.from(idempotencyKey).toString('hex')
  for (const { text } of rows) assert.ok(!text.includes(hex), 'only a digest of the key is kept')
})

test('concurrent repeats over two processes have one effect', async (t) => {
  const { w, put } = await shop(t)
  const [p, q] = [w.process(), w.process()]
  const on = (i: number) => (i % 2 ? p : q)
  for (let round = 0; round < 8; round++) {
    const id = `r${round}`
    const done = await Promise.all(
      [0, 1, 2, 3, 4, 5].map((i) => put(id, A, { idempotencyKey: id, on: on(i) })),
    )
    assert.equal(done.filter((d) => !d.repeated).length, 1)
    assert.equal(new Set(done.map((d) => d.leaf)).size, 1)
    const others = ['x', 'y', 'z'].map((n, i) => put(`${id}${n}`, A, { idempotencyKey: `m${id}`, on: on(i) }))
    assert.equal((await Promise.allSettled(others)).filter((m) => m.status === 'fulfilled').length, 1)
    assert.equal(await w.count('vault.record', `version = 1`), 2 * (round + 1))
  }
})

test('a repeat after the record was deleted is answered as it was, and brings nothing back', async (t) => {
  const { w, put, caller } = await shop(t)
  const first = await put('1', A, { idempotencyKey: 'k' })
  await deleteRecord(w.deps, caller, 'orders', '1')
  const again = await put('1', A, { idempotencyKey: 'k' })
  assert.deepEqual([again.repeated, again.leaf], [true, first.leaf])
  await refuses('already_destroyed', put('1', A, { idempotencyKey: 'k2' }))
  assert.equal(await w.count('vault.record'), 0)
})
