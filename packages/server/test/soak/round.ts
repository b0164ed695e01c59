import { setTimeout as sleep } from 'node:timers/promises'
import { checkRecords } from './check-records.ts'
import type { Client } from './client.ts'
import { CRASHES, type Crash, crash, crashWhileStarting } from './crash.ts'
import { findPlanted } from './find-planted.ts'
import { Load } from './load.ts'
import { lastingLocks } from './locks.ts'
import type { LogCopy } from './log-copy.ts'
import { Random } from './random.ts'
import type { Scene } from './scene.ts'
import { trySecondServer } from './second-server.ts'
import { ServeProcess } from './serve-process.ts'

/** Holds whatever server runs now, so that it can be cleared away at any moment. */
export interface Running {
  server: ServeProcess
}

export interface RoundReport {
  readonly round: number
  readonly crash: Crash
  readonly killed: string
  /** Operations that had ended when it was killed. */
  readonly operations: number
  /** From starting the next server (or from the kill, where the server stays) to the first answer. */
  readonly readyMs: number
  /** How long a server whose database was killed took to end by itself. */
  readonly endedMs?: number
  readonly entries: number
  readonly tookMs: number
}

// How long it takes is no promise; that it comes is.
const RECOVERS_WITHIN_MS = 90_000
/** In rounds: reading everything takes its time. */
const SEARCH_EVERY = 3

/** Load, a kill in its midst, a restart, and everything held against what clients were told. */
export async function runRound(
  scene: Scene,
  running: Running,
  copy: LogCopy,
  round: number,
): Promise<RoundReport> {
  const began = performance.now()
  const { violations } = scene
  violations.round = round
  const random = new Random(`${scene.seed}/round ${round}`)
  const kind = random.weighted(CRASHES)
  const touchedFrom = scene.records.length
  const client = scene.client(await running.server.url)
  const before = await underLoad(scene, running.server, client, round, kind, random)
  client.close()
  const { killed, operations, since } = before
  const { readyMs, endedMs } = await goOn(scene, running, kind, random, since)
  const next = scene.client(await running.server.url)
  // A second server is tried now and then: each costs a start of the whole program.
  const second = round % 4 === 1 ? trySecondServer(scene.directory) : undefined
  await checkRecords(scene, next, touchedFrom, random, false)
  const report = await copy.grow(next)
  const entered = await second
  if (entered) violations.add('second server', entered)
  for (const lock of await lastingLocks(scene.directory)) violations.add('lock', `left behind: ${lock}`)
  next.close()
  const tookMs = Math.round(performance.now() - began)
  return {
    round,
    crash: kind,
    killed,
    operations,
    readyMs,
    ...(endedMs === undefined ? {} : { endedMs }),
    entries: report.size,
    tookMs,
  }
}

async function underLoad(
  scene: Scene,
  server: ServeProcess,
  client: Client,
  round: number,
  kind: Crash,
  random: Random,
) {
  const load = new Load(scene, client, round)
  await load.reached(random.between(20, 450), 4_000)
  // Heads that were served before the crash: the log after it has to begin with them.
  const head = await client.call({ method: 'GET', path: '/log/checkpoint' })
  if (head.kind === 'answer' && head.answer.status === 200)
    scene.checkpoints.push(head.answer.bytes.toString('utf8'))
  await sleep(random.between(0, 30))
  const since = performance.now()
  const killed = await crash(kind, server, random)
  const operations = load.done
  // Where the server lives on, requests meet the broken database.
  if (kind === 'postmaster' || kind === 'backend') await sleep(random.between(0, 400))
  await load.stop()
  return { killed, operations, since }
}

/** Brings a server back, the way this crash calls for, and sees that nothing of the old one is left. */
async function goOn(
  scene: Scene,
  running: Running,
  kind: Crash,
  random: Random,
  since: number,
): Promise<{ readyMs: number; endedMs?: number }> {
  const { server } = running
  const { violations, directory } = scene
  if (kind === 'backend') return { readyMs: await recovers(scene, server, since) }
  if (kind !== 'postmaster') await server.end(5_000)
  const ended = await server.end(RECOVERS_WITHIN_MS)
  const endedMs = Math.round(performance.now() - since)
  if (!ended) {
    violations.add('server', `it was still there ${endedMs} ms after its database had been killed`)
    server.kill('SIGKILL')
    await server.ended
  } else if (kind === 'postmaster' && ended.code !== 69) {
    violations.add(
      'server',
      `it ended with ${ended.signal ?? ended.code} where 69 says that its database is gone`,
    )
  }
  if (violations.round % SEARCH_EVERY === 0) await findPlanted(scene, server)
  if (kind === 'server, then its successor') await crashWhileStarting(directory, random)
  running.server = new ServeProcess(directory)
  await running.server.url
  const readyMs = Math.round(performance.now() - running.server.startedAt)
  for (const { pid, command } of server.leftovers())
    violations.add('orphan', `process ${pid} of the earlier server runs: ${command.slice(0, 80)}`)
  return kind === 'postmaster' ? { readyMs, endedMs } : { readyMs }
}

/** Waits until the same server answers from its database again. */
async function recovers(scene: Scene, server: ServeProcess, since: number): Promise<number> {
  const client = scene.client(await server.url)
  try {
    while (performance.now() - since < RECOVERS_WITHIN_MS && !server.hasEnded) {
      const reply = await client.call({ method: 'GET', path: '/log/checkpoint' })
      if (reply.kind === 'answer' && reply.answer.status === 200) return Math.round(performance.now() - since)
      await sleep(20)
    }
  } finally {
    client.close()
  }
  scene.violations.add(
    'server',
    `it did not recover from the loss of a database process (${server.hasEnded ? 'it ended' : 'no answer'})`,
  )
  throw new Error('the server did not recover')
}
