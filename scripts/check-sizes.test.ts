import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type TestContext, test } from 'node:test'

const SCRIPT = join(import.meta.dirname, 'check-sizes.ts')

function check(
  t: TestContext,
  files: Readonly<Record<string, string>>,
): { status: number | null; faults: string[]; summary: string | undefined } {
  const root = mkdtempSync(join(tmpdir(), 'azukari-sizes-'))
  t.after(() => rmSync(root, { recursive: true, force: true }))
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), text)
  }
  // Not what stands in stderr: TypeScript's own process may say there, on its way out, that it was cut short.
  const { status, stdout } = spawnSync(process.execPath, [SCRIPT, root], { encoding: 'utf8' })
  const faults = stdout.trim().split('\n')
  return { status, summary: faults.pop(), faults }
}

const S = 'packages/server/src'
const lines = (n: number) => '  x()\n'.repeat(n)
/** A function of so many lines, its first and last among them. */
const long = (n: number, first = 'function long(): void {', last = '}') =>
  `${first}\n${lines(n - 2)}${last}\n`

test('files of 250 lines and functions of 60 are short enough', (t) => {
  const { status, faults, summary } = check(t, {
    [`${S}/vault/put.ts`]: `/**\n${' * why\n'.repeat(60)} */\n${long(60)}`,
    [`${S}/vault/many.ts`]: lines(250),
    [`${S}/vault/generated/big.ts`]: long(400),
    [`${S}/vault/put.test.ts`]: long(200, "test('a story', async () => {", '})'),
    [`${S}/vault/text.ts`]: `const a = \`function b() {\n${lines(80)}}\`\nconst c = /function d() {/\n`,
  })
  assert.deepEqual(faults, [])
  assert.match(summary ?? '', /^4 files/)
  assert.equal(status, 0)
})

const violations: Readonly<Record<string, readonly [string, string, RegExp]>> = {
  'a file of 251 lines': [`${S}/a.ts`, lines(251), /: 251 lines, at most 250/],
  'a test file of 251 lines': [`${S}/a.test.ts`, lines(251), /: 251 lines/],
  'a style sheet of 251 lines': ['packages/console/src/a.module.css', '.a {}\n'.repeat(251), /: 251 lines/],
  'a file that only tests use': ['packages/server/test/a.ts', lines(251), /: 251 lines/],
  'a function of 61 lines': [`${S}/a.ts`, `\n\n${long(61)}`, /:3: long has 61 lines, at most 60/],
  'an arrow function': [`${S}/a.ts`, long(61, 'const of = () => {'), /:1: of has 61 lines/],
  'a method': [`${S}/a.ts`, `class A {\n${long(61, 'put() {')}}\n`, /:2: put has 61 lines/],
  'a constructor': [`${S}/a.ts`, `class A {\n${long(61, 'constructor() {')}}\n`, /:2: A has 61 lines/],
  'one that is handed on': [`${S}/a.ts`, long(61, 'call(async () => {', '})'), /:1: a function has 61 lines/],
  'a component, by what it shows': [
    'packages/console/src/a.tsx',
    `export function Page() {\n  return (\n    <p>\n${'      words\n'.repeat(56)}    </p>\n  )\n}\n`,
    /:1: Page has 62 lines/,
  ],
  'a function with a template in it': [
    'scripts/a.ts',
    `function long() {\n  return \`\n${'}\n'.repeat(70)}\`\n}\n`,
    /:1: long has 74 lines/,
  ],
}

for (const [name, [file, text, expected]] of Object.entries(violations)) {
  test(`${name} is found`, (t) => {
    const { status, faults } = check(t, { [file]: text })
    assert.equal(status, 1)
    assert.equal(faults.length, 1, faults.join('\n'))
    assert.match(faults[0] ?? '', expected)
    assert.ok(faults[0]?.startsWith(`${file}:`))
  })
}

test('of functions in each other each is measured', (t) => {
  const inner = long(61, 'function inner() {')
  const { faults } = check(t, { [`${S}/a.ts`]: `function outer() {\n${inner}}\n` })
  assert.deepEqual(
    faults.map((fault) => fault.replace(/^.*: (\w+) has (\d+).*$/, '$1 $2')),
    ['outer 63', 'inner 61'],
  )
})

test('a root without sources is not in order', (t) => {
  const { status, summary } = check(t, { 'readme.md': '' })
  assert.equal(status, 1)
  assert.match(summary ?? '', /^0 files/)
})
