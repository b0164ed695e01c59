import { globSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import { parseArgs } from 'node:util'
import { type StartedShared, startShared, sweepAbandoned } from '../packages/server/test/shared-database.ts'

// npm test [-- --conformance] [part of a path …]
// Runs every *.test.ts on one throw-away PostgreSQL, and fails when a test fails or when none ran.

const ROOT = join(import.meta.dirname, '..')
const CONCURRENCY = 3
const HANGS_AFTER = 300_000

const { values, positionals } = parseArgs({
  options: { conformance: { type: 'boolean', default: false } },
  allowPositionals: true,
})

const files = globSync(['packages/*/**/*.test.ts', 'bench/**/*.test.ts', 'scripts/**/*.test.ts'], {
  cwd: ROOT,
  exclude: (path) => path.split('/').includes('node_modules'),
})
  .filter((file) => values.conformance || !file.endsWith('.conformance.test.ts'))
  .filter((file) => positionals.length === 0 || positionals.some((part) => file.includes(part)))
  .sort()

if (files.length === 0) {
  process.stderr.write('no test file matches\n')
  process.exit(1)
}

const stopped = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => stopped.abort())
}

// Each file is a process of its own that loads much the same code: stripped and compiled once, it takes half the time. A directory of this run alone, so
// that no code of another is ever taken for this one's.
const compiled = mkdtempSync(join(tmpdir(), 'azukari-compiled-'))
process.env.NODE_COMPILE_CACHE = compiled

await sweepAbandoned()
const started: StartedShared[] = []
let failed = true
try {
  await startDatabases()
  failed = !(await runFiles())
} finally {
  for (const { stop } of started) await stop()
  for (const { directory } of started) rmSync(directory, { recursive: true, force: true })
  rmSync(compiled, { recursive: true, force: true })
}
process.exit(stopped.signal.aborted ? 130 : failed ? 1 : 0)

/** One for tests of rooms; and where whole programs are tested another one, since they refuse to write their log into what is not durable. */
async function startDatabases(): Promise<void> {
  const inServer = (file: string) => file.startsWith(join('packages', 'server'))
  const withProgram = (file: string) => /^packages.(server|console).test\b/.test(file)
  const given = process.env.AZUKARI_TEST_POSTGRES !== undefined
  const start = async (durable: boolean, ...variables: string[]) => {
    const one = await startShared({ durable })
    started.push(one)
    for (const variable of variables) process.env[variable] = JSON.stringify(one.shared)
  }
  const quick = 'AZUKARI_TEST_DATABASE'
  const durable = 'AZUKARI_TEST_DATABASE_DURABLE'
  if (given) return await start(true, quick, durable)
  await Promise.all([
    ...(files.some(inServer) ? [start(false, quick)] : []),
    ...(files.some(withProgram) ? [start(true, durable)] : []),
  ])
}

async function runFiles(): Promise<boolean> {
  const stream = run({
    files: files.map((file) => join(ROOT, file)),
    cwd: ROOT,
    concurrency: CONCURRENCY,
    timeout: HANGS_AFTER,
    signal: stopped.signal,
  })
  let ran = 0
  let bad = 0
  stream.on('test:pass', (event) => {
    if (event.skip === undefined && event.details.type !== 'suite' && event.name !== event.file) ran++
  })
  stream.on('test:fail', (event) => {
    if (event.todo === undefined) bad++
  })
  stream.compose(new spec()).pipe(process.stdout)
  const { promise, resolve } = Promise.withResolvers<void>()
  stream.once('end', resolve)
  await promise
  if (ran + bad === 0) process.stderr.write('no test ran\n')
  return bad === 0 && ran > 0
}
