import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabase } from '../../../test/database.ts'
import { draft, sequenceAll, testHolder, testSigner, testWriter } from '../test-support/test-log.ts'
import { entryOf, type OpenedValue, type OpeningOpener, openEntries } from './open-entries.ts'

/** Opens what the tests' sealer sealed, and only for the place it was sealed for. */
const opener: OpeningOpener = {
  open: (_tenant, sealed, aad) =>
    sealed.subarray(0, aad.length).equals(aad) ? sealed.subarray(aad.length) : undefined,
}

test('openings of a tenant lead to the entries that committed to them', async (t) => {
  const db = await testDatabase(t)
  const signer = testSigner()
  const writer = testWriter(db.app, signer)
  for (let i = 0; i < 300; i++) {
    await writer.across(async (_tx, log) => {
      log.add(draft())
      const tenant = { tenant: 1 + (i % 2), id: `tnt_${1 + (i % 2)}` }
      log.add(draft({ tenant, people: { subject: Buffer.from(`person ${i}`), staff: Buffer.from('clerk') } }))
    })
  }
  const opened: OpenedValue[] = []
  for await (const value of openEntries(db.app.across.read, opener, 1)) opened.push(value)
  const subjects = opened.filter((o) => o.name === 'subject')
  assert.deepEqual(
    subjects.map((o) => o.value.toString()),
    Array.from({ length: 150 }, (_, i) => `person ${i * 2}`),
  )
  assert.equal(opened.length, 300)
  const [one] = subjects.slice(77)
  assert.ok(one)
  assert.equal(await entryOf(db.app.across.read, one), undefined)
  await sequenceAll(testHolder(db.sequencer, signer))
  const found = await entryOf(db.app.across.read, one)
  assert.equal(found?.index, 1 + 154 * 2 + 1)
  assert.deepEqual(found.entry.unmapped.lane, { id: one.lane.toString('hex'), batch: 155, pos: 1 })
  // An opening that the log does not bear out counts for nothing.
  assert.equal(await entryOf(db.app.across.read, { ...one, value: Buffer.from('somebody else') }), undefined)
  assert.equal(await entryOf(db.app.across.read, { ...one, pos: 0 }), undefined)
  // With its key gone a sealed opening says nothing, and nothing fails.
  const destroyed: OpeningOpener = { open: () => undefined }
  for await (const _ of openEntries(db.app.across.read, destroyed, 1)) assert.fail()
})
