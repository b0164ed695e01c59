import { execFile } from 'node:child_process'
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { dataDirectoryUnusable } from './errors.ts'

const execute = promisify(execFile)
const FAST = 8_000
const IMMEDIATE = 4_000

/**
 * Stops what a killed process of ours left running on this cluster, and clears what would block a start. The caller holds the directory's lock, so
 * a postmaster found here has lost its parent. Only processes whose working directory is this very cluster are touched.
 * @returns how many processes were stopped
 */
export async function stopLeftovers(cluster: string): Promise<number> {
  const found = await processesOn(cluster)
  const postmaster = readPostmasterPid(cluster)
  if (found.length > 0) {
    // Backends follow their postmaster; those without one (it was killed) are asked to quit themselves.
    const first = found.filter((pid) => pid === postmaster)
    if (first.length > 0) await signalAndWait(cluster, first, 'SIGINT', FAST)
    await signalAndWait(cluster, await processesOn(cluster), 'SIGQUIT', IMMEDIATE)
    await signalAndWait(cluster, await processesOn(cluster), 'SIGKILL', IMMEDIATE)
    if ((await processesOn(cluster)).length > 0) {
      throw dataDirectoryUnusable('a PostgreSQL left over from an earlier run cannot be stopped', {
        ...(postmaster === undefined ? {} : { extra: { pid: postmaster } }),
      })
    }
  }
  // Nobody runs here now. The pid files would stop PostgreSQL if their numbers meanwhile belong to other processes of the same user.
  rmSync(join(cluster, 'postmaster.pid'), { force: true })
  for (const name of readdirSync(cluster)) {
    if (name.startsWith('.s.PGSQL.')) rmSync(join(cluster, name), { force: true })
  }
  return found.length
}

async function signalAndWait(
  cluster: string,
  pids: number[],
  signal: NodeJS.Signals,
  forMs: number,
): Promise<void> {
  for (const pid of pids) kill(pid, signal)
  const end = performance.now() + forMs
  while (pids.length > 0 && performance.now() < end) {
    if ((await processesOn(cluster)).length === 0) return
    await sleep(20)
  }
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // gone meanwhile
  }
}

/** The pid in `postmaster.pid`, whoever has that number today. */
export function readPostmasterPid(cluster: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(join(cluster, 'postmaster.pid'), 'utf8'), 10)
    return pid > 0 ? pid : undefined
  } catch {
    return undefined
  }
}

// Every process of a PostgreSQL server works in its data directory. Compared by device and inode, so that links and renames do not matter.
async function processesOn(cluster: string): Promise<number[]> {
  if (process.platform !== 'linux') return processesByCommand(cluster)
  const { dev, ino } = statSync(cluster)
  return readdirSync('/proc')
    .filter((name) => /^[0-9]+$/.test(name))
    .map(Number)
    .filter((pid) => worksIn(pid, dev, ino))
}

function worksIn(pid: number, dev: number, ino: number): boolean {
  try {
    const cwd = statSync(`/proc/${pid}/cwd`)
    return (
      cwd.dev === dev && cwd.ino === ino && readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === 'postgres'
    )
  } catch {
    return false
  }
}

// Without /proc: the postmaster by the pid it wrote down, provided that its command line names this cluster, and its children.
async function processesByCommand(cluster: string): Promise<number[]> {
  const postmaster = readPostmasterPid(cluster)
  if (postmaster === undefined) return []
  const { stdout } = await execute('/bin/ps', ['-A', '-o', 'pid=,ppid=,command='])
  const rows = stdout.split('\n').map((line) => /^\s*([0-9]+)\s+([0-9]+)\s+(.*)$/.exec(line))
  const ours = rows.some((row) => Number(row?.[1]) === postmaster && row?.[3]?.includes(`-D ${cluster}`))
  if (!ours) return []
  return rows
    .filter((row) => Number(row?.[1]) === postmaster || Number(row?.[2]) === postmaster)
    .map((row) => Number(row?.[1]))
}
