import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Sentences } from './catalogue.ts'
import { languageOf } from './language.ts'
import { tell, tellReason, tellTitle } from './tell.ts'

test('the language is the one of ours that the client likes most', () => {
  const cases: readonly (readonly [string | undefined, string])[] = [
    [undefined, 'en'],
    ['', 'en'],
    ['*', 'en'],
    ['ja', 'ja'],
    ['JA-jp', 'ja'],
    ['en, ja', 'en'],
    ['en;q=0.5, ja;q=0.6', 'ja'],
    ['de, ja;q=0.1', 'ja'],
    ['ja;q=0, en', 'en'],
    ['ja;q=0', 'en'],
    ['jam', 'en'],
    ['ja;q=abc', 'ja'],
    [`${'x,'.repeat(600)}ja`, 'en'],
  ]
  for (const [header, language] of cases) assert.equal(languageOf(header), language, header)
})

test('no header of a client makes it fail', () => {
  fc.assert(fc.property(fc.string(), (header) => ['en', 'ja'].includes(languageOf(header))))
})

test('a sentence is told with what was filled in, and with the sentences in it', () => {
  const told = (text: string) => tell(text, 'ja')
  assert.equal(
    told('a case allows at most 5 reveals and searches'),
    '一つのケースで開くことと検索は、合わせて5回までです。',
  )
  assert.equal(told('no grant to manage-policy'), '「ポリシーの変更」の権限がありません。')
  assert.equal(
    told('reveal on orders: the case has ended'),
    'ordersに対する「開く」: ケースは終了しています。',
  )
  assert.equal(
    told('buyer.name: required; ship.at: expected a date such as 2026-11-22'),
    'buyer.name: 必須です。 ship.at: 2026-11-22 のような日付を入れてください。',
  )
  assert.equal(told('"a.b" is not of type boolean.'), '「a.b」の型が「true か false」ではありません。')
  assert.equal(told('it could not be measured'), '測定できませんでした')
  assert.equal(tell('no grant to manage-policy', 'en'), 'no grant to manage-policy')
  assert.equal(tellTitle('overloaded', 'Too much work is waiting', 'ja'), '待っている処理が多すぎます')
  assert.equal(tellTitle('of_a_newer_server', 'Something new', 'ja'), 'Something new')
})

test('what the catalogue does not know is told as it is', () => {
  for (const text of [
    '',
    'Zqhanako Yamada',
    'a sentence of another version',
    'x; y',
    'one: two',
    '{1}',
    '$&',
  ])
    assert.equal(tell(text, 'ja'), text)
})

test('of the reasons of requests only the program’s own are told; a person’s words stay theirs', () => {
  assert.equal(tellReason('Enrolled by its person.', 'ja'), '本人が登録しました。')
  assert.equal(tellReason('try again', 'ja'), 'try again')
  assert.equal(tellReason(null, 'ja'), null)
})

test('finding takes time that grows no faster than the text', () => {
  const sentences = new Sentences({ '{} a {} a {} b': '{1}{2}{3}' })
  // What would be tried again from every place takes minutes here.
  assert.equal(sentences.find(' a'.repeat(500_000)), undefined)
  assert.deepEqual(sentences.find('x a y a z b')?.values, ['x', 'y', 'z'])
  assert.equal(sentences.find(' a  a  b'), undefined)
})
