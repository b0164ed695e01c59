import assert from 'node:assert/strict'
import { globSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { japanese } from '../../server/src/platform/words/ja/index.ts'
import { leftInEnglish, textsIn, WORDS_AS_THEY_ARE } from './left-in-english.ts'

const SOURCES = join(import.meta.dirname, '../src')

async function everyText(): Promise<string[]> {
  const parts = globSync(['**/ja.ts', '**/*.ja.ts'], { cwd: SOURCES })
  const own = await Promise.all(parts.map((part) => import(join(SOURCES, part))))
  return [...textsIn(japanese), ...own.flatMap((part) => textsIn({ ...part }))]
}

test('no Japanese text, of the server or of the console, is translated by half', async () => {
  const texts = await everyText()
  assert.ok(texts.length > 2000, String(texts.length))
  assert.deepEqual(
    texts.map((text) => [text, leftInEnglish(text)] as const).filter(([, left]) => left.length > 0),
    [],
  )
})

test('what is left in English is found, beside what is written so everywhere', () => {
  const left: Readonly<Record<string, readonly string[]>> = {
    'この権限は not found です': ['not found', 'not', 'found'],
    'その grant はありません。': ['grant'],
    'Please サインイン again': ['again'],
    'The policy は無効です': ['The policy', 'policy'],
    'ケース {1} is over。': ['is over', 'over'],
    'azukari scan DIR を実行してください': [],
    '「not found」と表示されます。': [],
    '--replace で policy.yaml の scan_every を直す': [],
    'Google と OpenID Connect': ['OpenID Connect'],
  }
  for (const [text, words] of Object.entries(left)) assert.deepEqual(leftInEnglish(text), words, text)
})

test('every word that is let through stands in some text', async () => {
  const all = (await everyText()).join('\n')
  for (const word of WORDS_AS_THEY_ARE) assert.match(all, new RegExp(`(?<![a-z])${word}`), word)
})
