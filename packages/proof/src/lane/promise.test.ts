import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import test from 'node:test'
import fc from 'fast-check'
import { canonicalJson } from '../canonical-json.ts'
import { toHex, utf8 } from '../encoding.ts'
import { inclusionProof } from '../merkle/inclusion.ts'
import { leafHash } from '../merkle/tree-hash.ts'
import { testKey } from '../testing/test-key.ts'
import { batchRoot, batchSigningInput, LANE_START, laneHead } from './lane-head.ts'
import { encodePromise, type LogPromise, parsePromise, promiseFor, readPromise } from './promise.ts'
import { sealBatch } from './seal-batch.ts'
import { promisedHead, verifyPromise } from './verify-promise.ts'

const origin = 'log.example/azukari'
const lane = new Uint8Array(16).fill(5)
const { publicKey: key, sign } = await testKey('process')
const trusted = [toHex(key)]

function seal(size: number, batch = 1) {
  const leaves = Array.from({ length: size }, (_, i) => leafHash(utf8(`entry ${i}`)))
  return sealBatch({ origin, lane, batch, prev: LANE_START, leaves, due: 1_760_000_000_123 }, { key, sign })
}

test('the bytes of head and signing input are those of the format', () => {
  const root = new Uint8Array(32).fill(1)
  const prev = new Uint8Array(32).fill(2)
  const hex =
    `${Buffer.from('azukari/lane/v1\0').toString('hex')}${'05'.repeat(16)}0000000100000002` +
    `00000003${'01'.repeat(32)}${'02'.repeat(32)}`
  const expected = createHash('sha256').update(Buffer.from(hex, 'hex')).digest('hex')
  assert.equal(toHex(laneHead({ lane, batch: 2 ** 32 + 2, count: 3, root, prev })), expected)
  assert.equal(
    toHex(batchSigningInput('ab', root, 258)),
    `${Buffer.from('azukari/batch/v1\0').toString('hex')}00026162${'01'.repeat(32)}0000000000000102`,
  )
})

test('heads refuse what does not fit', () => {
  const root = LANE_START
  const good = { lane, batch: 1, count: 1, root, prev: root }
  for (const bad of [
    { lane: root },
    { batch: 0 },
    { count: 0 },
    { count: 2 ** 32 },
    { batch: 1.5 },
    { root: lane },
    { prev: lane },
  ]) {
    assert.throws(() => laneHead({ ...good, ...bad }), { code: 'range_invalid' })
  }
  assert.throws(() => batchRoot([]), { code: 'range_invalid' })
})

test('the promise of every entry of every batch verifies', async () => {
  for (const size of [1, 2, 3, 7, 8, 64, 65]) {
    const batch = await seal(size)
    assert.deepEqual(batch.root, batchRoot(batch.leaves))
    const { rows: _, ...withoutRows } = batch
    for (let pos = 0; pos < size; pos++) {
      const promise = promiseFor(batch, pos)
      assert.deepEqual(promise.path, inclusionProof(pos, batch.leaves).map(toHex))
      assert.deepEqual(promiseFor(withoutRows, pos), promise)
      assert.deepEqual(promisedHead(promise), batch.head)
      await verifyPromise(promise, trusted)
      assert.deepEqual(parsePromise(encodePromise(promise)), promise)
    }
    assert.throws(() => promiseFor(batch, size), { code: 'range_invalid' })
  }
})

test('a change to any member refuses the promise', async () => {
  const promise = promiseFor(await seal(7, 4), 5)
  await verifyPromise(promise, trusted)
  const hash = 'ab'.repeat(32)
  const changes: Partial<Record<keyof LogPromise, unknown>>[] = [
    { origin: 'log.example/azukari2' },
    { leaf: hash },
    { lane: 'ab'.repeat(16) },
    { batch: 5 },
    { count: 8 },
    { pos: 4 },
    { prev: hash },
    { due: promise.due + 1 },
    { path: [...promise.path, hash] },
    { path: promise.path.slice(1) },
    { path: promise.path.with(0, hash) },
    { sig: promiseFor(await seal(7, 5), 5).sig },
  ]
  for (const change of changes)
    await assert.rejects(verifyPromise(readPromise({ ...promise, ...change }), trusted), /./)
  await assert.rejects(verifyPromise(promise, []), { code: 'promise_key_untrusted' })
  const stranger = await testKey('stranger')
  await assert.rejects(
    verifyPromise({ ...promise, key: toHex(stranger.publicKey) }, [toHex(stranger.publicKey)]),
    {
      code: 'promise_signature_invalid',
    },
  )
})

test('any flipped bit of leaf, path, prev or signature is refused', async () => {
  const promise = promiseFor(await seal(9), 6)
  const flip = (hex: string, bit: number) => {
    const bytes = Buffer.from(hex, 'hex')
    const at = (bit >> 3) % bytes.length
    bytes[at] = (bytes[at] as number) ^ (1 << (bit & 7))
    return bytes.toString('hex')
  }
  const targets = ['leaf', 'prev', 'lane', 'sig', ...promise.path.keys()] as const
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...targets), fc.nat(511), async (target, bit) => {
      const changed =
        typeof target === 'number'
          ? { ...promise, path: promise.path.with(target, flip(promise.path[target] ?? '', bit)) }
          : target === 'sig'
            ? {
                ...promise,
                sig: Buffer.from(
                  flip(Buffer.from(promise.sig, 'base64').toString('hex'), bit),
                  'hex',
                ).toString('base64'),
              }
            : { ...promise, [target]: flip(promise[target], bit) }
      await assert.rejects(verifyPromise(changed, trusted), { code: 'promise_signature_invalid' })
    }),
    { numRuns: 200 },
  )
})

test('reading refuses whatever is not exactly a promise', async () => {
  const promise = promiseFor(await seal(3), 1)
  const { sig: _, ...unsigned } = promise
  const bad: unknown[] = [
    null,
    'text',
    [],
    unsigned,
    { ...promise, more: 1 },
    { ...promise, v: 2 },
    { ...promise, leaf: promise.leaf.toUpperCase() },
    { ...promise, pos: 3 },
    { ...promise, pos: -1 },
    { ...promise, batch: 0 },
    { ...promise, due: 1.5 },
    { ...promise, count: 2 ** 32 },
    { ...promise, sig: promise.sig.replace('=', '') },
    { ...promise, sig: 'AAAA' },
    { ...promise, path: ['x'] },
    { ...promise, path: 'x' },
    { ...promise, origin: '' },
    { ...promise, lane: `${promise.lane}00` },
  ]
  for (const value of bad) assert.throws(() => readPromise(value), { code: 'promise_malformed' })
  const text = canonicalJson(promise)
  for (const changed of [
    ` ${text}`,
    `${text}\n`,
    text.replace(',', ', '),
    JSON.stringify({ z: 0, ...promise }),
    '{',
  ]) {
    assert.throws(() => parsePromise(changed), { code: 'promise_malformed' })
  }
})
