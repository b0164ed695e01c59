import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { utf8 } from './encoding.ts'
import { inclusionProof } from './merkle/inclusion.ts'
import { leafHash } from './merkle/tree-hash.ts'
import { formatReceipt, parseReceipt } from './receipt.ts'
import { memoryLog } from './testing/memory-log.ts'
import { verifyReceipt } from './verify-receipt.ts'

const entries = Array.from({ length: 300 }, (_, i) => utf8(`{"n":${i}}`))
const leaves = entries.map(leafHash)
const { key, checkpoint } = await memoryLog(entries)
const leaf = (i: number) => leaves[i] as Uint8Array
const receiptOf = (index: number) =>
  formatReceipt({ index, proof: inclusionProof(index, leaves), checkpoint })

test('a receipt verifies for its entry, offline', async () => {
  for (const index of [0, 1, 255, 256, 299]) {
    const { checkpoint: head, index: at } = await verifyReceipt(
      receiptOf(index),
      leaf(index),
      [key],
      key.name,
    )
    assert.deepEqual([at, head.size, head.origin], [index, 300, key.name])
  }
})

test('the text is that of C2SP tlog-proof', () => {
  const proof = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)]
  const text = formatReceipt({ index: 7, proof, checkpoint, extra: utf8('more') })
  assert.equal(
    text,
    `c2sp.org/tlog-proof@v1\nextra bW9yZQ==\nindex 7\n${'AQEB'.repeat(10)}AQE=\n${'AgIC'.repeat(10)}AgI=\n\n${checkpoint}`,
  )
  assert.deepEqual(parseReceipt(text), { index: 7, proof, checkpoint, extra: utf8('more') })
  assert.deepEqual(parseReceipt(utf8(text)), parseReceipt(text))
})

test('a log of one entry needs no hashes', async () => {
  const one = await memoryLog(entries.slice(0, 1))
  const text = formatReceipt({ index: 0, proof: [], checkpoint: one.checkpoint })
  assert.ok(text.startsWith('c2sp.org/tlog-proof@v1\nindex 0\n\nlog.example'))
  await verifyReceipt(text, leaf(0), [one.key])
})

test('swapped proof: the proof, index or entry of another is refused', async () => {
  const wrong = { code: 'receipt_inclusion_invalid' }
  await assert.rejects(verifyReceipt(receiptOf(9), leaf(8), [key]), wrong)
  const swapped = formatReceipt({ index: 8, proof: inclusionProof(9, leaves), checkpoint })
  await assert.rejects(verifyReceipt(swapped, leaf(8), [key]), wrong)
  await assert.rejects(verifyReceipt(swapped, leaf(9), [key]), wrong)
  await assert.rejects(verifyReceipt(receiptOf(9).replace('index 9', 'index 300'), leaf(9), [key]), wrong)
})

test('a head of another log, another key or another size is refused', async () => {
  const other = await memoryLog(entries, 'other.example')
  const forged = await memoryLog(entries, key.name, 'forged')
  const proof = inclusionProof(9, leaves)
  const verify = (note: string, origin?: string) =>
    verifyReceipt(formatReceipt({ index: 9, proof, checkpoint: note }), leaf(9), [key], origin)
  await assert.rejects(verify(other.checkpoint), { code: 'note_unsigned' })
  await assert.rejects(verify(forged.checkpoint), { code: 'note_unsigned' })
  await assert.rejects(verify(checkpoint, 'other.example'), { code: 'checkpoint_origin_mismatch' })
  await assert.rejects(verify(checkpoint.replace('\n300\n', '\n299\n')), { code: 'note_signature_invalid' })
})

test('one changed character anywhere is refused', async () => {
  const text = receiptOf(42)
  await fc.assert(
    fc.asyncProperty(fc.nat(text.length - 1), fc.integer({ min: 1, max: 127 }), async (at, shift) => {
      const code = (text.charCodeAt(at) + shift) % 128
      const changed = text.slice(0, at) + String.fromCharCode(code) + text.slice(at + 1)
      await assert.rejects(verifyReceipt(changed, leaf(42), [key]))
    }),
    { numRuns: 400 },
  )
})

const good = receiptOf(42)
for (const [what, text] of Object.entries({
  'another first line': good.replace('@v1', '@v2'),
  'no index': good.replace('index 42\n', ''),
  'a leading zero': good.replace('index 42', 'index 042'),
  'extra after the index': good.replace('index 42\n', 'index 42\nextra AAAA\n'),
  'two extras': good.replace('index', 'extra AAAA\nextra AAAA\nindex'),
  'extra that is not base64': good.replace('index', 'extra A\nindex'),
  'a short hash': good.replace('index 42\n', 'index 42\nAAAA\n'),
  'carriage returns': good.replaceAll('\n', '\r\n'),
  'no blank line': good.replace('\n\n', '\n').replace('\n\n', '\n'),
  'a byte order mark': `\ufeff${good}`,
})) {
  test(`refuses a receipt with ${what}`, () =>
    assert.throws(() => parseReceipt(text), { code: /_malformed$/ }))
}

test('refuses trailing bytes', () => {
  for (const tail of ['x', '\n', ' '])
    assert.throws(() => parseReceipt(good + tail), { code: 'note_malformed' })
})
