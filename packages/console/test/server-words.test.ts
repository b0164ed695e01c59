import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { REASONS } from '../../server/src/platform/reasons.ts'
import { Sentences } from '../../server/src/platform/words/catalogue.ts'
import { catalogues, japanese } from '../../server/src/platform/words/ja/index.ts'
import { titlesOfRunning } from '../../server/src/platform/words/ja/titles-of-running.ts'
import { titlesOfUse } from '../../server/src/platform/words/ja/titles-of-use.ts'
import { vocabulary } from '../../server/src/platform/words/ja/vocabulary.ts'
import { sentencesIn } from './sentences-in.ts'

const SERVER = join(import.meta.dirname, '../../server/src')
const files = globSync('**/*.ts', { cwd: SERVER })
  .filter((name) => !/\.test\.ts$|\.sample\.ts$|(^|\/)test[a-z-]*\//.test(name))
  .map((name) => ({ name, source: readFileSync(join(SERVER, name), 'utf8') }))

/** Whose sentences are read on the terminal of whoever runs the machine, by programs, or in both languages as they are. */
const ELSEWHERE = [
  /^(commands|config|connectors|main\.ts|app\/(console|open|serve))/,
  /^platform\/(postgres\/|words\/|reasons\.ts|data-directory\.ts)/,
  /^audit\/(sequence|tree|export|verify|origin)\//,
  /^keys\/root\/(file-root|private-file)\.ts/,
  // SCIM is spoken between programs, in English.
  /^identity\/scim\/(?!scim-tokens|group-roles)/,
  /^policy\/diff\//,
  /^http\/(compile-route|listener)\.ts|^http\/(openapi|tls)\//,
]
/** Reads as a sentence, and is none that an answer holds. */
const NOT_SAID = [
  /^(too long|--accept \{\}|Azukari (policy|company device)|event: |request\.[a-z]+ \{\}|sign-on \{\})/,
  /^( \(at character \{\}\)|, constraint \{\}|tenant, id, |\n?admin admins|my our the|forty-eight\||access\.case c )/,
  // Of a check, by its whole sentence in reasons.ts; of the log; of the interface's description.
  /^(the policy has no parameter \{\}|a request failed|status \{\} is not declared|no reply body is declared|\{\}: the error \{\} is not declared)$/,
  /^(Give a |Approve a request and|Say no to a request|AWS KMS makes a key unusable|the file is overwritten and removed)/,
]
const isJapanese = (text: string) => /[\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Han}]/u.test(text)

function same(words: Readonly<Record<string, string>>, codes: readonly string[]): void {
  assert.deepEqual(Object.keys(words).sort(), [...codes].sort())
  for (const [code, text] of Object.entries(words)) assert.ok(isJapanese(text), code)
}

test('every error of the server has its title in both languages', () => {
  const declared = files.flatMap(({ source }) => [
    ...source.matchAll(/\bdefineError\(\s*'([a-z0-9_]+)',\s*\d+,\s*['"`](.+?)['"`],?\s*\)/g),
  ])
  assert.ok(declared.length > 200)
  for (const [, code, title] of declared) assert.match(title ?? '', /\w/, code)
  same(
    japanese.titles,
    declared.map(([, code = '']) => code),
  )
  const twice = Object.keys(titlesOfUse).filter((code) => code in titlesOfRunning)
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

test('every sentence that the server can say to a person has its Japanese', () => {
  const said = sayable()
  assert.ok(said.size > 400)
  const missing = [...said].filter(([text]) => !known(text))
  assert.deepEqual(
    missing.map(([text, name]) => `${name}: ${text}`),
    [],
  )
})

test('no sentence is kept that nothing says, and none in two lists', () => {
  const sources = files
    .filter(({ name }) => !name.startsWith('platform/words/'))
    .map(({ source }) => source)
    .join('\n')
  for (const list of catalogues.filter((one) => one !== vocabulary)) {
    for (const english of Object.keys(list)) {
      const [longest = ''] = english.split('{}').sort((a, b) => b.length - a.length)
      const written = [longest, longest.replaceAll("'", "\\'"), JSON.stringify(longest).slice(1, -1)]
      const zod = /^(string|array|number|int) to /.test(english)
      assert.ok(zod || written.some((text) => sources.includes(text)), english)
    }
  }
  const all = catalogues.flatMap((list) => Object.keys(list))
  assert.deepEqual(
    all.filter((english, i) => all.indexOf(english) !== i),
    [],
  )
})

test('a translation is Japanese and says everything that is filled in', () => {
  for (const [english, text] of Object.entries(japanese.sentences)) {
    const holes = english.split('{}').length - 1
    const used = [...text.matchAll(/\{~?(\d)\}/g)].map(([, n]) => Number(n))
    const unit = new Set(Array.from({ length: holes }, (_, i) => i + 1))
    assert.deepEqual(new Set(used), unit, english)
    const plain = Object.hasOwn(vocabulary, english)
    assert.ok(plain || isJapanese(text), english)
  }
})

test('a text is told by the sentence that it was made from', () => {
  const sentences = new Sentences(japanese.sentences)
  const name = fc.stringMatching(/^[a-z][a-z0-9._]{0,12}$/)
  const value = fc.oneof(name, fc.nat().map(String), fc.constant('2026-11-22T09:30:00.000Z'))
  for (const english of Object.keys(japanese.sentences)) {
    const holes = english.split('{}').length - 1
    const check = (values: readonly string[]) => {
      let at = 0
      const found = sentences.find(english.replaceAll('{}', () => values[at++] ?? ''))
      assert.deepEqual({ english: found?.english, values: found?.values }, { english, values })
    }
    fc.assert(fc.property(fc.array(value, { minLength: holes, maxLength: holes }), check), { numRuns: 20 })
  }
})

const known = (text: string) =>
  Object.hasOwn(japanese.sentences, text) ||
  Object.hasOwn(japanese.ownReasons, text) ||
  Object.hasOwn(japanese.phrases, text) ||
  NOT_SAID.some((pattern) => pattern.test(text))

/** The sentences by the file that says them first. */
function sayable(): ReadonlyMap<string, string> {
  const makers = new Set(
    files.flatMap(({ source }) =>
      [...source.matchAll(/const (\w+) = defineError\(/g)].map(([, m = '']) => m),
    ),
  )
  const said = new Map<string, string>()
  for (const { name, source } of files.filter((f) => !ELSEWHERE.some((pattern) => pattern.test(f.name)))) {
    for (const text of sentencesIn(source, name, makers)) {
      if (!Object.hasOwn(REASONS, text) && !said.has(text)) said.set(text, name)
    }
  }
  return said
}
