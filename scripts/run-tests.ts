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
const needsDatabase = files.some((file) => file.startsWith(join('packages', 'server')))
const database: StartedShared | undefined = needsDatabase ? await startShared() : undefined
let failed = true
try {
  if (database) process.env.AZUKARI_TEST_DATABASE = JSON.stringify(database.shared)
  failed = !(await runFiles())
} finally {
  await database?.stop()
  if (database) rmSync(database.directory, { recursive: true, force: true })
  rmSync(compiled, { recursive: true, force: true })
}
process.exit(stopped.signal.aborted ? 130 : failed ? 1 : 0)

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
