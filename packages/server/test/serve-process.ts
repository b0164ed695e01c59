import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export interface Served {
  readonly url: string
  readonly setupToken: string | undefined
  readonly directory: string
  readonly child: ChildProcess
  /** Everything the process wrote so far. */
  output(): string
  stop(): Promise<void>
}

const MAIN = join(import.meta.dirname, '../src/main.ts')

/** The server as a user runs it: a process of its own, on a data directory that goes with the test. */
export async function serveProcess(
  t: { after(fn: () => Promise<void>): void },
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<Served> {
  const directory = await mkdtemp(join(tmpdir(), 'azukari-test-'))
  const child = spawn(
    process.execPath,
    [MAIN, 'serve', '--data', join(directory, 'data'), '--port', '0', '--json', ...args],
    {
      env: { ...process.env, AZUKARI_LOG_LEVEL: 'warn', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  let output = ''
  child.stderr.on('data', (part) => {
    output += part
  })
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGTERM')
      await ended
    }
    await rm(directory, { recursive: true, force: true })
  }
  t.after(stop)
  for await (const line of createInterface({ input: child.stdout })) {
    output += `${line}\n`
    const ready = JSON.parse(line) as { url: string; setup?: string }
    const setupToken = ready.setup === undefined ? undefined : new URL(ready.setup).hash.slice(1)
    return {
      url: ready.url,
      setupToken,
      directory: join(directory, 'data'),
      child,
      output: () => output,
      stop,
    }
  }
  throw new Error(`the server ended before it was ready:\n${output}`)
}

/** Redeems the set-up link; answers the first service's key. */
export async function redeem(served: Served, grants: readonly Record<string, unknown>[]): Promise<string> {
  const response = await fetch(`${served.url}/v1/setup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token: served.setupToken, name: 'first service', grants }),
  })
  const body = (await response.json()) as { key?: string }
  if (body.key === undefined) throw new Error(`set-up failed: ${JSON.stringify(body)}`)
  return body.key
}
