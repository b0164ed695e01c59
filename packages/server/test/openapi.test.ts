import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { DOCUMENT } from '../src/app/serve/serve.ts'
import { publicDocument } from '../src/http/index.ts'
import { testApp } from './test-app.ts'

test('the OpenAPI document that the SDK is made of is that of the routes as they are wired', async (t) => {
  const app = await testApp(t)
  const kept = JSON.parse(await readFile(join(import.meta.dirname, '../../sdk/openapi.json'), 'utf8'))
  const made = JSON.parse(JSON.stringify(publicDocument(app.routes, DOCUMENT)))
  assert.deepEqual(kept, made, 'run: node scripts/generate-openapi.ts && node scripts/generate-sdk.ts')
})
