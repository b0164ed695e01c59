import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeBundle, leafHash, tilesOf, verifierKey, verifyReceipt } from '@azukari/proof'
import { testDatabase } from '../../../test/database.ts'
import {
  draft,
  sequenceAll,
  testHolder,
  testSequencer,
  testSigner,
  testWriter,
  write,
} from '../test-support/test-log.ts'
import { LogReader } from './log-reader.ts'

test('tiles and bundles come in exactly the width asked for, and never beyond the checkpoint', async (t) => {
  const db = await testDatabase(t)
  const signer = testSigner()
  const writer = testWriter(db.app, signer)
  await write(writer, 3, 100)
  const holder = testHolder(db.sequencer, signer)
  await sequenceAll(holder)
  const reader = new LogReader(db.app.across.read)
  const leaves: Uint8Array[] = []
  for (const [n, width] of [
    [0, 256],
    [1, 45],
  ] as const) {
    // prettier-ignore
    const bundle = decodeBundle(await reader.entries(n, width, db.app.across.read), width)
    leaves.push(...bundle.map(leafHash))
  }
  assert.equal(leaves.length, 301)
  for (const { level, index, width, data } of tilesOf(leaves)) {
    assert.deepEqual(await reader.tile(level, index, width), Buffer.from(data))
    for (const w of [1, width - 1].filter((x) => x > 0)) {
      assert.deepEqual(await reader.tile(level, index, w), Buffer.from(data.subarray(0, w * 32)))
    }
  }
  for (const w of [1, 2, 44])
    assert.equal(decodeBundle(await reader.entries(1, w, db.app.across.read), w).length, w)
  for (const [level, n, width] of [
    [0, 1, 46],
    [0, 1, 256],
    [0, 2, 1],
    [1, 0, 2],
    [7, 0, 1],
    [0, 2 ** 52, 1],
  ] as const) {
    // prettier-ignore
    await assert.rejects(reader.tile(level, n, width), { code: 'log_path_unknown' }, `${level} ${n} ${width}`)
  }
  await assert.rejects(reader.entries(1, 46, db.app.across.read), { code: 'log_path_unknown' })
  // In the tree and not signed is not there.
  await db.owner.read.query({ text: 'DELETE FROM audit.checkpoint WHERE size = 301' })
  await assert.rejects(reader.tile(0, 0, 1), { code: 'log_path_unknown' })
  await assert.rejects(reader.entries(0, 1, db.app.across.read), { code: 'log_path_unknown' })
  await db.owner.read.query({ text: 'DELETE FROM audit.checkpoint WHERE size = 0' })
  await assert.rejects(reader.tile(0, 0, 1), { code: 'log_not_begun' })
})

test('a receipt proves each entry offline, and waits for one that is not sequenced yet', async (t) => {
  const db = await testDatabase(t)
  const signer = testSigner()
  const writer = testWriter(db.app, signer)
  const keys = [verifierKey(signer.origin, signer.publicKey)]
  const reader = new LogReader(db.app.across.read, 10)
  const audited = await writer.across(async (_tx, log) => {
    for (let i = 0; i < 300; i++) log.add(draft())
  })
  const leaf = (i: number) => Buffer.from(audited.promise(i).leaf, 'hex')
  await assert.rejects(reader.receipt(leaf(0)), { code: 'leaf_not_sequenced' })
  await assert.rejects(reader.receipt(leaf(0), { waitMs: 30 }), { code: 'leaf_not_sequenced' })
  const gone = new AbortController()
  const given = reader.receipt(leaf(0), { waitMs: 60_000, signal: gone.signal })
  gone.abort()
  await assert.rejects(given, { code: 'leaf_not_sequenced' })
  const waiting = [0, 1, 299].map((i) => reader.receipt(leaf(i), { waitMs: 60_000 }))
  const sequencer = testSequencer(db.sequencer, signer)
  t.after(() => sequencer.stop())
  const receipts = await Promise.all(waiting)
  for (const [n, i] of [0, 1, 299].entries()) {
    const { index } = await verifyReceipt(receipts[n] as string, leaf(i), keys)
    assert.equal(index, i + 1)
    assert.equal(await reader.indexOf(leaf(i)), i + 1)
  }
  await assert.rejects(verifyReceipt(receipts[0] as string, leaf(1), keys), {
    code: 'receipt_inclusion_invalid',
  })
  await assert.rejects(reader.receipt(Buffer.alloc(32, 1)), { code: 'leaf_not_sequenced' })
})

test('leaves that share the eight bytes of the index are told apart', async (t) => {
  const db = await testDatabase(t)
  const signer = testSigner()
  const audited = await testWriter(db.app, signer).across(async (_tx, log) => {
    for (let i = 0; i < 5; i++) log.add(draft())
  })
  await sequenceAll(testHolder(db.sequencer, signer))
  await db.owner.read.query({
    text: 'INSERT INTO audit.leaf SELECT a.prefix, b.index FROM audit.leaf a, audit.leaf b WHERE a.index <> b.index',
  })
  const reader = new LogReader(db.app.across.read)
  for (let i = 0; i < 5; i++)
    assert.equal(await reader.indexOf(Buffer.from(audited.promise(i).leaf, 'hex')), i + 1)
})

test('a damaged table gives an error and not a wrong receipt', async (t) => {
  const db = await testDatabase(t)
  const signer = testSigner()
  const audited = await testWriter(db.app, signer).across(async (_tx, log) => log.add(draft()))
  await sequenceAll(testHolder(db.sequencer, signer))
  await db.owner.read.query({
    text: `UPDATE audit.tile SET hashes = overlay(hashes PLACING '\\xff00ff' FROM 5)`,
  })
  const receipt = new LogReader(db.app.across.read).receipt(Buffer.from(audited.promise(0).leaf, 'hex'))
  await assert.rejects(receipt, { code: 'tile_mismatch' })
})
