import { createServer, type IncomingMessage } from 'node:http'
import { openApp } from '../../packages/server/src/app.ts'
import { entryKind, LogReader, OCSF, readOrigin, vkeyOf } from '../../packages/server/src/audit/index.ts'
import { readConfiguration } from '../../packages/server/src/config/index.ts'
import { Batcher } from '../../packages/server/src/platform/batcher.ts'
import { isAzukariError } from '../../packages/server/src/platform/errors.ts'
import { silentLogger } from '../../packages/server/src/platform/logger.ts'

/**
 * The log alone, as load generators for transparency logs drive one: `POST /add` with an entry answers its index when a signed checkpoint covers it, and
 * the log is read at `/checkpoint` and `/tile/…` (C2SP tlog-tiles). Only for measuring: no key, no decision. What was posted lies in base64 in an
 * entry of ours, since our log holds nothing else; a generator that looks for its own bytes as a leaf does not find them.
 */
const posted = entryKind('bench.posted', OCSF.apiActivity, 1)

const app = await openApp({
  configuration: readConfiguration(
    { data: process.argv[2] ?? '', database: 'env:BENCH_DATABASE_URL' },
    process.env,
  ),
  log: silentLogger,
})
const reader = new LogReader(app.databases.app.across.read)
const origin = await readOrigin(app.databases.app.across.read)
const vkey = origin && vkeyOf(origin)

const groups = new Batcher<string, number>({
  async run(bodies) {
    const audited = await app.writers.groups.across(async (tx, entries) => {
      await tx.query({ text: 'SELECT 1' })
      for (const entry of bodies)
        entries.add({ kind: posted, outcome: 'success', actor: 'bench', detail: { entry } })
    })
    const leaves = bodies.map((_, i) => Buffer.from(audited.promise(i).leaf, 'hex'))
    const first = await signed(leaves[0] as Buffer)
    return bodies.map((_, i) => first + i)
  },
  keysOf: () => [],
  sizeOf: (body) => body.length,
  retryAlone: () => false,
  slots: 16,
})

/** A group's entries lie one behind the other, so the first one's index tells all. */
async function signed(leaf: Buffer): Promise<number> {
  const receipt = await reader.receipt(leaf, { waitMs: 30_000 })
  return Number(/^index (\d+)$/m.exec(receipt)?.[1])
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

async function answer(request: IncomingMessage): Promise<Buffer | string> {
  const url = request.url ?? '/'
  if (request.method === 'POST' && url === '/add')
    return String(await groups.submit((await bodyOf(request)).toString('base64')))
  if (url === '/checkpoint') return (await reader.checkpoint()).note
  const [, level, rest] = /^\/tile\/(\d+|entries)\/(.+)$/.exec(url) ?? []
  const width = Number(/\.p\/(\d+)$/.exec(rest ?? '')?.[1] ?? 256)
  const n = Number((rest ?? '').replace(/\.p\/\d+$/, '').replaceAll(/[x/]/g, ''))
  return level === 'entries'
    ? await reader.entries(n, width, app.databases.app.across.read)
    : await reader.tile(Number(level), n, width)
}

const server = createServer((request, response) => {
  answer(request).then(
    (body) => response.end(body),
    (error: unknown) => {
      response.statusCode = isAzukariError(error) ? error.status : 500
      response.end()
    },
  )
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  process.stdout.write(`${JSON.stringify({ ready: true, url: `http://127.0.0.1:${port}`, vkey })}\n`)
})
process.on('SIGTERM', () => {
  server.close()
  server.closeAllConnections()
  void app.close().then(() => process.exit(0))
})
