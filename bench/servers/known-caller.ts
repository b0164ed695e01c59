import { Jobs } from '../../packages/server/src/app/jobs/jobs.ts'
import { serveHttp } from '../../packages/server/src/app/serve/serve.ts'
import { openApp } from '../../packages/server/src/app.ts'
import { readConfiguration } from '../../packages/server/src/config/index.ts'
import type { Callers } from '../../packages/server/src/identity/index.ts'
import { silentLogger } from '../../packages/server/src/platform/logger.ts'

/**
 * Azukari without authentication, for the bench alone: every request is taken for one of the service whose key stands in BENCH_KEY, which is asked for
 * once. Everything behind it (decision, cryptography, log) is as ever, so the difference to `azukari serve` is what authentication costs.
 */
const configuration = readConfiguration({
  data: process.env.BENCH_DATA,
  database: 'env:BENCH_DATABASE_URL',
  port: '0',
})
const app = await openApp({ configuration, log: silentLogger })
const caller = await app.callers.resolve({
  authorization: `Bearer ${process.env.BENCH_KEY}`,
  address: '127.0.0.1',
  method: 'PUT',
  access: 'key',
  browser: undefined,
})
const callers: Callers = Object.assign(Object.create(app.callers), { resolve: () => caller })
const jobs = new Jobs(app)
const http = await serveHttp({ ...app, callers })
jobs.start()
process.stdout.write(`${JSON.stringify({ ready: true, url: http.url })}\n`)
process.once('SIGTERM', async () => {
  await http.close()
  await jobs.stop()
  await app.close()
})
