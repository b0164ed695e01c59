import { silentLogger } from '../src/platform/logger.ts'
import { startEmbedded } from '../src/platform/postgres/embedded.ts'

// A program of its own for tests: opens the data directory named on the command line, says so in one line, and holds it until SIGTERM.
const directory = process.argv[2] ?? ''
try {
  const server = await startEmbedded({ directory, log: silentLogger, durable: false, sharedBuffers: '16MB' })
  process.once('SIGTERM', () => void server.stop().then(() => process.exit(0)))
  process.stdout.write(
    `${JSON.stringify({ pid: process.pid, postgres: server.pid, uid: process.getuid?.() })}\n`,
  )
  setInterval(() => {}, 60_000)
} catch (error) {
  const { code, extra } = error as { code: string; extra: unknown }
  process.stdout.write(`${JSON.stringify({ code, extra, text: String(error) })}\n`)
}
