import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeBundle, leafHash, treeHash } from '@azukari/proof'
import { testDatabase } from '../../../test/database.ts'
import { sequenceAll, testHolder, testSigner, testWriter, write } from '../test-support/test-log.ts'

test('what was appended is sequenced, hashed and signed', async (t) => {
  const db = await testDatabase(t)
  const signer = testSigner()
  const writer = testWriter(db.app, signer)
  await write(writer, 3, 120)
  const holder = testHolder(db.sequencer, signer)
  await sequenceAll(holder)
  await write(writer, 2, 100)
  await sequenceAll(holder)
  const bundles = await db.app.across.read.query<{ count: number; entries: Buffer }>({
    text: 'SELECT count, entries FROM audit.bundle ORDER BY n',
  })
  assert.deepEqual(
    bundles.map((b) => b.count),
    [256, 256, 49],
  )
  const entries = bundles.flatMap((b) => decodeBundle(b.entries, b.count))
  assert.equal(entries.length, 561)
  const [checkpoint] = await db.app.across.read.query<{ size: number; root: Buffer }>({
    text: 'SELECT size, root FROM audit.checkpoint ORDER BY size DESC LIMIT 1',
  })
  assert.equal(checkpoint?.size, 561)
  assert.deepEqual(checkpoint.root, Buffer.from(treeHash(entries.map(leafHash))))
  assert.equal((await db.app.across.read.query({ text: 'SELECT FROM audit.pending' })).length, 0)
})
