import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabase } from '../../test/database.ts'
import type { HandClock } from '../../test/hand-clock.ts'
import type { Database } from '../platform/db.ts'
import { identityChecks } from './checks.ts'
import { revokeKey } from './keys/revoke-key.ts'
import { identityScene, LONGEST_MS } from './test-support/test-scene.ts'

const setUp = async (t: Parameters<typeof testDatabase>[0]) => {
  const db = await testDatabase(t)
  return { db, ...(await identityScene(db.app, db.owner)) }
}

async function measure(name: string, database: Database, clock: HandClock, longestMs = LONGEST_MS) {
  const found = identityChecks({ keyLifetimeEnds: (fromMs) => fromMs + longestMs }).find(
    (c) => c.name === name,
  )
  assert.ok(found, name)
  return found.measure({ read: database.across.read, clock })
}

test('every key has an owner: satisfied by persons, unknown for the operator, violated by none', async (t) => {
  const { db, deps, by, clock, service } = await setUp(t)
  const state = async () => (await measure('access.every-key-has-owner', db.app, clock)).state
  assert.equal(await state(), 'satisfied')
  const { keyId } = await service('label printer')
  assert.equal(await state(), 'unknown')
  await db.owner.read.query({ text: "UPDATE identity.service SET owner = 'prs_1'" })
  assert.equal(await state(), 'satisfied')
  await db.owner.read.query({ text: 'ALTER TABLE identity.service DROP CONSTRAINT service_owner_check' })
  await db.owner.read.query({ text: "UPDATE identity.service SET owner = ''" })
  const violated = await measure('access.every-key-has-owner', db.app, clock)
  assert.deepEqual([violated.state, violated.figures.withoutOwner], ['violated', 1])
  await revokeKey(deps, by, keyId)
  assert.equal(await state(), 'satisfied')
})

test('a generic name that came in by another door is found', async (t) => {
  const { db, clock, service } = await setUp(t)
  await service('label printer')
  const name = 'identity.no-generic-names'
  assert.equal((await measure(name, db.app, clock)).state, 'satisfied')
  await db.owner.read.query({ text: "UPDATE identity.service SET name = '共有アカウント'" })
  assert.deepEqual((await measure(name, db.app, clock)).figures, { services: 1, people: 0, generic: 1 })
  assert.equal((await measure(name, db.app, clock)).state, 'violated')
})

test('a key that outlives a shortened parameter is found', async (t) => {
  const { db, clock, service } = await setUp(t)
  await service('label printer')
  const name = 'identity.keys-within-lifetime'
  assert.equal((await measure(name, db.app, clock)).state, 'satisfied')
  assert.equal((await measure(name, db.app, clock, LONGEST_MS - 1)).state, 'violated')
  clock.ms += LONGEST_MS
  assert.equal((await measure(name, db.app, clock, 1)).state, 'satisfied')
})

test('what cannot be measured is unknown', async (t) => {
  const { db, clock } = await setUp(t)
  await db.owner.read.query({ text: 'REVOKE SELECT ON identity.key FROM azukari_app' })
  assert.equal((await measure('access.every-key-has-owner', db.app, clock)).state, 'unknown')
})
