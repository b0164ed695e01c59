import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import { fileURLToPath } from 'node:url'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { parse } from 'yaml'
import { schemaJson } from './schema-json.ts'

const read = (path: string): string =>
  readFileSync(fileURLToPath(new URL(`../../../../policies/${path}`, import.meta.url)), 'utf8')

test('the published schema is the one that validates', () => {
  assert.equal(read('schema.json'), schemaJson(), 'write schemaJson() to policies/schema.json')
})

test('another validator accepts the shipped policy and refuses a wrong one', () => {
  const validate = new Ajv2020({ strict: false }).compile(JSON.parse(schemaJson()))
  const policy = parse(read('marketplace/policy.yaml')) as object
  assert.ok(validate(policy), JSON.stringify(validate.errors))
  assert.ok(!validate({ ...policy, extra: 1 }))
  assert.ok(!validate({ ...policy, azukari: 2 }))
})
