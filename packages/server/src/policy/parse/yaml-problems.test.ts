import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { tell } from '../../platform/words/tell.ts'
import type { Problem } from '../problem.ts'
import { readYaml } from './read-yaml.ts'
import { YAML_PROBLEMS, yamlProblem } from './yaml-problems.ts'

const JAPANESE = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u

/** Every code that stands in the parser's program, where it raises one. */
function codesOfParser(): string[] {
  const home = dirname(fileURLToPath(import.meta.resolve('yaml')))
  const files = readdirSync(home, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.js'),
  )
  const codes = new Set<string>()
  for (const name of files) {
    for (const [, code] of readFileSync(join(home, name), 'utf8').matchAll(
      /'([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*)'/g,
    ))
      if (code !== undefined) codes.add(code)
  }
  return [...codes]
}

test('each code that the parser can raise has sentences of ours, and both languages have them', () => {
  // Names of its other constants, none of which is a code of an error.
  const others = ['BLOCK_FOLDED', 'BLOCK_LITERAL', 'QUOTE_DOUBLE', 'QUOTE_SINGLE', 'PLAIN']
  const raised = codesOfParser().filter((code) => code.includes('_') || code === 'IMPOSSIBLE')
  const codes = raised.filter((code) => !others.includes(code))
  assert.ok(codes.length >= 20, codes.join(' '))
  assert.deepEqual(
    codes.filter((code) => !Object.hasOwn(YAML_PROBLEMS, code)),
    [],
  )
  for (const [code, { message, fix }] of Object.entries(YAML_PROBLEMS)) {
    for (const text of [message, fix]) {
      const told = tell(text, 'ja')
      assert.match(told, JAPANESE, `${code}: ${text}`)
      assert.doesNotMatch(told.replaceAll('YAML', ''), /[A-Za-z]{3}/, `${code}: ${told}`)
    }
  }
})

test('a code of a newer parser is told without its English', () => {
  assert.equal(yamlProblem('OF_A_NEWER_ONE').message, 'This cannot be read as YAML.')
  assert.equal(yamlProblem('toString').message, 'This cannot be read as YAML.')
})

const DOCUMENTS: readonly (readonly [string, string])[] = [
  ['a:\n\tb: 1\n', 'A tab is used to indent.'],
  ['a: [1, 2\nb: 3\n', 'The indentation does not fit with what stands around it.'],
  ['a: "x\\q"\n', 'A text in double quotes has a backslash before something that cannot follow one.'],
  ['a: @b\n', 'A text starts with a character that means something else in YAML.'],
  ['a: b: c\n', 'A second key or a list stands on the line of a key.'],
  ['a: "open\n', 'A character is missing here: a quote, a bracket, a comma, a colon or a blank.'],
  ['a\nb: c\n', 'A key goes over more than one line.'],
  ['a: ]\n', 'Something stands here that does not belong here.'],
  ['a: !x !y z\n', 'A value has more than one tag.'],
  ['a: &x &y z\n', 'A value has more than one anchor.'],
  [`[ ${'k'.repeat(1100)}: 1 ]\n`, 'A key has more than 1024 characters.'],
  ['a: *nowhere\n', 'Aliases are not allowed.'],
  ['--- a\n--- b\n', 'The file holds more than one document.'],
]

test('no problem of a document tells a sentence of the parser’s, or what stands in the file', () => {
  const ours = new Set(Object.values(YAML_PROBLEMS).map(({ message }) => message))
  for (const [text, message] of DOCUMENTS) {
    const problems: Problem[] = []
    readYaml(Buffer.from(text), 'policy.yaml', problems)
    assert.ok(problems.length > 0, text)
    for (const problem of problems) assert.ok(ours.has(problem.message), `${text}: ${problem.message}`)
    assert.ok(
      problems.some((problem) => problem.message === message),
      `${text}: ${problems.map((problem) => problem.message).join(' ')}`,
    )
  }
})
