import assert from 'node:assert/strict'
import { generateKeyPairSync, sign } from 'node:crypto'
import { test } from 'node:test'
import { decodeBundle, LANE_START } from '@azukari/proof'
import { testDatabase } from '../../../test/database.ts'
import type { Statements } from '../../platform/db.ts'
import { newProcessKey, type ProcessKey, rawPublicKey } from '../origin/process-key.ts'
import { draft, sequenceAll, testHolder, testSigner, testWriter, write } from '../test-support/test-log.ts'
import { verifyDatabase } from '../verify/verify-log.ts'
import { Lane } from '../write/lane.ts'

interface Gap {
  readonly batch: number
  readonly code: string
}

async function gaps(database: Statements): Promise<Gap[]> {
  return database.read.query<Gap>({ text: 'SELECT batch, code FROM audit.gap ORDER BY lane' })
}

/** The `lane.gap` entries in the log. */
async function gapEntries(database: Statements): Promise<unknown[]> {
  const bundles = await database.read.query<{ entries: Buffer }>({
    text: 'SELECT entries FROM audit.bundle ORDER BY n',
  })
  const events = bundles
    .flatMap((b) => decodeBundle(b.entries))
    .map((e) => JSON.parse(Buffer.from(e).toString('utf8')))
  return events.filter((e) => e.unmapped.event === 'lane.gap').map((e) => e.unmapped.detail)
}

test('a pending row that was taken away shows, and what follows in its lane is left', async (t) => {
  const db = await testDatabase(t)
  const signer = testSigner()
  const writer = testWriter(db.app, signer)
  await write(writer, 5)
  const [gone] = await db.owner.read.query<{ lane: Buffer }>({
    text: 'DELETE FROM audit.pending WHERE batch = 3 RETURNING lane',
  })
  const other = testWriter(db.app, signer)
  await write(other, 2)
  const holder = testHolder(db.sequencer, signer)
  await sequenceAll(holder)
  assert.deepEqual(await gaps(db.app.across), [{ batch: 4, code: 'batch_missing' }])
  assert.deepEqual(await gapEntries(db.app.across), [
    { lane: gone?.lane.toString('hex'), batch: 4, code: 'batch_missing' },
  ])
  const left = await db.app.across.read.query({ text: 'SELECT batch FROM audit.pending ORDER BY batch' })
  assert.deepEqual(left, [{ batch: 4 }, { batch: 5 }])
  const report = await verifyDatabase(db.app.across.read)
  assert.deepEqual(report.problems, [])
  // lane.opened + 2 batches, lane.opened + 2 batches, lane.opened + lane.gap of the sequencer
  assert.equal(report.size, 3 + 3 + 2)
  // It is said once.
  await write(other, 1)
  await sequenceAll(holder)
  assert.equal((await gapEntries(db.app.across)).length, 1)
})

test('a writer whose lane was stopped is refused once and goes on in a lane that names it', async (t) => {
  const db = await testDatabase(t)
  const signer = testSigner()
  const writer = testWriter(db.app, signer)
  await write(writer, 2)
  await db.owner.read.query({ text: 'DELETE FROM audit.pending WHERE batch = 1' })
  const holder = testHolder(db.sequencer, signer)
  await sequenceAll(holder)
  await assert.rejects(write(writer, 1), { code: 'log_unavailable' })
  await write(writer, 1)
  await sequenceAll(holder)
  const report = await verifyDatabase(db.app.across.read)
  assert.deepEqual(report.problems, [])
  const [stopped] = await db.app.across.read.query<{ lane: Buffer }>({ text: 'SELECT lane FROM audit.gap' })
  const [bundle] = await db.app.across.read.query<{ entries: Buffer }>({
    text: 'SELECT entries FROM audit.bundle',
  })
  assert.ok(bundle?.entries.includes(`"succeeds":"${stopped?.lane.toString('hex')}"`))
})

interface Forgery {
  readonly name: string
  readonly code: string
  readonly forge: (database: Statements, origin: string, trusted: ProcessKey) => Promise<void>
}

async function insert(
  database: Statements,
  lane: Lane,
  key: ProcessKey,
  change: Record<string, unknown> = {},
): Promise<void> {
  const batch = await lane.build([draft()], 1)
  const row = { ...batch, count: batch.leaves.length, ...change }
  assert.equal(key.publicKey.length, 32)
  await database.read.query(
    {
      text: `INSERT INTO audit.pending (lane, batch, count, prev, head, signature, due_ms, entries) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    },
    [row.lane, row.batch, row.count, row.prev, row.head, row.signature, row.dueMs, row.entries],
  )
}

function ownKey(endorsement = Buffer.alloc(64)): ProcessKey {
  const pair = generateKeyPairSync('ed25519')
  return { publicKey: rawPublicKey(pair.publicKey), endorsement, sign: (m) => sign(null, m, pair.privateKey) }
}

const newLane = (origin: string, processKey: ProcessKey) =>
  new Lane({ origin, processKey, promiseWithinMs: 0 })

const forgeries: Forgery[] = [
  {
    name: 'a key of its own without an endorsement',
    code: 'not_endorsed',
    forge: (db, origin) => {
      const key = ownKey()
      return insert(db, newLane(origin, key), key)
    },
  },
  {
    name: 'the endorsed key of another lane without its private half',
    code: 'signature_invalid',
    forge: (db, origin, trusted) => {
      const key = { ...trusted, sign: ownKey().sign }
      return insert(db, newLane(origin, key), key)
    },
  },
  {
    name: 'an endorsement for another origin',
    code: 'not_endorsed',
    forge: (db, origin) => {
      const key = newProcessKey(testSigner('azukari/other'))
      return insert(db, newLane(origin, key), key)
    },
  },
  {
    name: 'another due time than the one that was signed',
    code: 'signature_invalid',
    forge: (db, origin, key) => insert(db, newLane(origin, key), key, { dueMs: 2 }),
  },
  {
    name: 'a changed entry',
    code: 'head_mismatch',
    forge: async (db, origin, key) => {
      const lane = newLane(origin, key)
      const { entries } = await lane.build([draft()], 1)
      const changed = Buffer.from(
        entries.toString('latin1').replace('"status_id":1', '"status_id":2'),
        'latin1',
      )
      await insert(db, lane, key, { entries: changed })
    },
  },
  {
    name: 'entries of another lane',
    code: 'entry_malformed',
    forge: async (db, origin, key) => {
      const { entries } = await newLane(origin, key).build([draft()], 1)
      await insert(db, newLane(origin, key), key, { entries })
    },
  },
  {
    name: 'bytes that are no bundle',
    code: 'bundle_malformed',
    forge: (db, origin, key) => insert(db, newLane(origin, key), key, { entries: Buffer.from([0, 9, 1]) }),
  },
  {
    name: 'a count that is not that of its entries',
    code: 'bundle_malformed',
    forge: (db, origin, key) => insert(db, newLane(origin, key), key, { count: 2_000_000_000 }),
  },
  {
    name: 'another head before it',
    code: 'prev_mismatch',
    forge: (db, origin, key) => insert(db, newLane(origin, key), key, { prev: Buffer.alloc(32, 7) }),
  },
  {
    name: 'a lane that begins with its second batch',
    code: 'batch_missing',
    forge: (db, origin, key) => insert(db, newLane(origin, key), key, { batch: 2 }),
  },
]

for (const { name, code, forge } of forgeries) {
  test(`a pending row with ${name} is not sequenced`, async (t) => {
    const db = await testDatabase(t)
    const signer = testSigner()
    await write(testWriter(db.app, signer), 1)
    await forge(db.app.across, signer.origin, newProcessKey(signer))
    await sequenceAll(testHolder(db.sequencer, signer))
    assert.deepEqual(
      (await gaps(db.app.across)).map((g) => g.code),
      [code],
    )
    assert.equal((await gapEntries(db.app.across)).length, 1)
    assert.equal((await db.app.across.read.query({ text: 'SELECT FROM audit.pending' })).length, 1)
    const report = await verifyDatabase(db.app.across.read)
    assert.deepEqual(report.problems, [])
    assert.equal(report.size, 4)
  })
}

test('a batch that was sequenced before is not sequenced again', async (t) => {
  const db = await testDatabase(t)
  const signer = testSigner()
  await write(testWriter(db.app, signer), 2)
  await db.owner.read.query({ text: 'CREATE TABLE kept AS SELECT * FROM audit.pending WHERE batch = 1' })
  const holder = testHolder(db.sequencer, signer)
  await sequenceAll(holder)
  await db.owner.read.query({ text: 'INSERT INTO audit.pending SELECT * FROM kept' })
  await sequenceAll(holder)
  assert.deepEqual(await gaps(db.app.across), [{ batch: 1, code: 'batch_repeated' }])
  assert.equal((await verifyDatabase(db.app.across.read)).size, 3 + 2)
  assert.equal(LANE_START.length, 32)
})

test('a flood of forged lanes does not keep out what is right', async (t) => {
  const db = await testDatabase(t)
  const signer = testSigner()
  const key = ownKey()
  for (let i = 0; i < 30; i++)
    await insert(db.app.across, newLane(signer.origin, key), key, { count: 1_000_000 })
  await write(testWriter(db.app, signer), 1)
  await sequenceAll(testHolder(db.sequencer, signer, 10))
  assert.equal((await gaps(db.app.across)).length, 30)
  const report = await verifyDatabase(db.app.across.read)
  assert.deepEqual(report.problems, [])
  assert.equal(report.size, 2 + 1 + 30)
})
