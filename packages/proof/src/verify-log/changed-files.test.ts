import assert from 'node:assert/strict'
import test from 'node:test'
import { commit, verifyOpening } from '../commitment.ts'
import { utf8 } from '../encoding.ts'
import { signCheckpoint } from '../open-checkpoint.ts'
import { logKey, type MemoryLog, memoryLog } from '../testing/memory-log.ts'
import { sampleEntry } from '../testing/sample-entries.ts'
import {
  detects,
  entries,
  entry,
  later,
  log,
  older,
  origin,
  range,
  rewritten,
  swapActors,
} from '../testing/tampering.ts'
import { decodeBundle, encodeBundle } from '../tiles/entry-bundle.ts'

// Here the attacker can write to the place the log is served from, but does not hold its key.

const BUNDLE = 'tile/entries/001' // entries 256 to 511
const LAST = 'tile/entries/002.p/188'

function changed(path: string, change: (bytes: Uint8Array) => Uint8Array | undefined, from = log): MemoryLog {
  const files = new Map(from.files)
  const bytes = change(files.get(path) ?? assert.fail(path))
  if (bytes === undefined) files.delete(path)
  else files.set(path, bytes)
  return { ...from, files, source: { read: async (at) => files.get(at) } }
}

const bundle = (path: string, change: (list: Uint8Array[]) => Uint8Array[]) =>
  changed(path, (bytes) => encodeBundle(change(decodeBundle(bytes))))
const flip = (bytes: Uint8Array, at = 0) => bytes.with(at, (bytes[at] as number) ^ 1)

detects({
  'modify: one byte of an entry': {
    attack: () => changed(BUNDLE, (bytes) => flip(bytes, 40)),
    found: ['entry_not_canonical@256', 'entry_mismatch@256', 'lane_entry_missing@257#3/6'],
  },
  'modify: an entry replaced by another canonical one': {
    attack: () => bundle(BUNDLE, (list) => list.with(44, later(entry(300)))),
    found: ['entry_mismatch@300', 'lane_prev_mismatch@400#5/0'],
  },
  'delete: an entry from a bundle': {
    attack: () => bundle(BUNDLE, (list) => list.toSpliced(50, 1)),
    found: ['bundle_malformed@256', 'entry_missing@306', 'lane_entry_missing@306#4/6'],
  },
  'delete: two adjacent entries from a bundle, both named': {
    attack: () => bundle(BUNDLE, (list) => list.toSpliced(50, 2)),
    found: [
      'bundle_malformed@256',
      'entry_missing@306',
      'entry_missing@307',
      'lane_entry_missing@306#4/6',
      'lane_entry_missing@306#4/7',
    ],
  },
  'insert: an entry of nobody into a bundle': {
    attack: () =>
      bundle(BUNDLE, (list) =>
        list.toSpliced(
          50,
          0,
          sampleEntry(9999, { id: '00'.repeat(16), batch: 1, pos: 0, prev: '00'.repeat(32) }),
        ),
      ),
    found: ['bundle_malformed@256', 'entry_foreign@306'],
  },
  'reorder: two neighbours in a bundle': {
    attack: () => bundle(BUNDLE, (list) => list.with(50, entry(307)).with(51, entry(306))),
    found: [
      'entry_mismatch@306',
      'entry_mismatch@307',
      'lane_entry_missing@306#4/6',
      'lane_out_of_order@307#4/6',
    ],
  },
  'truncate: the last bundle is gone': {
    attack: () => changed(LAST, () => undefined),
    found: ['bundle_missing@512'],
  },
  'truncate: a hash tile is gone': {
    attack: () => changed('tile/1/000.p/2', () => undefined),
    found: ['tile_missing'],
  },
  'identity swap: two entries trade their actors': {
    attack: () => bundle(BUNDLE, (list) => swapActors(entries, 300, 360).slice(256, 256 + list.length)),
    found: [
      'entry_mismatch@300',
      'entry_mismatch@360',
      'lane_prev_mismatch@400#5/0',
      'lane_prev_mismatch@450#5/0',
    ],
  },
  'forged key: signed by a key of the same name': {
    attack: () => memoryLog(entries, origin, 'forged'),
    found: ['checkpoint_invalid'],
  },
  'forged key: with the id of the true one': {
    attack: async () => {
      const forged = await memoryLog(entries, origin, 'forged')
      const signature = Buffer.from(forged.checkpoint.trimEnd().split(' ').at(-1) ?? '', 'base64')
      signature.set(Buffer.from(log.key.id, 'hex'))
      const note = log.checkpoint.replace(/[^ ]+\n$/, `${signature.toString('base64')}\n`)
      return changed('checkpoint', () => utf8(note))
    },
    found: ['checkpoint_invalid'],
  },
  'forged head: a root that is not the tree’s, rightly signed': {
    attack: async () => {
      const { key, signer } = await logKey(origin)
      const head = { origin, size: 700, root: new Uint8Array(32) }
      const note = await signCheckpoint(head, [{ key, sign: signer.sign }])
      return changed('checkpoint', () => utf8(note))
    },
    found: ['root_mismatch'],
  },
  'forged head: fewer entries than there are, rightly signed': {
    attack: () => changed('checkpoint', () => utf8(older.checkpoint)),
    found: ['bundle_missing@512', 'tile_missing', 'root_unverifiable'],
  },
  'appended bytes: to a bundle': {
    attack: () => changed(LAST, (bytes) => Uint8Array.of(...bytes, 0)),
    found: ['bundle_malformed'],
  },
  'appended bytes: a whole entry': {
    attack: () => changed(LAST, (bytes) => Uint8Array.of(...bytes, 0, 2, 0x7b, 0x7d)),
    found: ['bundle_malformed@512', 'entry_foreign@700', 'lane_malformed@700'],
  },
  'appended bytes: to a hash tile': {
    attack: () => changed('tile/0/001', (bytes) => Uint8Array.of(...bytes, 0)),
    found: ['tile_size_wrong'],
  },
  'appended bytes: to the checkpoint': {
    attack: () => changed('checkpoint', (bytes) => Uint8Array.of(...bytes, 0x0a)),
    found: ['checkpoint_invalid'],
  },
  'hash tiles: a leaf': {
    attack: () => changed('tile/0/001', (bytes) => flip(bytes, 32 * 44)),
    found: ['entry_mismatch@300', 'tile_mismatch@256'],
  },
  'hash tiles: a leaf at the edge': {
    attack: () => changed('tile/0/002.p/188', (bytes) => flip(bytes)),
    found: ['entry_mismatch@512', 'root_mismatch'],
  },
  'hash tiles: a level above': {
    attack: () => changed('tile/1/000.p/2', (bytes) => flip(bytes, 32)),
    found: ['tile_mismatch@256', 'root_mismatch'],
  },
  'altered detail: another commitment in an entry': {
    attack: () =>
      bundle(LAST, (list) =>
        list.with(
          187,
          rewritten(entry(699), (event) => ({
            ...event,
            unmapped: { ...(event.unmapped as object), commitments: { subject: '00'.repeat(32) } },
          })),
        ),
      ),
    found: ['entry_mismatch@699'],
  },
  'torn write: a bundle that ends inside an entry': {
    attack: () => changed(LAST, (bytes) => bytes.subarray(0, bytes.length - 5)),
    found: ['bundle_malformed'],
  },
  'torn write: a hash tile that ends inside a hash': {
    attack: () => changed('tile/0/002.p/188', (bytes) => bytes.subarray(0, 100)),
    found: ['tile_size_wrong'],
  },
  'torn write: a checkpoint without its signature': {
    attack: () => changed('checkpoint', (bytes) => bytes.subarray(0, 60)),
    found: ['checkpoint_invalid'],
  },
  'torn write: an empty file': {
    attack: () => changed(LAST, () => new Uint8Array()),
    found: ['bundle_malformed@512', ...range(512, 700).map((index) => `entry_missing@${index}`)],
  },
  'no checkpoint': { attack: () => changed('checkpoint', () => undefined), found: ['checkpoint_missing'] },
})

test('altered detail: an opening that was changed does not open its commitment', () => {
  const nonce = new Uint8Array(32).fill(1)
  const commitment = commit('record', utf8('rec_1'), nonce)
  assert.equal(verifyOpening(commitment, { name: 'record', nonce, value: utf8('rec_1') }), true)
  assert.equal(verifyOpening(commitment, { name: 'record', nonce, value: utf8('rec_2') }), false)
})
