import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DAY_MS } from '../days.ts'
import { isBucketNotCurrent } from '../keyring/bucket-not-current.ts'
import { allOpen, DUE, filled } from '../test-support/renewals.ts'
import { moveRecordKeys } from './move-record-keys.ts'
import { rotateBucketKey } from './rotate-bucket-key.ts'

test('a record key moves between buckets and partitions with its deadline; cells would not notice', async (t) => {
  const { world, tenant } = await filled(t)
  const { keyring, db } = world
  const from = await keyring.openBucket(tenant)
  const stored = await world.record(from, null)
  const steps = [
    { to: await keyring.dayBucket(tenant, DUE), dueMs: DUE },
    { to: await keyring.dayBucket(tenant, DUE), dueMs: DUE - 1 },
    { to: await keyring.dayBucket(tenant, DUE + 40 * DAY_MS), dueMs: DUE + 40 * DAY_MS },
    { to: await keyring.heldBucket(tenant), dueMs: null },
    { to: await keyring.lawBucket(tenant, DUE), dueMs: DUE },
    { to: from, dueMs: null },
  ]
  let day = from.day
  for (const step of steps) {
    const move = { record: stored.record, group: 1, day, ...step }
    const moved = await db.app.across.tx((tx) => moveRecordKeys(keyring, tx, tenant, [move]))
    assert.deepEqual(moved, [{ record: stored.record, group: 1, day: step.to.day }])
    assert.deepEqual(await world.read(stored, world.another()), stored.key)
    day = step.to.day
  }
  const away = { record: stored.record, group: 9, day, to: from, dueMs: null }
  assert.deepEqual(await db.app.across.tx((tx) => moveRecordKeys(keyring, tx, tenant, [away])), [])
  // Putting a deadline off in the row alone makes the key unusable.
  await db.owner.read.query({ text: 'UPDATE keys.record_key SET due_ms = $2 WHERE record = $1' }, [
    stored.record,
    DUE,
  ])
  await assert.rejects(world.read(stored), { code: 'ciphertext_invalid' })
})

test('moving into a bucket that was renewed meanwhile is refused as a whole', async (t) => {
  const { world, tenant } = await filled(t)
  const slow = world.another()
  const to = await slow.openBucket(tenant)
  const stored = await world.record(await world.keyring.dayBucket(tenant, DUE), DUE)
  await rotateBucketKey(world.keyring, to.bucket)
  const day = (await world.keyring.dayBucket(tenant, DUE)).day
  const move = { record: stored.record, group: 1, day, to, dueMs: null }
  await assert.rejects(
    world.db.app.across.tx((tx) => moveRecordKeys(slow, tx, tenant, [move])),
    isBucketNotCurrent,
  )
  await allOpen(world, [stored])
})
