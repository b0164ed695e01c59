import assert from 'node:assert/strict'
import test from 'node:test'
import { utf8 } from '../encoding.ts'
import { signCheckpoint } from '../open-checkpoint.ts'
import { logKey, memoryLog } from '../testing/memory-log.ts'
import { sampleEntry } from '../testing/sample-entries.ts'
import {
  detects,
  entries,
  entry,
  later,
  log,
  older,
  origin,
  processKeys,
  promises,
  range,
  swapActors,
} from '../testing/tampering.ts'
import { verifyLog } from './verify-log.ts'

// Here the attacker is the operator, who rebuilds the tree and signs it with the true key.

const rebuilt = (change: (list: readonly Uint8Array[]) => readonly Uint8Array[]) => memoryLog(change(entries))
const without = (...indexes: number[]) => rebuilt((list) => list.filter((_, i) => !indexes.includes(i)))

detects({
  'modify: rebuilt and signed again, a later batch stays': {
    attack: () => rebuilt((list) => list.with(300, later(entry(300)))),
    found: ['lane_prev_mismatch@400#5/0'],
  },
  'insert: an entry a second time, rebuilt and signed again': {
    attack: () => rebuilt((list) => list.toSpliced(310, 0, entry(305))),
    found: ['lane_out_of_order@310#4/5'],
  },
  'insert: an entry of no lane, rebuilt and signed again': {
    attack: () => rebuilt((list) => list.toSpliced(310, 0, sampleEntry(9999, { id: 'x' }))),
    found: ['lane_malformed@310'],
  },
  'reorder: rebuilt and signed again': {
    attack: () => rebuilt((list) => list.with(306, entry(307)).with(307, entry(306))),
    found: ['lane_entry_missing@306#4/6', 'lane_out_of_order@307#4/6'],
  },
  'truncate: the last entries, signed again': {
    attack: () => memoryLog(entries.slice(0, 690)),
    kept: { earlier: [log.checkpoint] },
    found: ['rollback@690'],
  },
  'snapshot rollback: an older state, rightly signed': {
    attack: () => older,
    kept: { earlier: [older.checkpoint, log.checkpoint] },
    found: ['rollback@600'],
  },
  'fork: another history of the same size': {
    attack: () => rebuilt((list) => list.with(699, later(entry(699)))),
    kept: { earlier: [log.checkpoint] },
    found: ['fork@700'],
  },
  'split view: a log that grew from another beginning': {
    attack: () => rebuilt((list) => list.with(599, later(entry(599)))),
    kept: { earlier: [older.checkpoint] },
    found: ['fork@600', 'lane_prev_mismatch@650#7/0'],
  },
  'unsequenced-tail deletion: the last batch never reached the log': {
    attack: () => memoryLog(entries.slice(0, 650)),
    kept: { promises: [promises[660] ?? ''], processKeys },
    found: ['promise_broken#7/10'],
  },
  'unsequenced-tail deletion: the end of a promised batch': {
    attack: () => memoryLog(entries.slice(0, 690)),
    kept: { promises: [promises[660] ?? ''], processKeys },
    found: ['promise_batch_mismatch#7/10'],
  },
  'unsequenced deletion inside the log: both adjacent batches of a lane are named': {
    attack: () => without(...range(200, 250), ...range(300, 350)),
    found: ['lane_batch_missing@300#3', 'lane_batch_missing@300#4'],
  },
  'unsequenced deletion inside the log: both adjacent positions are named': {
    attack: () => without(210, 211),
    found: ['lane_entry_missing@210#3/10', 'lane_entry_missing@210#3/11'],
  },
  'unsequenced deletion inside the log: the end of a batch': {
    attack: () => without(248, 249),
    found: ['lane_prev_mismatch@298#4/0'],
  },
  'unsequenced deletion inside the log: the beginning of a lane': {
    attack: () => without(...range(0, 50)),
    found: ['lane_batch_missing@50#1'],
  },
  'identity swap: rebuilt and signed again': {
    attack: () => rebuilt((list) => swapActors(list, 690, 691)),
    kept: { promises: [promises[690] ?? '', promises[692] ?? ''], earlier: [log.checkpoint] },
    found: ['fork@700', 'promise_batch_mismatch#7/40', 'promise_broken#7/40', 'promise_batch_mismatch#7/42'],
  },
  'clock rewrite: every time moved by a millisecond, signed again': {
    attack: () => rebuilt((list) => list.map(later)),
    kept: { earlier: [older.checkpoint] },
    found: [
      'fork@600',
      ...range(1, 7).flatMap((batch) => [
        `lane_prev_mismatch@${batch * 100}#${batch + 1}/0`,
        `lane_prev_mismatch@${batch * 100 + 50}#${batch + 1}/0`,
      ]),
    ],
  },
  'an entry that is not canonical, rightly signed': {
    attack: () => rebuilt((list) => [...list, utf8('{"b":1,"a":2}')]),
    found: ['entry_not_canonical@700'],
  },
  'a promise by a stranger': {
    attack: () => log,
    kept: { promises, processKeys: ['00'.repeat(32)] },
    found: promises.map(({ batch, pos }) => `promise_invalid#${batch}/${pos}`),
  },
  'an earlier checkpoint of another key': {
    attack: () => log,
    kept: { earlier: ['x', log.checkpoint.replace('\n700\n', '\n699\n')] },
    found: ['earlier_checkpoint_invalid', 'earlier_checkpoint_invalid'],
  },
})

test('detects an earlier checkpoint of nothing whose root is wrong', async () => {
  const { key, signer } = await logKey(origin)
  const note = await signCheckpoint({ origin, size: 0, root: new Uint8Array(32) }, [
    { key, sign: signer.sign },
  ])
  for (const { source } of [log, await memoryLog([])]) {
    const { problems } = await verifyLog(source, { keys: [log.vkey], earlier: [note] })
    assert.deepEqual(
      problems.map(({ code, index }) => `${code}@${index}`),
      ['fork@0'],
    )
  }
})

test('finds nothing wrong with the log itself, whatever was kept', async () => {
  const earlier = [older.checkpoint, log.checkpoint, (await memoryLog([])).checkpoint]
  for (let size = 1; size < 700; size += 97)
    earlier.push((await memoryLog(entries.slice(0, size))).checkpoint)
  const report = await verifyLog(log.source, { keys: [log.vkey], origin, earlier, promises, processKeys })
  assert.deepEqual(report.problems, [])
  assert.deepEqual([report.ok, report.size, report.entries, report.truncated], [true, 700, 700, false])
})
