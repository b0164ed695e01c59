import assert from 'node:assert/strict'
import test from 'node:test'
import { canonicalJson } from '../canonical-json.ts'
import { fromUtf8, toHex, utf8 } from '../encoding.ts'
import { leafHash, treeHash } from '../merkle/tree-hash.ts'
import { signCheckpoint } from '../open-checkpoint.ts'
import { logKey, memoryLog } from '../testing/memory-log.ts'
import { sampleEntries } from '../testing/sample-entries.ts'
import { testKey } from '../testing/test-key.ts'
import type { LogEntry } from './options.ts'
import { verifyLog } from './verify-log.ts'

const origin = 'log.example/azukari'
const processKey = await testKey('process')
const sample = { origin, processKey, lanes: 2, batches: 10, batchSize: 50 }
const { entries, promises } = await sampleEntries(sample)
const log = await memoryLog(entries)
const keys = [log.vkey]

function prunedLog(below: number, from = log) {
  const files = new Map(from.files)
  for (let index = 0; (index + 1) * 256 <= below; index++)
    files.delete(`tile/entries/${String(index).padStart(3, '0')}`)
  return { read: async (path: string) => files.get(path) }
}

test('an empty log verifies', async () => {
  const empty = await memoryLog([])
  const report = await verifyLog(empty.source, { keys: [empty.vkey] })
  assert.deepEqual([report.ok, report.size, report.problems], [true, 0, []])
})

test('a log with tiles at three levels verifies, and a difference is named at each', async () => {
  const many = await sampleEntries({ ...sample, lanes: 1, batches: 33, batchSize: 2000, promised: false })
  const large = await memoryLog(many.entries)
  const { key, signer } = await logKey(origin)
  const leaves = many.entries.map(leafHash)
  const earlier = await Promise.all(
    [65_536, 65_537, 65_999, 66_000].map((size) =>
      signCheckpoint({ origin, size, root: treeHash(leaves.slice(0, size)) }, [{ key, sign: signer.sign }]),
    ),
  )
  const progress: number[] = []
  const onProgress = (done: number, size: number) => {
    assert.equal(size, 66_000)
    progress.push(done)
  }
  const report = await verifyLog(large.source, { keys: [large.vkey], earlier, onProgress })
  assert.deepEqual(report.problems, [])
  assert.deepEqual([progress.length, progress.at(-1)], [258, 66_000])
  assert.equal(Object.values(report.lanes)[0]?.batch, 33)
  for (const path of ['tile/1/000', 'tile/1/001.p/1', 'tile/2/000.p/1']) {
    const bytes = (large.files.get(path) as Uint8Array).slice()
    large.files.set(path, bytes.with(31, (bytes[31] as number) ^ 1))
  }
  const { problems } = await verifyLog(large.source, { keys: [large.vkey] })
  assert.deepEqual(
    problems.map(({ code, path, index }) => `${code} ${path} ${index}`),
    [
      'tile_mismatch tile/1/000 0',
      'tile_mismatch tile/1/001.p/1 65536',
      'tile_mismatch tile/2/000.p/1 0',
      'root_mismatch checkpoint undefined',
    ],
  )
})

test('full tiles and bundles stand in for partial ones that were dropped', async () => {
  const older = await memoryLog(entries.slice(0, 600))
  const files = new Map([...log.files, ['checkpoint', utf8(older.checkpoint)] as const])
  files.set('tile/1/000.p/2', older.files.get('tile/1/000.p/2') as Uint8Array)
  const report = await verifyLog({ read: async (path) => files.get(path) }, { keys })
  assert.deepEqual([report.problems, report.entries], [[], 600])
})

test('pruned entries: refused by default, allowed below the stated index only', async () => {
  const source = prunedLog(512)
  const codes = async (options: object) =>
    (await verifyLog(source, { keys, ...options })).problems.map((p) => `${p.code}@${p.index}`)
  assert.deepEqual(await codes({}), ['bundle_missing@0', 'bundle_missing@256'])
  assert.deepEqual(await codes({ prunedBelow: 511 }), ['bundle_missing@256'])
  const report = await verifyLog(source, { keys, prunedBelow: 512, promises })
  assert.deepEqual([report.ok, report.pruned, report.entries], [true, 512, 488])
})

test('pruned entries: allowed where an entry of the log announced it, up to that entry', async () => {
  const source = prunedLog(512)
  const bounds: number[] = []
  const pruneBound = (bound: number, by: number) => (entry: LogEntry) => {
    bounds.push(entry.index)
    return entry.index === by ? bound : undefined
  }
  const ok = async (bound: number, by: number) =>
    (await verifyLog(source, { keys, pruneBound: pruneBound(bound, by) })).ok
  assert.equal(await ok(512, 900), true)
  assert.equal(await ok(511, 900), false)
  assert.equal(await ok(901, 900), false) // an entry cannot announce the pruning of what comes after it
  assert.ok(!bounds.includes(511) && bounds.includes(512))
})

test('where lanes stood is said at the end, and can be insisted on after pruning', async () => {
  const whole = await verifyLog((await memoryLog(entries.slice(0, 500))).source, { keys })
  assert.deepEqual(
    Object.values(whole.lanes).map((lane) => lane.batch),
    [5, 5],
  )
  const source = prunedLog(256)
  const early = await verifyLog((await memoryLog(entries.slice(0, 200))).source, { keys })
  const wrong = Object.fromEntries(
    Object.keys(whole.lanes).map((id) => [id, { batch: 2, head: 'ab'.repeat(32) }]),
  )
  assert.equal((await verifyLog(source, { keys, prunedBelow: 256 })).ok, true)
  // The third batches are entries 200 to 249 and 250 to 299: of the first nothing is left, of the second six are gone.
  const { problems } = await verifyLog(source, { keys, prunedBelow: 256, lanes: early.lanes })
  const named = problems.map(({ code, batch, pos }) => `${code} ${batch} ${pos}`)
  assert.deepEqual(named.sort(), [
    'lane_batch_missing 3 undefined',
    ...Array.from({ length: 6 }, (_, pos) => `lane_entry_missing 3 ${pos}`),
  ])
  const mismatched = await verifyLog((await memoryLog(entries.slice(200, 300))).source, {
    keys,
    lanes: wrong,
  })
  assert.deepEqual(
    mismatched.problems.map((p) => p.code),
    ['lane_prev_mismatch', 'lane_prev_mismatch'],
  )
  assert.equal(
    (await verifyLog((await memoryLog(entries.slice(200, 300))).source, { keys, lanes: early.lanes })).ok,
    true,
  )
})

test('process keys may be learnt from the log while it is read', async () => {
  const processKeys = new Set<string>()
  const onEntry = ({ index, text }: LogEntry) => {
    if (index === 3 && text.startsWith('{')) processKeys.add(toHex(processKey.publicKey))
  }
  const report = await verifyLog(log.source, { keys, promises, processKeys, onEntry })
  assert.equal(report.ok, true)
  assert.equal(
    (await verifyLog(log.source, { keys, promises: promises.slice(0, 1), processKeys: new Set() })).ok,
    false,
  )
})

test('a promise that is not yet due is pending, not broken', async () => {
  const last = promises.at(-1) ?? assert.fail()
  const { source } = await memoryLog(entries.slice(0, 950))
  const before = await verifyLog(source, { keys, promises: [last], now: last.due - 1 })
  assert.deepEqual([before.ok, before.pending], [true, [last]])
  const after = await verifyLog(source, { keys, promises: [canonicalJson(last)], now: last.due })
  assert.deepEqual([after.ok, after.problems[0]?.code], [false, 'promise_broken'])
})

test('a promise of another log, or none at all, is named', async () => {
  const [first] = promises
  const foreign = { ...(first ?? assert.fail()), origin: 'other.example' }
  const { problems } = await verifyLog(log.source, { keys, promises: [foreign, 'nonsense'] })
  assert.deepEqual(
    problems.map((p) => p.code),
    ['promise_invalid', 'promise_invalid'],
  )
})

test('a source that fails is told from one that has nothing', async () => {
  const failing = (path: string, error: Error) => ({
    read: async (at: string) => {
      if (at === path) throw error
      return log.files.get(at)
    },
  })
  const codes = async (path: string, error: Error, options = {}) =>
    (await verifyLog(failing(path, error), { keys, ...options })).problems.map((p) => p.code)
  const gone = Object.assign(new Error('no such file'), { code: 'ENOENT' })
  assert.deepEqual(await codes('tile/entries/000', gone), ['bundle_missing'])
  assert.deepEqual(await codes('tile/entries/000', gone, { prunedBelow: 256 }), [])
  assert.deepEqual((await codes('tile/entries/000', new Error('EIO'), { prunedBelow: 256 }))[0], 'unreadable')
  assert.deepEqual(await codes('checkpoint', new Error('EIO')), ['unreadable'])
  assert.deepEqual(await codes('tile/0/001', new Error('EIO')), ['unreadable'])
})

test('a checkpoint that claims far more than is there ends at the limit of problems', async () => {
  const { checkpoint } = log
  const files = new Map([
    ...log.files,
    ['checkpoint', utf8(checkpoint.replace('\n1000\n', '\n9000000000000000\n'))] as const,
  ])
  const report = await verifyLog({ read: async (path) => files.get(path) }, { keys, maxProblems: 50 })
  assert.deepEqual([report.ok, report.truncated, report.problems.length], [false, true, 50])
})

test('a lane that skips an absurd number of batches is named without filling memory', async () => {
  const [first] = entries
  const text = fromUtf8(first ?? assert.fail()).replace('"batch":1,', '"batch":9007199254740991,')
  const { problems } = await verifyLog((await memoryLog([utf8(text)])).source, { keys })
  assert.deepEqual(
    [problems.length, problems.at(-1)?.message],
    [1000, 'batches to 9007199254740990 are missing'],
  )
})

test('keys that are none are the caller’s mistake', async () => {
  await assert.rejects(verifyLog(log.source, { keys: ['nonsense'] }), { code: 'vkey_malformed' })
})
