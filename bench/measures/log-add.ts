import { join } from 'node:path'
import type { VerifyReport } from '@azukari/proof'
import { type App, openApp } from '../../packages/server/src/app.ts'
import {
  entryKind,
  exportLog,
  OCSF,
  readOrigin,
  verifyDatabase,
  verifyDirectory,
  vkeyOf,
} from '../../packages/server/src/audit/index.ts'
import { readConfiguration } from '../../packages/server/src/config/index.ts'
import { silentLogger } from '../../packages/server/src/platform/logger.ts'
import { startChild } from '../child.ts'
import { familyTime, threadTimes } from '../cpu.ts'
import { runLoad } from '../load.ts'
import type { Measure } from '../measure.ts'

const SERVER = join(import.meta.dirname, '../servers/log.ts')
const AT_ONCE = 128
const WRITERS = 3
const CONNECTIONS = 512
const BODY = 'x'.repeat(200)
const kind = entryKind('bench.entry', OCSF.datastoreActivity, 1)

/**
 * The log alone: entries through signed checkpoints, written in groups as puts and reveals write them, until a checkpoint covers the last; the same one by one
 * over HTTP (`bench/servers/log.ts`); and the verifier over what is there, every leaf hashed and every entry read.
 */
export async function logMeasures(
  directory: string,
  ownerUrl: string,
  postgresPid: number,
  entries: number,
): Promise<Measure[]> {
  const env = { ...process.env, BENCH_DATABASE_URL: ownerUrl }
  const data = `${directory}/log`
  const configuration = readConfiguration({ data, database: 'env:BENCH_DATABASE_URL' }, env)
  const app = await openApp({ configuration, log: silentLogger })
  const measures: Measure[] = []
  try {
    await write(app, 5000)
    const [threads, family] = [threadTimes(process.pid), familyTime(postgresPid)]
    const added = await write(app, entries)
    const micros = (ns: number) => Math.round(ns / 1000 / entries)
    const after = threadTimes(process.pid)
    const cpu = `CPU µs an entry: main thread ${micros(after.main - threads.main)}, PostgreSQL ${micros(familyTime(postgresPid) - family)}`
    const bytes = Math.round(await entryBytes(app))
    const note = `entries of ${bytes} bytes, ${AT_ONCE} a transaction, until a signed checkpoint covers the last; ${cpu}`
    measures.push({ name: 'the log alone', value: added, unit: 'entries/s', runs: 1, note })
    measures.push(...(await verifierMeasures(app, join(directory, 'exported'), bytes)))
  } finally {
    await app.close()
  }
  const server = await startChild([SERVER, data], { BENCH_DATABASE_URL: ownerUrl })
  try {
    const next = () => ({ method: 'POST' as const, path: '/add', body: BODY })
    const { perSecond } = await runLoad(server.url, undefined, CONNECTIONS, { seconds: 5 }, next)
    const note = `${BODY.length} bytes a body, ${CONNECTIONS} connections; each answer waits for a signed checkpoint`
    measures.push({ name: 'POST /add', value: perSecond, unit: 'entries/s', runs: 1, note })
  } finally {
    await server.stop()
  }
  return measures
}

/** The verifier over what is there: where it lies, and as a stranger has it, in files. Each `Measure` is of one pass over the whole log. */
async function verifierMeasures(app: App, exported: string, bytes: number): Promise<Measure[]> {
  const sql = app.databases.app.across.read
  const origin = await readOrigin(sql)
  if (origin === undefined) throw new Error('there is no log')
  await exportLog(sql, exported)
  const passes: [string, () => Promise<VerifyReport>][] = [
    ['read from PostgreSQL', () => verifyDatabase(sql)],
    ['read from files', () => verifyDirectory(exported, { vkey: vkeyOf(origin) })],
  ]
  const measures: Measure[] = []
  for (const [from, verify] of passes) {
    const before = threadTimes(process.pid)
    const began = performance.now()
    const report = await verify()
    const value = (report.entries / (performance.now() - began)) * 1000
    if (!report.ok) throw new Error('the log does not verify')
    const spent =
      Math.round(((threadTimes(process.pid).main - before.main) / 1000 / report.entries) * 10) / 10
    const note = `${report.entries} entries of about ${bytes} bytes, ${from}; CPU µs a leaf: ${spent}`
    measures.push({ name: `the verifier, ${from}`, value, unit: 'leaves/s', runs: 1, note })
  }
  return measures
}

async function write(app: App, entries: number): Promise<number> {
  const began = performance.now()
  let left = entries
  const writer = async () => {
    while (left > 0) {
      const n = Math.min(AT_ONCE, left)
      left -= n
      await app.writers.groups.across(async (tx, of) => {
        await tx.query({ text: 'SELECT 1' })
        for (let i = 0; i < n; i++) {
          const detail = { version: 1, created: true, collection: 'orders', policy: 1, grant: 'bench', n: i }
          of.add({ kind, outcome: 'success', actor: 'bench', detail })
        }
      })
    }
  }
  await Promise.all([...Array(WRITERS)].map(writer))
  while ((await waiting(app)) > 0) await new Promise((done) => setTimeout(done, 5))
  return (entries / (performance.now() - began)) * 1000
}

/** Batches that no checkpoint covers: pending, or sequenced and not signed. */
async function waiting(app: App): Promise<number> {
  const [row] = await app.databases.app.across.read.query<{ n: number }>({
    text: `SELECT (SELECT count(*) FROM audit.pending)
                + (SELECT coalesce(max(first + count), 0) > (SELECT max(size) FROM audit.checkpoint) FROM audit.batch)::int AS n`,
  })
  return row?.n ?? 0
}

async function entryBytes(app: App): Promise<number> {
  const [row] = await app.databases.app.across.read.query<{ bytes: number }>({
    text: 'SELECT (sum(length(entries)) / sum(count))::float8 AS bytes FROM audit.bundle',
  })
  return row?.bytes ?? 0
}
