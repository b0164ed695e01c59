import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import { fileURLToPath } from 'node:url'
import { schemaJson } from './schema-json.ts'

const read = (path: string): string =>
  readFileSync(fileURLToPath(new URL(`../../../../../policies/${path}`, import.meta.url)), 'utf8')

test('the published schema is the one that validates', () => {
  assert.equal(read('schema.json'), schemaJson(), 'write schemaJson() to policies/schema.json')
})
