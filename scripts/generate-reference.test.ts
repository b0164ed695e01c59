import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { PAGES } from './reference/pages.ts'

const ROOT = join(import.meta.dirname, '..')
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')
const namesIn = (text: string, pattern: RegExp) =>
  [...new Set([...text.matchAll(pattern)].map(([, name]) => name))].sort()

for (const { name, file, make } of PAGES) {
  test(`docs/reference/${name} is what the program says of itself`, async () => {
    assert.equal(readFileSync(file, 'utf8'), await make(), 'run: node scripts/generate-reference.ts')
  })
}

test('docs/reference/checks.md tells of every check, and of no other', () => {
  const sources = globSync('packages/server/src/**/*.ts', { cwd: ROOT }).filter(
    (f) => !f.endsWith('.test.ts'),
  )
  const declared = namesIn(sources.map(read).join('\n'), /\bcheck\(\s*'([a-z-]+\.[a-z-]+)'/g)
  assert.ok(declared.length >= 10)
  assert.deepEqual(namesIn(read('docs/reference/checks.md'), /^\| `([a-z.-]+)` \|/gm), declared)
})

test('docs/reference/configuration.md tells of every variable, and of no other', () => {
  const sources = ['configuration.ts', 'fetch-aws-secrets.ts', 'sign-on.ts'].map((name) =>
    read(`packages/server/src/config/${name}`),
  )
  const declared = namesIn(sources.join('\n'), /\b((?:AZUKARI|DATABASE)_[A-Z_]*[A-Z])\b/g)
  assert.ok(declared.length >= 8)
  const told = namesIn(read('docs/reference/configuration.md'), /`((?:AZUKARI|DATABASE)_[A-Z_]+)`/g)
  assert.deepEqual(told, declared)
})
