import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { PAGES } from './reference/pages.ts'

for (const { name, file, make } of PAGES) {
  test(`docs/reference/${name} is what the program says of itself`, async () => {
    assert.equal(readFileSync(file, 'utf8'), await make(), 'run: node scripts/generate-reference.ts')
  })
}
