import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DOCUMENT } from '../packages/server/src/app/serve/serve.ts'
import { openApp } from '../packages/server/src/app.ts'
import { readConfiguration } from '../packages/server/src/config/index.ts'
import { publicDocument } from '../packages/server/src/http/index.ts'
import { silentLogger } from '../packages/server/src/platform/logger.ts'

// Writes packages/sdk/openapi.json from the routes as the program wires them; then `node scripts/generate-sdk.ts` makes the client's types of it.
const directory = await mkdtemp(join(tmpdir(), 'azukari-openapi-'))
const app = await openApp({
  configuration: readConfiguration({ data: join(directory, 'data') }, {}),
  log: silentLogger,
})
try {
  const document = publicDocument(app.routes, DOCUMENT)
  await writeFile(
    join(import.meta.dirname, '../packages/sdk/openapi.json'),
    `${JSON.stringify(document, null, 2)}\n`,
  )
} finally {
  await app.close()
  await rm(directory, { recursive: true, force: true })
}
