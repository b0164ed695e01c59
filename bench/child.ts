import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

export interface Child {
  readonly url: string
  readonly ready: Readonly<Record<string, unknown>>
  readonly pid: number
  /** User and system time of the process so far, in seconds. */
  stop(): Promise<void>
}

/** Starts a server of ours and waits for its ready line. */
export async function startChild(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Child> {
  const child = spawn(process.execPath, [...args], {
    env: { ...process.env, AZUKARI_LOG_LEVEL: 'warn', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ready = await firstLine(child)
  return {
    url: String(ready['url']),
    ready,
    pid: child.pid ?? 0,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGTERM')
      await ended
    },
  }
}

async function firstLine(child: ChildProcess): Promise<Record<string, unknown>> {
  if (!child.stdout) throw new Error('the server has no output')
  for await (const line of createInterface({ input: child.stdout }))
    return JSON.parse(line) as Record<string, unknown>
  throw new Error('the server ended before it was ready')
}
