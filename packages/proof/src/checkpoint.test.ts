import assert from 'node:assert/strict'
import test from 'node:test'
import { formatCheckpoint, parseCheckpoint } from './checkpoint.ts'
import { openCheckpoint, signCheckpoint } from './open-checkpoint.ts'
import { logKey } from './testing/memory-log.ts'

// The example of C2SP tlog-checkpoint.
const TEXT = 'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n'

test('the example of the specification is read, and written as it was read', () => {
  const checkpoint = parseCheckpoint(TEXT)
  assert.equal(checkpoint.origin, 'example.com/behind-the-sofa')
  assert.equal(checkpoint.size, 20_852_163)
  assert.equal(formatCheckpoint(checkpoint), TEXT)
  const extended = `${TEXT}one\ntwo\n`
  assert.deepEqual(parseCheckpoint(extended).extensions, ['one', 'two'])
  assert.equal(formatCheckpoint(parseCheckpoint(extended)), extended)
})

for (const [what, text] of Object.entries({
  'no final newline': TEXT.slice(0, -1),
  'an empty extension': `${TEXT}\n`,
  'an empty origin': TEXT.slice(TEXT.indexOf('\n')),
  'a leading zero': TEXT.replace('2085', '02085'),
  'a sign': TEXT.replace('2085', '+2085'),
  'a size beyond exact numbers': TEXT.replace('20852163', '9007199254740992'),
  'a size in hex': TEXT.replace('20852163', '0x10'),
  'a short root': TEXT.replace('CsUY', ''),
  'spare bits in the root': TEXT.replace('q2I=', 'q2J='),
  'no root': 'example.com\n1\n',
  'a carriage return': TEXT.replace('sofa', 'sofa\r'),
})) {
  test(`refuses a checkpoint with ${what}`, () => {
    assert.throws(() => parseCheckpoint(text), { code: 'checkpoint_malformed' })
  })
}

test('writing refuses what could not be read', () => {
  const good = { origin: 'o', size: 1, root: new Uint8Array(32) }
  for (const bad of [
    { size: -1 },
    { size: 1.5 },
    { root: new Uint8Array(31) },
    { origin: '' },
    { origin: 'a\nb' },
    { extensions: [''] },
  ]) {
    assert.throws(() => formatCheckpoint({ ...good, ...bad }), { code: 'checkpoint_malformed' })
  }
})

test('opening wants the signature of the log itself', async () => {
  const root = new Uint8Array(32).fill(1)
  const log = await logKey('log.example')
  const witness = await logKey('witness.example')
  const sign = (...keys: (typeof log)[]) =>
    signCheckpoint(
      { origin: 'log.example', size: 3, root },
      keys.map(({ key, signer }) => ({ key, sign: signer.sign })),
    )
  const keys = [log.key, witness.key]
  const opened = await openCheckpoint(await sign(log, witness), keys, 'log.example')
  assert.deepEqual([opened.size, opened.root, opened.signers], [3, root, keys])
  await assert.rejects(openCheckpoint(await sign(witness), keys), { code: 'checkpoint_origin_mismatch' })
  await assert.rejects(openCheckpoint(await sign(log), keys, 'other.example'), {
    code: 'checkpoint_origin_mismatch',
  })
  await assert.rejects(openCheckpoint(await sign(log), [witness.key]), { code: 'note_unsigned' })
  const stranger = await logKey('log.example', 'forged')
  await assert.rejects(openCheckpoint(await sign(stranger), keys), { code: 'note_unsigned' })
})
