import { type ChildProcess, spawn } from 'node:child_process'
import {
  chownSync,
  closeSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { postgresNotStarted } from './errors.ts'
import { clusterArgument, ENVIRONMENT } from './initialise.ts'
import type { OsUser } from './os-user.ts'
import { HBA, serverFlags } from './settings.ts'

export interface ServerOptions {
  readonly cluster: string
  readonly program: string
  readonly runAs: OsUser | undefined
  readonly logFile: string
  readonly tcpPort: number | undefined
  readonly maxConnections: number
  readonly sharedBuffers: string
  readonly durable: boolean
  readonly onUnexpectedExit: () => void
}

export interface RunningServer {
  readonly address: { readonly host: string; readonly port: number }
  readonly pid: number
  readonly ended: boolean
  stop(): Promise<void>
}

const READY_WITHIN = 60_000
const FAST_STOP_WITHIN = 15_000
const IMMEDIATE_STOP_WITHIN = 5_000
const LOG_KEPT = 8 << 20

// The name of a Unix socket has at most 107 bytes on Linux and 103 on macOS.
const SOCKET_PATH_MAX = 103

/** Starts the server on a cluster that nobody uses and waits until it takes connections. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { cluster, runAs } = options
  const port = options.tcpPort ?? 5432
  const socket = socketPlace(cluster, port, runAs)
  writeFileSync(join(cluster, 'pg_hba.conf'), HBA)
  const child = launch(options, socket.forServer, port)
  let ended = false
  let stopping = false
  const exit = Promise.withResolvers<void>()
  const onEnd = () => {
    ended = true
    process.off('exit', killOnExit)
    exit.resolve()
    if (ready && !stopping) options.onUnexpectedExit()
  }
  // A program that ends without stopping its server takes it along; a killed one cannot, and the next start finds the leftovers.
  const killOnExit = () => child.kill('SIGINT')
  let ready = false
  child.once('error', onEnd).once('exit', onEnd)
  process.once('exit', killOnExit)
  const stop = async () => {
    stopping = true
    await stopChild(child, exit.promise, () => ended)
    if (socket.temporary) rmSync(socket.forClient, { recursive: true, force: true })
  }
  try {
    await untilReady(cluster, child, () => ended)
    ready = true
  } catch (error) {
    await stop()
    throw postgresNotStarted(reason(options.logFile), { cause: error })
  }
  // Our own exit does not wait for the server.
  child.unref()
  return {
    address: options.tcpPort === undefined ? { host: socket.forClient, port } : { host: '127.0.0.1', port },
    pid: child.pid ?? 0,
    get ended() {
      return ended
    },
    stop,
  }
}

function launch(options: ServerOptions, socketDirectory: string, port: number): ChildProcess {
  const flags = serverFlags({ ...options, tcp: options.tcpPort !== undefined, port, socketDirectory })
  rotate(options.logFile)
  const log = openSync(options.logFile, 'a', 0o600)
  const directory = openSync(options.cluster, 'r')
  try {
    // Its own process group: Ctrl-C in a terminal reaches us alone, and we stop the server when our work is done.
    return spawn(options.program, ['-D', clusterArgument(options.cluster, options.runAs), ...flags], {
      ...options.runAs,
      cwd: '/',
      detached: true,
      env: ENVIRONMENT,
      stdio: ['ignore', log, log, directory],
    })
  } finally {
    closeSync(log)
    closeSync(directory)
  }
}

// In the cluster itself ('.' is the server's working directory); in a private temporary directory when that path is too long for a socket.
function socketPlace(cluster: string, port: number, runAs: OsUser | undefined) {
  if (Buffer.byteLength(join(cluster, `.s.PGSQL.${port}`)) <= SOCKET_PATH_MAX) {
    return { forServer: '.', forClient: cluster, temporary: false }
  }
  const directory = mkdtempSync(join(tmpdir(), 'azukari-'))
  if (runAs) chownSync(directory, runAs.uid, runAs.gid)
  return { forServer: directory, forClient: directory, temporary: true }
}

// The eighth line of postmaster.pid is the server's own word on its state.
async function untilReady(cluster: string, child: ChildProcess, ended: () => boolean): Promise<void> {
  const file = join(cluster, 'postmaster.pid')
  const end = performance.now() + READY_WITHIN
  while (performance.now() < end) {
    if (ended()) throw new Error('the server ended')
    try {
      const lines = readFileSync(file, 'utf8').split('\n')
      if (Number(lines[0]) === child.pid && lines[7]?.trim() === 'ready') return
    } catch {
      // not written yet
    }
    await sleep(5)
  }
  throw new Error('the server was not ready in time')
}

async function stopChild(child: ChildProcess, exit: Promise<void>, ended: () => boolean): Promise<void> {
  const steps = [
    ['SIGINT', FAST_STOP_WITHIN],
    ['SIGQUIT', IMMEDIATE_STOP_WITHIN],
    ['SIGKILL', IMMEDIATE_STOP_WITHIN],
  ] as const
  child.ref()
  for (const [signal, within] of steps) {
    if (ended()) return
    child.kill(signal)
    const timer = new AbortController()
    await Promise.race([exit, sleep(within, undefined, { signal: timer.signal }).catch(() => {})])
    timer.abort()
  }
}

function rotate(logFile: string): void {
  try {
    if (statSync(logFile).size > LOG_KEPT) renameSync(logFile, `${logFile}.1`)
  } catch {
    // no log yet
  }
}

// The server's log holds no record data (see settings.ts), so its last words may go into the error.
function reason(logFile: string): string {
  const lines = readFileSync(logFile, 'utf8').trim().split('\n')
  const last = lines.findLast((line) => /FATAL|PANIC|error/.test(line)) ?? lines.at(-1)
  return `the server did not come up: ${last?.replace(/^.*?(FATAL|PANIC):\s*/, '').slice(0, 300) || 'no reason given'}`
}
