import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { TestContext } from 'node:test'
import pg from 'pg'
import { silentLogger } from '../src/platform/logger.ts'
import {
  type EmbeddedOptions,
  type EmbeddedPostgres,
  startEmbedded,
} from '../src/platform/postgres/embedded.ts'
import { driverConfig } from '../src/platform/postgres/transport.ts'

const HOLDER = join(import.meta.dirname, 'hold-database.ts')

const startedIn = new WeakMap<TestContext, (() => Promise<unknown>)[]>()

/** A directory that is there until the test has ended, and what was started in the test has stopped: `after` hooks run in the order in which they are made. */
export async function dataDirectory(t: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'azukari-test-'))
  const stops: (() => Promise<unknown>)[] = []
  startedIn.set(t, stops)
  t.after(async () => {
    for (const stop of stops.toReversed()) await stop()
    await rm(directory, { recursive: true, force: true })
  })
  return directory
}

function stopAfter(t: TestContext, stop: () => Promise<unknown>): void {
  const stops = startedIn.get(t)
  if (!stops) throw new Error('begin with dataDirectory')
  stops.push(stop)
}

/** PostgreSQL on a directory until the test ends. */
export async function start(
  t: TestContext,
  directory: string,
  more: Partial<EmbeddedOptions> = {},
): Promise<EmbeddedPostgres> {
  const server = await startEmbedded({
    directory,
    log: silentLogger,
    durable: false,
    sharedBuffers: '16MB',
    ...more,
  })
  stopAfter(t, () => server.stop())
  return server
}

/** One statement, as the owner. */
export async function ask(
  server: EmbeddedPostgres,
  text: string,
  values: unknown[] = [],
): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(driverConfig(server.owner('postgres'), 'test'))
  await client.connect()
  try {
    return (await client.query(text, values)).rows
  } finally {
    await client.end()
  }
}

export interface Holder {
  readonly child: ChildProcess
  readonly said: { pid: number; postgres: number; uid: number; code?: string; extra?: unknown; text?: string }
}

/** Another process that opens the directory; its first line says how that went. */
export async function hold(t: TestContext, directory: string, as?: number): Promise<Holder> {
  const command = [process.execPath, HOLDER, directory]
  const prefix = as === undefined ? [] : ['setpriv', `--reuid=${as}`, `--regid=${as}`, '--clear-groups']
  const [program = '', ...args] = [...prefix, ...command]
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const gone = new Promise((resolve) => child.once('exit', resolve))
  stopAfter(t, async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGTERM')
    await gone
  })
  for await (const line of createInterface({ input: child.stdout })) return { child, said: JSON.parse(line) }
  throw new Error('the holder said nothing')
}

export const alive = (pid: number) => existsSync(`/proc/${pid}/cwd`)
