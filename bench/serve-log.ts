import { join } from 'node:path'
import { startChild } from './child.ts'
import { withDatabase } from './with-database.ts'

/**
 * Serves the log alone on a database of its own until it is interrupted, for a load generator of transparency logs. Prints one line of JSON: `url`, and `vkey`,
 * the log's verification key (C2SP signed-note).
 */
await withDatabase(async (directory, url) => {
  const server = await startChild([join(import.meta.dirname, 'servers/log.ts'), join(directory, 'log')], {
    BENCH_DATABASE_URL: url,
  })
  const { vkey } = server.ready
  process.stdout.write(`${JSON.stringify({ url: server.url, vkey })}\n`)
  await new Promise((done) => process.once('SIGINT', done).once('SIGTERM', done))
  await server.stop()
})
