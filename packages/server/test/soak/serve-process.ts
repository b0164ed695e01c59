import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { readPostmasterPid } from '../../src/platform/postgres/leftovers.ts'
import { type ProcessRow, processTable, signal, stillRunning } from './processes.ts'

export const PROGRAM = join(import.meta.dirname, '../../src/main.ts')
const OUTPUT_KEPT = 4 << 20

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** `azukari serve` as a child process, and the PostgreSQL that it started. */
export class ServeProcess {
  readonly ended: Promise<Ended>
  readonly url: Promise<string>
  setup: string | undefined
  /** The log's verifier key, as the server says it at its start. */
  vkey = ''
  /** Everything it wrote, for the search of planted values. */
  output = ''
  hasEnded = false
  readonly startedAt = performance.now()
  readonly #child: ChildProcess
  readonly #directory: string
  readonly #family = new Map<string, ProcessRow>()

  constructor(directory: string) {
    this.#directory = directory
    const flags = ['serve', '--data', directory, '--port', '0', '--json']
    this.#child = spawn(process.execPath, [PROGRAM, ...flags], {
      // Its own process group: Ctrl-C reaches the soak alone, which then stops what it started.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, AZUKARI_LOG_LEVEL: 'warn', DATABASE_URL: '' },
    })
    const end = Promise.withResolvers<Ended>()
    this.ended = end.promise
    this.#child.once('close', (code, by) => {
      this.hasEnded = true
      end.resolve({ code, signal: by })
    })
    this.url = this.#readUrl()
    this.url.catch(() => {})
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  #readUrl(): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<string>()
    let line = ''
    const keep = (text: string) => {
      this.output = (this.output + text).slice(-OUTPUT_KEPT)
    }
    this.#child.stderr?.setEncoding('utf8').on('data', keep)
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      keep(text)
      line += text
      if (!line.includes('\n')) return
      const ready = JSON.parse(line.slice(0, line.indexOf('\n'))) as {
        ready?: boolean
        url: string
        setup?: string
        vkey?: string
      }
      this.setup = ready.setup
      this.vkey = ready.vkey ?? ''
      if (ready.ready) resolve(ready.url)
    })
    void this.ended.then(({ code, signal: by }) => {
      const last = this.output.trim().split('\n').at(-1)?.slice(0, 500) ?? ''
      reject(new Error(`the server ended (${by ?? code}) before it was ready: ${last}`))
    })
    return promise
  }

  /** The postmaster that this very server started, once there is one. */
  postmaster(): ProcessRow | undefined {
    const pid = readPostmasterPid(join(this.#directory, 'postgres'))
    const row = pid === undefined ? undefined : processTable().get(pid)
    return row?.parent === this.pid && row.command.includes('postgres') ? row : undefined
  }

  /** The postmaster and its processes now; those seen earlier are remembered for `leftovers`. */
  postgres(): { postmaster: ProcessRow; children: ProcessRow[] } | undefined {
    const postmaster = this.postmaster()
    if (!postmaster) return undefined
    const children = [...processTable().values()].filter((row) => row.parent === postmaster.pid)
    for (const row of [postmaster, ...children]) this.#family.set(`${row.pid}/${row.started}`, row)
    return { postmaster, children }
  }

  /** Processes of its PostgreSQL that run although they should be gone. */
  leftovers(): ProcessRow[] {
    return stillRunning([...this.#family.values()])
  }

  kill(by: NodeJS.Signals): void {
    if (!this.hasEnded) this.#child.kill(by)
  }

  /** Waits for the end; undefined when it does not come in time. */
  async end(withinMs: number): Promise<Ended | undefined> {
    const timer = new AbortController()
    const late = sleep(withinMs, undefined, { signal: timer.signal }).catch(() => undefined)
    const ended = await Promise.race([this.ended, late])
    timer.abort()
    return ended
  }

  /** Ends it and its PostgreSQL, whatever state they are in. */
  async clear(): Promise<void> {
    this.postgres()
    this.kill('SIGTERM')
    if (!(await this.end(8_000))) this.kill('SIGKILL')
    await this.end(2_000)
    for (const row of this.leftovers()) signal(row, 'SIGKILL')
  }
}
