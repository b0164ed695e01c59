import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { DOCUMENT } from '../src/app/serve/serve.ts'
import { openApp } from '../src/app.ts'
import { readConfiguration } from '../src/config/index.ts'
import { publicDocument } from '../src/http/index.ts'
import { silentLogger } from '../src/platform/logger.ts'

test('the OpenAPI document that the SDK is made of is that of the routes as they are wired', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'azukari-openapi-'))
  const configuration = readConfiguration({ data: join(directory, 'data') }, {})
  const app = await openApp({ configuration, log: silentLogger })
  t.after(async () => {
    await app.close()
    await rm(directory, { recursive: true, force: true })
  })
  const kept = JSON.parse(await readFile(join(import.meta.dirname, '../../sdk/openapi.json'), 'utf8'))
  const made = JSON.parse(JSON.stringify(publicDocument(app.routes, DOCUMENT)))
  assert.deepEqual(kept, made, 'run: node scripts/generate-openapi.ts && node scripts/generate-sdk.ts')
})
