import { setTimeout as sleep } from 'node:timers/promises'
import { type ProcessRow, signal } from './processes.ts'
import type { Random } from './random.ts'
import { ServeProcess } from './serve-process.ts'

export const CRASHES = {
  /** The server alone; its PostgreSQL is left over. */
  server: 4,
  /** The postmaster; the server is to notice and end. */
  postmaster: 3,
  /** One process of PostgreSQL; it starts itself again, and the server stays. */
  backend: 3,
  /** Server and postmaster, in either order. */
  both: 2,
  /** The server, and then the next one while it starts and recovers. */
  'server, then its successor': 2,
} as const

export type Crash = keyof typeof CRASHES

/** Kills, with SIGKILL and by pid, only what was started here. Answers what it killed, in words. */
export async function crash(kind: Crash, server: ServeProcess, random: Random): Promise<string> {
  const postgres = server.postgres()
  if (!postgres) throw new Error('the server runs without a PostgreSQL of its own')
  const { postmaster, children } = postgres
  switch (kind) {
    case 'server':
    case 'server, then its successor':
      server.kill('SIGKILL')
      return 'server'
    case 'postmaster':
      signal(postmaster, 'SIGKILL')
      return 'postmaster'
    case 'backend': {
      const victim = chooseBackend(children, random)
      if (!victim) throw new Error('this PostgreSQL has no processes')
      signal(victim, 'SIGKILL')
      return victim.command.replace(/^.*postgres: /, '').slice(0, 60)
    }
    case 'both': {
      const serverFirst = random.chance(0.5)
      const kills = [() => server.kill('SIGKILL'), () => signal(postmaster, 'SIGKILL')]
      const [first, second] = serverFirst ? kills : kills.reverse()
      first?.()
      await sleep(random.between(0, 30))
      second?.()
      return serverFirst ? 'server, postmaster' : 'postmaster, server'
    }
  }
}

/** Mostly one that works for a client, now and then the checkpointer or another of its kind. */
function chooseBackend(children: readonly ProcessRow[], random: Random): ProcessRow | undefined {
  const sorted = children.toSorted((a, b) => a.pid - b.pid)
  const clients = sorted.filter((row) => row.command.includes('azukari_'))
  return random.pick(random.chance(0.75) && clients.length > 0 ? clients : sorted)
}

/** Starts a server on the directory and kills it somewhere in its start. */
export async function crashWhileStarting(directory: string, random: Random): Promise<void> {
  const server = new ServeProcess(directory)
  await Promise.race([sleep(random.between(30, 1200)), server.ended])
  server.postgres()
  server.kill('SIGKILL')
  await server.ended
}
