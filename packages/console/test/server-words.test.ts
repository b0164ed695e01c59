import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { REASONS } from '../../server/src/platform/reasons.ts'
import { errorsOfRunning } from '../src/i18n/server-words/errors-of-running.ja.ts'
import { errorsOfUse } from '../src/i18n/server-words/errors-of-use.ja.ts'
import { japanese } from '../src/i18n/server-words/japanese.ts'

const SERVER = join(import.meta.dirname, '../../server/src')
const sources = globSync('**/*.ts', { cwd: SERVER })
  .filter((name) => !/\.test\.ts$|(^|\/)test[a-z-]*\//.test(name))
  .map((name) => readFileSync(join(SERVER, name), 'utf8'))
const found = (pattern: RegExp) =>
  sources.flatMap((source) => [...source.matchAll(pattern)].map(([, one, two]) => [one, two] as const))

const isJapanese = (text: string) => /[\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Han}]/u.test(text)
const same = (words: Readonly<Record<string, string>>, codes: readonly string[]) => {
  assert.deepEqual(Object.keys(words).sort(), [...codes].sort())
  for (const [code, text] of Object.entries(words)) assert.ok(isJapanese(text), code)
}

test('every error of the server has its title in both languages', () => {
  const declared = found(/\bdefineError\(\s*'([a-z0-9_]+)',\s*\d+,\s*['"`](.+?)['"`],?\s*\)/g)
  assert.ok(declared.length > 200)
  for (const [code, title] of declared) assert.match(title ?? '', /\w/, code)
  same(
    japanese.errors,
    declared.map(([code = '']) => code),
  )
  const twice = Object.keys(errorsOfUse).filter((code) => code in errorsOfRunning)
  assert.deepEqual(twice, [])
})

test('every reason of a check has both languages, and a code of its own', () => {
  const codes = Object.values(REASONS)
  assert.equal(new Set(codes).size, codes.length)
  for (const [why, code] of Object.entries(REASONS)) {
    assert.match(why, /^\w/)
    assert.match(code, /^[a-z][a-z0-9_]*$/)
  }
  same(japanese.reasons, codes)
})

test('every reason of the decision has both languages', () => {
  const [table = ''] = sources.filter((source) => source.includes('const DENIALS = {'))
  const codes = [...table.matchAll(/^ {2}([a-z_]+): '/gm)].map(([, code = '']) => code)
  assert.ok(codes.length > 20)
  same(japanese.denials, codes)
})

test('every reason for which a password is refused has both languages', () => {
  const codes = found(/\brefused\('([a-z_]+)', [`'](.+?)[`']/g)
  for (const [code, why] of codes) assert.match(why ?? '', /^it /, code)
  same(
    japanese.passwords,
    codes.map(([code = '']) => code),
  )
  for (const [code = ''] of codes) assert.ok(!(code in japanese.denials), code)
})

test('what to do is told of errors that there are', () => {
  for (const [code, text] of Object.entries(japanese.fixes)) {
    assert.ok(code in japanese.errors, code)
    assert.ok(isJapanese(text), code)
  }
})
