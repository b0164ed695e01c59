import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import iconv from 'iconv-lite'
import { temporaryDirectory } from '../../../test/own-cluster.ts'
import { Needles } from './needles.ts'
import { searchFiles } from './search-files.ts'
import { SPELLINGS, spellingsOf } from './spellings.ts'

const NAME = '髙橋 陽菜乃'
const planted = [
  { label: 'name', value: NAME },
  { label: 'romanised', value: 'Hinano Takahashi' },
  { label: 'email', value: 'q8f3k2@example.jp' },
  { label: 'phone', value: '090-0123-4567' },
]
const noise = (length: number) => Buffer.from(Array.from({ length }, (_, i) => (i * 131 + (i >> 3)) & 0xff))
const found = (needles: Needles, bytes: Buffer) =>
  new Set(needles.search(bytes).map((hit) => `${hit.label} ${hit.spelling} ${hit.offset}`))

// Written down apart from the code under test, by other means than it uses.
const WRITTEN: Readonly<Record<string, Buffer>> = {
  'utf-8': Buffer.from(NAME),
  'utf-16le': iconv.encode(NAME, 'utf-16le'),
  'utf-16be': iconv.encode(NAME, 'utf-16be'),
  cp932: Buffer.from('fbfc8bb420977a8dd89454', 'hex'),
  hex: Buffer.from([...Buffer.from(NAME)].map((b) => b.toString(16).padStart(2, '0')).join('')),
  'hex-upper': Buffer.from(
    [...Buffer.from(NAME)].map((b) => b.toString(16).padStart(2, '0').toUpperCase()).join(''),
  ),
  'base64+0': Buffer.from(Buffer.from(`${NAME}!`).toString('base64')),
  'base64+1': Buffer.from(Buffer.from(`x${NAME}!!`).toString('base64')),
  'base64+2': Buffer.from(Buffer.from(`xy${NAME}`).toString('base64')),
  'json-escapes': Buffer.from('\\u9ad9\\u6a4b \\u967d\\u83dc\\u4e43'),
  percent: Buffer.from('%E9%AB%99%E6%A9%8B%20%E9%99%BD%E8%8F%9C%E4%B9%83'),
}

test('a name is found in each of its spellings', () => {
  const needles = new Needles(planted)
  assert.deepEqual(Object.keys(WRITTEN).sort(), [...SPELLINGS].sort())
  for (const [spelling, written] of Object.entries(WRITTEN)) {
    const bytes = Buffer.concat([noise(1001), written, noise(500)])
    const hits = needles.search(bytes)
    assert.deepEqual(
      hits.map((hit) => [hit.label, hit.spelling]),
      [['name', spelling]],
      spelling,
    )
    const at = (hits[0]?.offset ?? 0) - 1001
    assert.ok(at >= 0 && at <= 3, `${spelling} is found where it stands`)
  }
})

test('nothing is found where nothing stands', () => {
  const needles = new Needles(planted)
  assert.deepEqual(needles.search(noise(1 << 20)), [])
  assert.deepEqual(needles.search(Buffer.alloc(1 << 20)), [])
  assert.deepEqual(needles.search(Buffer.from('髙橋 陽菜 090-0123-456')), [])
  assert.deepEqual(needles.search(Buffer.alloc(0)), [])
})

test('a value that could be found by chance is refused', () => {
  assert.throws(() => new Needles([{ label: 'name', value: 'Ren Ito' }]), RangeError)
  assert.doesNotThrow(() => new Needles([{ label: 'name', value: 'Ren Itoh' }]))
})

test('a value across the border of two pieces is found once, wherever the border falls', async (t) => {
  const directory = await temporaryDirectory(t)
  const needles = new Needles(planted)
  const written = Buffer.from(NAME)
  const piece = 64
  for (let at = 0; at < 3 * piece; at++) {
    const bytes = Buffer.concat([noise(at), written, noise(200 - (at % 7))])
    await writeFile(join(directory, 'one'), bytes)
    const { finds, files, bytes: searched } = await searchFiles(directory, needles, { piece })
    assert.deepEqual(
      finds.map(({ file, label, offset }) => ({ file, label, offset })),
      [{ file: 'one', label: 'name', offset: at }],
      `at ${at}`,
    )
    assert.deepEqual([files, searched], [1, bytes.length])
  }
})

test('it finds exactly what a simple search finds', () => {
  // Few letters, so that values overlap, repeat, and nearly match.
  const letters = fc.constantFrom('a', 'b', '\0', 'か', '9')
  const value = fc.array(letters, { minLength: 8, maxLength: 12 }).map((a) => a.join(''))
  const around = fc.array(letters, { maxLength: 60 }).map((a) => Buffer.from(a.join('')))
  fc.assert(
    fc.property(
      fc.uniqueArray(value, { minLength: 1, maxLength: 6 }),
      fc.array(around, { maxLength: 6 }),
      (values, rest) => {
        const all = values.map((v, i) => ({ label: `v${i}`, value: v }))
        const parts = rest.flatMap((r, i) => {
          const spellings = spellingsOf(values[i % values.length] ?? '')
          return [r, spellings[i % spellings.length]?.bytes ?? r]
        })
        const bytes = Buffer.concat(parts)
        const expected = new Set<string>()
        for (const { label, value: v } of all) {
          for (const { name, bytes: wanted } of spellingsOf(v)) {
            for (let at = bytes.indexOf(wanted); at >= 0; at = bytes.indexOf(wanted, at + 1))
              expected.add(`${label} ${name} ${at}`)
          }
        }
        assert.deepEqual(found(new Needles(all), bytes), expected)
      },
    ),
    { numRuns: 300 },
  )
})
