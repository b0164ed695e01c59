import assert from 'node:assert/strict'
import test from 'node:test'
import { testKey } from '../testing/test-key.ts'
import { formatNote, parseNote } from './note.ts'
import { signNote } from './sign-note.ts'
import { verifyNote } from './verify-note.ts'
import { formatVkey, parseVkey, verifierKey } from './vkey.ts'

// The example of C2SP signed-note.
const VKEY = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k'
const NOTE =
  'This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n'
// The same bytes but the last of the signature.
const SPOILT = NOTE.replace('aQM=', 'aQI=')

test('the example of the specification verifies, and is written as it was read', async () => {
  const note = parseNote(NOTE)
  const key = parseVkey(VKEY)
  assert.deepEqual(await verifyNote(note, [key]), [key])
  assert.equal(formatNote(note), NOTE)
  assert.equal(formatVkey(key), VKEY)
  assert.deepEqual(parseNote(new TextEncoder().encode(NOTE)), note)
})

test('unknown signatures are ignored, a wrong one of a known key refuses the note', async () => {
  const key = parseVkey(VKEY)
  const other = verifierKey('example.com/foo', (await testKey('other')).publicKey)
  const stranger = `— example.com/bar ${NOTE.slice(NOTE.lastIndexOf(' ') + 1)}`
  assert.deepEqual(await verifyNote(parseNote(NOTE + stranger), [key]), [key])
  await assert.rejects(verifyNote(parseNote(NOTE), [other]), { code: 'note_unsigned' })
  await assert.rejects(verifyNote(parseNote(SPOILT), [key]), { code: 'note_signature_invalid' })
  const both = NOTE + SPOILT.slice(SPOILT.indexOf('— '))
  await assert.rejects(verifyNote(parseNote(both), [key]), { code: 'note_signature_invalid' })
  await assert.rejects(verifyNote(parseNote(NOTE.replace('example m', 'exempla m')), [key]), {
    code: 'note_signature_invalid',
  })
  const forged = { ...key, publicKey: other.publicKey } // the trusted name and id, another key's signature
  await assert.rejects(verifyNote(parseNote(NOTE), [forged]), { code: 'note_signature_invalid' })
})

test('a text with empty lines ends at the last one', async () => {
  const { publicKey, sign } = await testKey('log')
  const key = verifierKey('log.example', publicKey)
  const text = 'one\n\ntwo\n\n\nthree\n'
  const note = parseNote(await signNote(text, [{ key, sign }]))
  assert.equal(note.text, text)
  assert.deepEqual(await verifyNote(note, [key]), [key])
})

const line = NOTE.slice(NOTE.indexOf('— '))
const malformed = {
  'no signature': 'text\n\n',
  'no blank line': `text\n${line}`,
  'no final newline': NOTE.slice(0, -1),
  'trailing bytes': `${NOTE}x`,
  'trailing blank line': `${NOTE}\n`,
  'carriage returns': NOTE.replaceAll('\n', '\r\n'),
  'a control character': NOTE.replace('is', '\u0000'),
  'a tab': NOTE.replace(' is', '\tis'),
  'a hyphen for the dash': NOTE.replace('— ', '- '),
  'two spaces': NOTE.replace('— ', '—  '),
  'no key name': NOTE.replace(' example.com/foo', ''),
  'a plus in the name': NOTE.replace('com/foo', 'com+foo'),
  'a no-break space in the name': NOTE.replace('com/foo', 'com\u00a0foo'),
  'base64 without padding': NOTE.replace('aQM=', 'aQM'),
  'base64 with spare bits': NOTE.replace('aQM=', 'aQN='),
  'url-safe base64': NOTE.replace('/', '_').replace('QOkn8', 'QOkn-'),
  'a signature of nothing but its id': 'text\n\n— name Uw2QOg==\n',
  'too many signatures': `text\n\n${line.repeat(101)}`,
}
for (const [what, note] of Object.entries(malformed)) {
  test(`refuses a note with ${what}`, () => assert.throws(() => parseNote(note), { code: 'note_malformed' }))
}

test('refuses a note that is not UTF-8', () => {
  const bytes = new TextEncoder().encode(NOTE)
  bytes[3] = 0xff
  assert.throws(() => parseNote(bytes), { code: 'note_malformed' })
})

test('accepts a hundred signatures', () =>
  assert.equal(parseNote(`text\n\n${line.repeat(100)}`).signatures.length, 100))

for (const [what, text] of Object.entries({
  'a wrong id': VKEY.replace('530d903a', '530d903b'),
  'an id in capitals': VKEY.replace('530d903a', '530D903A'),
  'another type': VKEY.replace('AekyeR', 'BOkyeR'),
  'another name': VKEY.replace('foo', 'bar'),
  'a short key': 'example.com/foo+530d903a+Aeky',
  'trailing bytes': `${VKEY}=`,
  'no name': VKEY.slice('example.com/foo'.length),
  nothing: '',
})) {
  test(`refuses a verifier key with ${what}`, () =>
    assert.throws(() => parseVkey(text), { code: 'vkey_malformed' }))
}
