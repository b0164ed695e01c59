import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { checkRecords } from './check-records.ts'
import { findPlanted } from './find-planted.ts'
import { LogCopy } from './log-copy.ts'
import { Random } from './random.ts'
import { type RoundReport, type Running, runRound } from './round.ts'
import { Scene } from './scene.ts'
import { PROGRAM, ServeProcess } from './serve-process.ts'
import { type Summary, summarise } from './summary.ts'

export interface SoakOptions {
  readonly rounds: number
  readonly seed: string
  /** Data directory of the server, to be kept; new or empty. A temporary one that is removed when absent. */
  readonly data?: string | undefined
  readonly signal: AbortSignal
  readonly onRound?: (report: RoundReport) => void
}

const execute = promisify(execFile)
/** After so many things wrong, more of the same says nothing new. */
const ENOUGH = 20

/** Runs the soak. Whatever happens, nothing that it started runs afterwards. */
export async function soak({ rounds, seed, data, signal, onRound }: SoakOptions): Promise<Summary> {
  const outside = mkdtempSync(join(tmpdir(), 'azukari-soak-'))
  const directory = data ?? join(outside, 'data')
  if (existsSync(directory) && readdirSync(directory).length > 0) throw new Error(`${directory} is not empty`)
  const scene = new Scene(seed, directory)
  const copy = new LogCopy(scene, join(outside, 'log'))
  const reports: RoundReport[] = []
  let running: Running | undefined
  try {
    running = { server: new ServeProcess(directory) }
    const url = await running.server.url
    scene.vkey = running.server.vkey
    await scene.setUp(url, running.server.setup ?? '', rounds)
    for (let round = 1; round <= rounds && !signal.aborted; round++) {
      const report = await runRound(scene, running, copy, round)
      reports.push(report)
      onRound?.(report)
      if (scene.violations.list.length >= ENOUGH) break
    }
    if (!signal.aborted) await conclude(scene, running, copy)
  } catch (error) {
    scene.violations.add('soak', error instanceof Error ? error.message : String(error))
  } finally {
    await running?.server.clear()
    rmSync(outside, { recursive: true, force: true })
  }
  return summarise(scene, reports, signal.aborted)
}

/** Every record once more, a stop as an operator stops it, and the log verified by the command, straight from the database. */
async function conclude(scene: Scene, { server }: Running, copy: LogCopy): Promise<void> {
  const { violations, directory } = scene
  const client = scene.client(await server.url)
  await checkRecords(scene, client, scene.records.length, new Random(`${scene.seed}/end`), true)
  await copy.grow(client)
  client.close()
  server.postgres()
  server.kill('SIGTERM')
  const ended = await server.end(15_000)
  if (ended?.code !== 0)
    violations.add('server', `SIGTERM ended it with ${ended ? (ended.signal ?? ended.code) : 'nothing'}`)
  for (const { pid } of server.leftovers())
    violations.add('orphan', `process ${pid} runs after the server was stopped`)
  await findPlanted(scene, server)
  const verified = JSON.parse(
    await command(directory, 'log', 'verify', '--json', '--earlier', join(copy.directory, 'checkpoint')),
  )
  if (verified.ok !== true || verified.size < copy.size)
    violations.add('log', `azukari log verify: ${JSON.stringify(verified.problems)}`)
}

async function command(directory: string, ...words: string[]): Promise<string> {
  const env = { ...process.env, AZUKARI_LOG_LEVEL: 'error', DATABASE_URL: '' }
  const { stdout } = await execute(process.execPath, [PROGRAM, ...words, '--data', directory], {
    env,
    maxBuffer: 64 << 20,
    timeout: 120_000,
  })
  return stdout
}
