import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type TestContext, test } from 'node:test'

const SCRIPT = join(import.meta.dirname, 'check-layers.ts')

function check(
  t: TestContext,
  files: Readonly<Record<string, string>>,
): { status: number | null; faults: string[] } {
  const root = mkdtempSync(join(tmpdir(), 'azukari-layers-'))
  t.after(() => rmSync(root, { recursive: true, force: true }))
  for (const [file, text] of Object.entries(files)) {
    const path = join(root, 'packages', file)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
  const { status, stdout, stderr } = spawnSync(process.execPath, [SCRIPT, root], { encoding: 'utf8' })
  assert.equal(stderr, '')
  return { status, faults: stdout.trim().split('\n').slice(0, -1) }
}

const S = 'server/src'

test('a house in order', (t) => {
  const { status, faults } = check(t, {
    [`${S}/main.ts`]: "import { run } from './commands/serve.ts'\nconsole.log(run)\n",
    [`${S}/commands/serve.ts`]: "import { app } from '../app.ts'\nexport const run = app\nconsole.log(1)\n",
    [`${S}/app.ts`]:
      "import { routes } from './vault/index.ts'\nimport { serve } from './http/index.ts'\nexport const app = [routes, serve]\n",
    [`${S}/config/read.ts`]: 'export const port = process.env.PORT\n',
    [`${S}/http/index.ts`]: "export { serve } from './serve.ts'\n",
    [`${S}/http/serve.ts`]:
      "import type { Route } from '../platform/route.ts'\nexport const serve: Route[] = []\n",
    [`${S}/vault/index.ts`]: "export * from './put.ts'\nexport { put } from './put.ts'\n",
    [`${S}/vault/put.ts`]:
      "import { append } from '../audit/index.ts'\nimport { db } from '../platform/db.ts'\n// import '../evidence/index.ts', process.env, console.log\nexport const put = [append, db, 'console.log', `process.env`]\n",
    [`${S}/vault/put.test.ts`]:
      "import '../../test/database.ts'\nimport '../evidence/deep.ts'\nconsole.log(process.env)\n",
    [`${S}/audit/index.ts`]: "export { append } from './append.ts'\n",
    [`${S}/audit/append.ts`]:
      "import { leaf } from '@azukari/proof'\nimport pg from 'pg'\nexport const append = [leaf, pg]\n",
    [`${S}/platform/db.ts`]: "import pg from 'pg'\nexport const db = pg\nexport { x } from './x.ts'\n",
    [`${S}/vault/generated/big.ts`]: 'console.log(process.env)\n',
    'proof/src/index.ts':
      "import { createHash } from 'node:crypto'\nimport sha from '#sha256'\nexport const h = [createHash, sha]\n",
  })
  assert.deepEqual(faults, [])
  assert.equal(status, 0)
})

const violations: Readonly<Record<string, readonly [string, string, RegExp]>> = {
  'a room imports a higher one': [
    `${S}/audit/a.ts`,
    "import { x } from '../vault/index.ts'",
    /audit may not import vault/,
  ],
  'a type import counts': [
    `${S}/audit/a.ts`,
    "import type { X } from '../keys/index.ts'",
    /audit may not import keys/,
  ],
  'an export counts': [
    `${S}/keys/a.ts`,
    "export const y = 1\nexport * from '../policy/index.ts'",
    /:2: keys may not/,
  ],
  'a dynamic import counts': [
    `${S}/keys/a.ts`,
    "const x = await import(\n  '../access/index.ts'\n)",
    /keys may not/,
  ],
  'a template import counts': [
    `${S}/keys/a.ts`,
    'const x = await import(`../access/index.ts`)',
    /keys may not/,
  ],
  'an import over many lines': [
    `${S}/keys/a.ts`,
    "import {\n  x,\n  // y\n} from '../access/index.ts'",
    /keys may not/,
  ],
  'an import for its effect': [`${S}/keys/a.ts`, "import '../access/index.ts'", /keys may not/],
  'a deep import': [`${S}/vault/a.ts`, "import { x } from '../audit/append.ts'", /past the door/],
  'a sub-directory of a room': [
    `${S}/vault/deep/a.ts`,
    "import { x } from '../../audit/lane.ts'",
    /past the door/,
  ],
  'platform imports a room': [
    `${S}/platform/a.ts`,
    "import { x } from '../audit/index.ts'",
    /platform may not/,
  ],
  'a room imports http': [
    `${S}/vault/a.ts`,
    "import { x } from '../http/index.ts'",
    /vault may not import http/,
  ],
  'a room imports the wiring': [
    `${S}/vault/a.ts`,
    "import { x } from '../app.ts'",
    /vault may not import app/,
  ],
  'a room reads configuration': [
    `${S}/vault/a.ts`,
    "import { x } from '../config/index.ts'",
    /vault may not/,
  ],
  'http and connectors are apart': [
    `${S}/http/a.ts`,
    "import { x } from '../connectors/a.ts'",
    /http may not/,
  ],
  'a room nobody listed': [`${S}/billing/a.ts`, "import { x } from '../audit/index.ts'", /no room known/],
  'proof has a dependency': ['proof/src/a.ts', "import { z } from 'zod'", /no dependencies/],
  'a path into another package': [
    `${S}/audit/a.ts`,
    "import { x } from '../../../proof/src/a.ts'",
    /by its name/,
  ],
  'past the door of a package': [
    `${S}/audit/a.ts`,
    "import { x } from '@azukari/proof/src/a.ts'",
    /past the door/,
  ],
  'process.env outside config': [`${S}/vault/a.ts`, 'export const x = process.env.X', /process\.env/],
  'process.env in a template': [`${S}/vault/a.ts`, `export const x = \`a\${process.env.X}\``, /process\.env/],
  'the environment by import': [`${S}/vault/a.ts`, "import { env } from 'node:process'", /process\.env/],
  'console in a room': [`${S}/vault/a.ts`, 'console.log(1)', /console/],
  'a utils file': [`${S}/vault/utils.ts`, 'export const x = 1', /name the file/],
  'a utils directory': [`${S}/vault/utils/a.ts`, 'export const x = 1', /name the file/],
  'a barrel that is not index.ts': [
    `${S}/vault/all.ts`,
    "export * from './a.ts'\nexport { b } from './b.ts'",
    /re-export/,
  ],
  'a barrel of types, over many lines': [
    `${S}/vault/all.ts`,
    "export {\n  type A,\n  type B,\n} from './a.ts'",
    /re-export/,
  ],
  'tests in src leave it, other files do not': [
    `${S}/vault/a.ts`,
    "import '../../test/database.ts'",
    /leaves src/,
  ],
}

for (const [name, [file, text, expected]] of Object.entries(violations)) {
  test(name, (t) => {
    const { status, faults } = check(t, { [file]: `${text}\n` })
    assert.equal(status, 1)
    assert.equal(faults.length, 1, faults.join('\n'))
    assert.match(faults[0] ?? '', expected)
    assert.ok(faults[0]?.startsWith(`packages/${file}:`))
  })
}

test('a root without sources is not in order', (t) => {
  assert.equal(check(t, { 'x/readme.md': '' }).status, 1)
})
