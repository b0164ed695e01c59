import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { ACROSS_TENANTS } from './across-tenants.ts'

const SOURCE = join(import.meta.dirname, '../src')
const USES = /\.across\b|\bacross\s*:/

/** Files of the program that run statements over the rows of all tenants. */
function usingAcross(): string[] {
  return globSync('**/*.ts', { cwd: SOURCE })
    .map((file) => file.split('\\').join('/'))
    .filter(
      (file) => !/\.test\.ts$|\/test-support\/|\/test-[^/]*\.ts$/.test(file) && !file.startsWith('platform/'),
    )
    .filter((file) => USES.test(withoutComments(readFileSync(join(SOURCE, file), 'utf8'))))
    .sort()
}

const withoutComments = (text: string) => text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')

test('who goes across tenants is written down, with what for, and nobody else does', () => {
  assert.deepEqual(usingAcross(), Object.keys(ACROSS_TENANTS).sort())
})
