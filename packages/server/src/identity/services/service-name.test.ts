import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isAzukariError } from '../../platform/errors.ts'
import { checkServiceName } from './service-name.ts'

const check = (name: string) => checkServiceName(name, (promised) => `clause-of-${promised}`)

const codeOf = (name: string): string | undefined => {
  try {
    check(name)
    return undefined
  } catch (error) {
    return isAzukariError(error) ? error.code : 'other'
  }
}

const GENERIC = `admin Admin ADMIN ａｄｍｉｎ ádmin admin1 Admin-02 administrator root test Test-2 test_service tests shared sharedUser
  default defaultUser user user1 service services api API api-key apikey testuser service-account guest bot temp demo
  管理者 管理者アカウント 管理者用 テスト てすと ﾃｽﾄ テスト１ テスト用 共有 共有アカウント 共有ユーザー 共有のユーザ ユーザー ユーザ ゲスト システム デフォルト 担当者 админ`

test('a name that could be anybody’s is refused (A2)', () => {
  for (const name of GENERIC.split(/\s+/)) assert.equal(codeOf(name), 'service_name_generic', name)
  assert.equal(codeOf('the shared service'), 'service_name_generic')
  assert.equal(codeOf('test user 3'), 'service_name_generic')
})

test('a name that says something of its own is taken', () => {
  const names = [
    'label printer',
    'Importer SP-API',
    '配送ラベル印刷',
    'ラベルプリンター大阪',
    'shipping test',
    'R2 (Osaka)',
  ]
  for (const name of [...names, 'Étiquettes', '注文インポーター', 'adminer of stock', 'v1.1 importer']) {
    assert.equal(codeOf(name), undefined, name)
  }
})

test('what cannot be seen, or reads as something else, is refused', () => {
  const hostile = {
    'right-to-left override': 'label \u202eretnirp',
    isolate: 'label\u2066 printer',
    'zero-width space': 'label\u200bprinter',
    'zero-width joiner': 'label\u200dprinter',
    'soft hyphen': 'label\u00adprinter',
    'byte order mark': '\ufefflabel printer',
    'hangul filler': 'label\u3164printer',
    'variation selector': 'label\ufe0fprinter',
    tag: 'label\u{e0041}printer',
    NUL: 'label\0printer',
    newline: 'label\nprinter',
    tab: 'label\tprinter',
    DEL: 'label\u007fprinter',
    C1: 'label\u0085printer',
    'line separator': 'label\u2028printer',
    'no-break space': 'label\u00a0printer',
    'ideographic space': 'ラベル\u3000印刷',
    'braille blank': 'label\u2800printer',
    'lone surrogate': 'label\ud800printer',
    'private use': 'label\ue000printer',
    unassigned: 'label\u0378printer',
    'not normal form C': 'labe\u0301l printer',
    'half-composed kana': 'フ\u309aリンタ係',
    'two alphabets in a word': 'l\u0430bel printer',
    'tower of marks': `label${'\u0335'.repeat(5)} printer`,
    markup: '<b>label</b>',
    address: 'taro@example.com',
    'only digits': '12345',
    'only signs': '--..',
    'blank before': ' label printer',
    'blank after': 'label printer ',
    'two blanks': 'label  printer',
    empty: '',
    'one letter': 'x',
    'too long': 'label '.repeat(11).trim(),
  }
  for (const [what, name] of Object.entries(hostile)) assert.equal(codeOf(name), 'service_name_invalid', what)
})

test('a name taken has nothing hidden in it, and its one form does not depend on how it was written', () => {
  const unit = fc.oneof(
    fc.constantFrom(...'abZ 3-.ラベルー印\u0301\u200b\u202e\u3164\u00a0\0'),
    fc.string({ unit: 'binary', maxLength: 1 }),
  )
  fc.assert(
    fc.property(fc.string({ unit, minLength: 1, maxLength: 70 }), (name) => {
      if (codeOf(name) !== undefined) return
      assert.doesNotMatch(name, /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Bidi_Control}]/u)
      assert.equal(name, name.normalize('NFC'))
      const folded = check(name)
      assert.equal(folded, folded.toLowerCase().normalize('NFKC').toLowerCase())
    }),
    { numRuns: 3000 },
  )
  assert.equal(check('Label Printer'), check('label-printer'))
  assert.equal(check('ｌａｂｅｌ printer'), check('label printer'))
  assert.notEqual(check('label printer 1'), check('label printer 2'))
})

test('errors do not repeat the name', () => {
  for (const name of ['admin', 'taro@example.com', 'l\u0430bel printer']) {
    assert.throws(
      () => check(name),
      (error: Error) => !JSON.stringify({ ...error, message: error.message }).includes(name),
    )
  }
})
