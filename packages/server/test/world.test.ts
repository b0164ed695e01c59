import assert from 'node:assert/strict'
import test from 'node:test'
import { policyDirectory } from '../src/app/open/first-start.ts'
import { loadPolicy } from '../src/policy/index.ts'
import { everything, world } from './world.ts'

test('what a service puts into the world, it and another process read again', async (t) => {
  const w = await world(t)
  const { model } = await w.policy.load()
  const caller = await w.service(everything(model, 'orders'))
  const id = 'order 1'
  await w.putter.put(caller, { collection: 'orders', id, fields: { name: '山田 花子' }, mode: 'replace' })
  for (const { revealer } of [w, w.process()]) {
    const { fields } = await revealer.reveal(caller, { collection: 'orders', id, purpose: 'fulfilment' })
    assert.deepEqual(fields, { name: '山田 花子' })
  }
  assert.equal((await w.entries('record.revealed')).length, 2)
})

test('a shipped policy runs in the world too', async (t) => {
  const w = await world(t, await loadPolicy(policyDirectory('marketplace')))
  const { model } = await w.policy.load()
  const caller = await w.service(everything(model, 'orders'), w.second)
  const fields = { 'recipient.name': '山田 花子' }
  const done = await w.putter.put(caller, { collection: 'orders', id: '503-1', fields, mode: 'replace' })
  assert.equal(done.created, true)
})
