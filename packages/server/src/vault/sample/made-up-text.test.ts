import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { newKey } from '../../keys/index.ts'
import { MadeUpText } from './made-up-text.ts'
import { type MakeUp, MemberNames, madeUp } from './made-up-value.ts'

const text = new MadeUpText(newKey())
const letters = fc.stringMatching(/^[A-Za-z0-9 .,'山田はなこタロウé-]{4,40}$/)
const shape = (value: string) =>
  value
    .replace(/[^ -~]/g, '')
    .replace(/[a-z]/g, 'a')
    .replace(/[A-Z]/g, 'A')
    .replace(/[0-9]/g, '9')
const bytes = (value: string) => Buffer.byteLength(value)

test('text keeps its form and length in bytes, and nothing else', () => {
  fc.assert(
    fc.property(letters, (value) => {
      for (const mode of ['synthetic', 'masked'] as const) {
        const made = text.text(value, mode)
        assert.equal(bytes(made), bytes(value))
        assert.equal(shape(made), shape(value))
      }
      assert.equal(text.text(value), text.text(value))
      if (/[A-Za-z0-9]/.test(value)) assert.notEqual(text.text(value), value)
    }),
    { numRuns: 500 },
  )
})

test('the same becomes the same under one key, and something else under another', () => {
  const other = new MadeUpText(newKey())
  assert.notEqual(text.text('hanako@mail.example.com'), other.text('hanako@mail.example.com'))
  assert.equal(text.text('HANAKO').toLowerCase(), text.text('hanako'))
  assert.notEqual(text.text('Hanako Yamada'), text.text('Hanako Yamata'))
})

test('a mask shows no letter and no digit of a value', () => {
  assert.equal(text.text('Taro 山田 たろう タロウ 090-1234', 'masked'), 'Xxxx 山山 あああ アアア 999-9999')
  assert.equal(text.text('taro.yamada@mail.jp', 'masked'), 'xxxx.xxxxxx@xx.test')
})

test('an e-mail address becomes one at a domain that nobody can have', () => {
  for (const email of ['a@b.jp', 'taro.yamada+shop@mail.company.co.jp', 'x@localhost']) {
    const made = text.text(email)
    assert.match(made, /^[^\s@]+@[a-z.x-]+\.(?:test|example)$/, made)
    assert.notEqual(made, email)
  }
  assert.equal(text.text('taro@mail.company.jp').length, 'taro@mail.company.jp'.length)
})

test('ids stay different, long or short', () => {
  for (const form of [
    (i: number) => `503-${String(i).padStart(7, '0')}-1234567`,
    (i: number) => String(i),
    (i: number) => `user${i}@mail.example`,
  ]) {
    const made = new Set(Array.from({ length: 5000 }, (_, i) => text.id(form(i))))
    assert.equal(made.size, 5000)
  }
  assert.match(text.id('503-1234567-7654321'), /^\d{3}-\d{7}-\d{7}$/)
})

const make: MakeUp = { text, mode: 'synthetic', names: new Set(['items', 'price', 'at', 'ok']) }
const shift = { name: 'order 1', ms: 36 * 3_600_000 }

test('numbers keep their digits, times their form and distances, JSON its structure', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 0, max: 4 }), (n, decimals) => {
      const value = Number(`${n}${decimals === 0 ? '' : `.${'123456789'.slice(0, decimals)}`}`)
      const made = madeUp(make, value, shift, 'n') as number
      assert.equal(Math.sign(made), Math.sign(value))
      assert.equal(String(made).length, String(value).length)
      if (value !== 0) assert.notEqual(made, value)
    }),
    { numRuns: 300 },
  )
  const times = [
    '2026-11-20T09:30:00Z',
    '2026-11-20T18:30:00.123+09:00',
    '2026-11-20T10:30Z',
    '2026-11-20',
  ] as const
  const made = times.map((value) => madeUp(make, value, shift, 't') as string)
  assert.deepEqual(made, [
    '2026-11-18T21:30:00Z',
    '2026-11-19T06:30:00.123+09:00',
    '2026-11-18T22:30Z',
    '2026-11-18',
  ])
  const json = {
    items: [
      { price: 12.5, at: times[0] },
      { price: 3, at: null },
    ],
    ok: true,
    'Taro Yamada': 'secret',
  }
  const other = madeUp(make, json, shift, 'j') as typeof json & {
    items: { price: number; at: string | null }[]
  }
  assert.deepEqual(
    [other.items.length, typeof other.items[0]?.price, other.items[1]?.at, typeof other.ok],
    [2, 'number', null, 'boolean'],
  )
  assert.equal(Object.keys(other).length, 3)
  assert.ok(!JSON.stringify(other).includes('Taro') && !JSON.stringify(other).includes('secret'))
})

test('the name of a member stays when enough records have it and it looks like a schema’s', () => {
  const names = new MemberNames()
  for (let i = 0; i < 5; i++)
    names.read([{ line1: 'x', [`customer${i}`]: 1, 'hanako@mail.example': 1 }, [{ deep: { inner: 1 } }]])
  names.read([{ once: 1 }])
  assert.deepEqual([...names.kept(5)].sort(), ['deep', 'inner', 'line1'])
})
