import assert from 'node:assert/strict'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { testDatabase } from '../../../test/database.ts'
import type { Sql } from '../../platform/db.ts'
import { sequenceAll, testHolder, testSigner, testWriter, write } from '../test-support/test-log.ts'
import { verifyDirectory, vkeyOf } from '../verify/verify-log.ts'
import { exportLog } from './export-log.ts'

async function emptyDirectory(t: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'azukari-export-'))
  t.after(() => rm(directory, { recursive: true, force: true }))
  return directory
}

async function filesOf(directory: string): Promise<string[]> {
  const found = await readdir(directory, { recursive: true, withFileTypes: true })
  return found
    .filter((f) => f.isFile())
    .map((f) => join(f.parentPath, f.name).slice(directory.length + 1))
    .sort()
}

test('an export is the served layout, for its owner only, and verifies', async (t) => {
  const db = await testDatabase(t)
  const signer = testSigner()
  await write(testWriter(db.app, signer), 3, 100)
  await sequenceAll(testHolder(db.sequencer, signer))
  const directory = join(await emptyDirectory(t), 'log')
  const exported = await exportLog(db.app.across.read, directory)
  assert.deepEqual(await filesOf(directory), [
    'checkpoint',
    'tile/0/000',
    'tile/0/001.p/45',
    'tile/1/000.p/1',
    'tile/entries/000',
    'tile/entries/001.p/45',
  ]) // prettier-ignore
  assert.deepEqual(exported, { size: 301, files: 6, kept: 0 })
  for (const path of ['.', 'tile', 'tile/entries'])
    assert.equal((await stat(join(directory, path))).mode & 0o777, 0o700)
  for (const path of await filesOf(directory))
    assert.equal((await stat(join(directory, path))).mode & 0o777, 0o600)
  const report = await verifyDirectory(directory, { vkey: vkeyOf(signer) })
  assert.deepEqual(report.problems, [])
  assert.equal(report.entries, 301)
  const other = await verifyDirectory(directory, { vkey: vkeyOf(testSigner()) })
  assert.deepEqual(
    other.problems.map((p) => p.code),
    ['checkpoint_invalid'],
  )
})

test('every change of a byte in a copy is named by its file', async (t) => {
  const db = await testDatabase(t)
  const signer = testSigner()
  await write(testWriter(db.app, signer), 5, 52)
  await sequenceAll(testHolder(db.sequencer, signer))
  const root = await emptyDirectory(t)
  const good = join(root, 'good')
  await exportLog(db.app.across.read, good)
  const bad = join(root, 'bad')
  const verify = () => verifyDirectory(bad, { vkey: vkeyOf(signer) })
  await cp(good, bad, { recursive: true })
  const named = async (path: string, what: string) => {
    const { ok, problems } = await verify()
    assert.equal(ok, false, `${what} of ${path} went unseen`)
    // An entry and its leaf bear each other out: which of the two was changed shows only in the tile above.
    const bundle = /^tile\/(?:entries|0)\/(\d+)/.exec(path)?.[1]
    const within = (p: { index?: number }) =>
      bundle !== undefined && Math.floor((p.index ?? -1) / 256) === Number(bundle)
    assert.ok(
      problems.some((p) => p.path === path || within(p)),
      `${what} of ${path}: ${JSON.stringify(problems[0])}`,
    )
    await cp(join(good, path), join(bad, path))
  }
  for (const path of await filesOf(good)) {
    const bytes = await readFile(join(good, path))
    // Every byte of what is small; of the rest some in every part, among them the first and the last.
    const step = Math.max(1, Math.floor(bytes.length / 60))
    for (let at = 0; at < bytes.length; at += step) {
      const changed = Buffer.from(bytes)
      changed[at] = (changed[at] as number) ^ 0x01
      await writeFile(join(bad, path), changed)
      await named(path, `byte ${at}`)
    }
    await writeFile(join(bad, path), Buffer.concat([bytes, Buffer.from([0])]))
    await named(path, 'an added byte')
    await truncate(join(bad, path), bytes.length - 1)
    await named(path, 'a missing byte')
    await rm(join(bad, path))
    await named(path, 'absence')
  }
  assert.equal((await verify()).ok, true)
})

test('an export brings an earlier one up to date and goes on from an interrupted one', async (t) => {
  const db = await testDatabase(t)
  const signer = testSigner()
  const writer = testWriter(db.app, signer)
  const holder = testHolder(db.sequencer, signer)
  await write(writer, 3, 100)
  await sequenceAll(holder)
  const directory = join(await emptyDirectory(t), 'log')
  await exportLog(db.app.across.read, directory)
  await write(writer, 3, 100)
  await sequenceAll(holder)
  let reads = 0
  const breaking: Sql = {
    query: (q, values) =>
      ++reads > 5 ? Promise.reject(new Error('interrupted')) : db.app.across.read.query(q, values),
  }
  await assert.rejects(exportLog(breaking, directory), /interrupted/)
  assert.equal((await verifyDirectory(directory, { vkey: vkeyOf(signer) })).size, 301)
  await mkdir(join(`${directory}.partial`, 'tile/0/001.p'), { recursive: true })
  await writeFile(join(`${directory}.partial`, 'tile/0/001.p/45'), 'of another size')
  const { size, kept } = await exportLog(db.app.across.read, directory)
  assert.equal(size, 601)
  assert.ok(kept >= 2)
  const report = await verifyDirectory(directory, { vkey: vkeyOf(signer) })
  assert.deepEqual(report.problems, [])
  assert.ok(!(await filesOf(directory)).includes('tile/0/001.p/45'))
})

test('a directory that holds something else is left alone', async (t) => {
  const db = await testDatabase(t)
  const signer = testSigner()
  await write(testWriter(db.app, signer), 1)
  await sequenceAll(testHolder(db.sequencer, signer))
  const root = await emptyDirectory(t)
  const foreign = join(root, 'foreign')
  await mkdir(foreign)
  await writeFile(join(foreign, 'letters'), 'mine')
  await assert.rejects(exportLog(db.app.across.read, foreign), { code: 'export_directory_foreign' })
  assert.deepEqual(await filesOf(foreign), ['letters'])
  // So is an export of this log to which somebody added.
  const mixed = join(root, 'mixed')
  await exportLog(db.app.across.read, mixed)
  await writeFile(join(mixed, 'letters'), 'mine')
  await assert.rejects(exportLog(db.app.across.read, mixed), { code: 'export_directory_foreign' })
  // Another log's export is foreign too, and so is what lies where the new one would be prepared.
  const other = await testDatabase(t)
  const theirs = testSigner()
  await write(testWriter(other.app, theirs), 1)
  await sequenceAll(testHolder(other.sequencer, theirs))
  await exportLog(other.app.across.read, join(root, 'theirs'))
  await assert.rejects(exportLog(db.app.across.read, join(root, 'theirs')), {
    code: 'export_directory_foreign',
  })
  await mkdir(join(root, 'log.partial'))
  await writeFile(join(root, 'log.partial/letters'), 'mine')
  await assert.rejects(exportLog(db.app.across.read, join(root, 'log')), { code: 'export_directory_foreign' })
})
