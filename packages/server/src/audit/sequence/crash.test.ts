import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type TestDatabase, testDatabase } from '../../../test/database.ts'
import type { LogSigner } from '../origin/process-key.ts'
import { failing, sequenceAll, testHolder, testSigner, testWriter, write } from '../test-support/test-log.ts'
import { verifyDatabase } from '../verify/verify-log.ts'

/** Everything written so far is in the log once and it verifies, after a new start. */
async function recovers(db: TestDatabase, signer: LogSigner, entries: number): Promise<void> {
  await sequenceAll(testHolder(db.sequencer, signer))
  const report = await verifyDatabase(db.app.across.read)
  assert.deepEqual(report.problems, [])
  assert.equal(report.size, entries)
  assert.equal((await db.app.across.read.query({ text: 'SELECT FROM audit.pending' })).length, 0)
}

// Transactions of a start and one round: 1 takes the term, 2 loads the tree, 3 signs it, 4 moves what waits, 5 signs again.
const STEPS = ['taking the term', 'loading', 'signing the old tree', 'moving', 'signing the new tree']

for (const how of ['lost', 'kept'] as const) {
  for (const [i, step] of STEPS.entries()) {
    test(`a commit that fails while ${step} (${how}) loses nothing and doubles nothing`, async (t) => {
      const db = await testDatabase(t)
      const signer = testSigner()
      const writer = testWriter(db.app, signer)
      await write(writer, 2, 200)
      const before = await db.app.across.read.query({ text: 'SELECT FROM audit.checkpoint' })
      await assert.rejects(sequenceAll(testHolder(failing(db.sequencer, i + 1, how), signer)), {
        code: 'commit_unknown',
      })
      const after = await db.app.across.read.query<{ size: number }>({
        text: 'SELECT size FROM audit.checkpoint WHERE size > 0',
      })
      // Nothing is signed on a move whose outcome is not known.
      const last = i === STEPS.length - 1 && how === 'kept'
      assert.equal(after.length, last ? 1 : 0, `${before.length}`)
      await write(writer, 1, 100)
      await recovers(db, signer, 501)
    })
  }
}

test('a move that fails at any of its statements leaves everything pending', async (t) => {
  const db = await testDatabase(t)
  const signer = testSigner()
  const writer = testWriter(db.app, signer)
  await sequenceAll(testHolder(db.sequencer, signer))
  await write(writer, 2, 200)
  let statement = 1
  for (; statement < 30; statement++) {
    const holder = testHolder(failing(db.sequencer, 3, 'lost', statement), signer)
    await holder.takeOver()
    const done = await holder.round().catch((error: unknown) => error)
    if (!(done instanceof Error)) break
    assert.equal(done.message, 'for a test')
    assert.equal(holder.holding, false)
    const [left] = await db.app.across.read.query<{ n: number }>({
      text: 'SELECT (SELECT count(*) FROM audit.pending) + (SELECT count(*) FROM audit.leaf) AS n',
    })
    assert.equal(left?.n, 2)
  }
  assert.ok(statement >= 8, `only ${statement} statements were tried`)
  await recovers(db, signer, 401)
})

test('a signer that fails after the move leaves a tree that the next start signs', async (t) => {
  const db = await testDatabase(t)
  const signer = testSigner()
  await write(testWriter(db.app, signer), 1, 10)
  let left = 2 // the process key's endorsement, the empty tree
  const flaky = {
    ...signer,
    sign: (message: Uint8Array) => {
      if (left-- <= 0) throw new Error('the provider is away')
      return signer.sign(message)
    },
  }
  await assert.rejects(sequenceAll(testHolder(db.sequencer, flaky)), /provider is away/)
  const [before] = await db.app.across.read.query<{ size: number }>({
    text: 'SELECT max(size) AS size FROM audit.checkpoint',
  })
  assert.equal(before?.size, 0)
  const holder = testHolder(db.sequencer, signer)
  await holder.takeOver()
  assert.equal(holder.signed, 11)
  await recovers(db, signer, 11)
})
