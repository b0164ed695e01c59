import { setTimeout as pause } from 'node:timers/promises'
import {
  type Leaver,
  type LeaverWorld,
  leaverWorld,
  letsIn,
  openFollow,
  openImport,
} from '../../packages/server/test/leaver-world.ts'
import { type Measure, median } from '../measure.ts'

const PROCESSES = 4

/**
 * From the moment the directory's DELETE is sent to refusal everywhere: every one of four server processes refuses the person's session and the key of
 * the service they own, and their imports and followed logs, one of each open on every process, have ended.
 */
export async function leaverMeasures(leavers: number): Promise<Measure[]> {
  const stops: (() => Promise<void>)[] = []
  try {
    const world = await leaverWorld(
      { after: (stop) => void stops.push(stop) },
      { processes: PROCESSES, leavers },
    )
    const refused: number[] = []
    const ended: number[] = []
    const answered: number[] = []
    for (const [i, leaver] of world.leavers.entries()) {
      const took = await oneLeaves(world, leaver, i)
      refused.push(took.refused)
      ended.push(took.ended)
      answered.push(took.answered)
    }
    const both = refused.map((ms, i) => Math.max(ms, ended[i] ?? 0))
    const runs = leavers
    return [
      { name: 'leaver: to refusal and end of streams, p50', value: median(both), unit: 'ms', runs },
      { name: 'leaver: to refusal and end of streams, p99', value: quantile(both, 0.99), unit: 'ms', runs },
      { name: 'leaver: to the directory’s answer, p99', value: quantile(answered, 0.99), unit: 'ms', runs },
      { name: 'leaver: to refusal alone, p99', value: quantile(refused, 0.99), unit: 'ms', runs },
      {
        name: 'leaver: to the end of open streams alone, p99',
        value: quantile(ended, 0.99),
        unit: 'ms',
        runs,
      },
    ]
  } finally {
    for (const stop of stops) await stop()
  }
}

async function oneLeaves(world: LeaverWorld, leaver: Leaver, i: number) {
  const urls = world.servers.map(({ url }) => url)
  const streams = (
    await Promise.all(
      urls.map((url, n) =>
        Promise.all([openImport(url, leaver.key, `leaver-${i}-${n}`), openFollow(url, leaver.key)]),
      ),
    )
  ).flat()
  // Every server has the caller's authority in hand, as it would have in use; the imports have arrived.
  await Promise.all(urls.map((url) => letsIn(url, leaver)))
  await pause(250)
  const began = performance.now()
  const status = world.offBoard(leaver).then((code) => ({ code, ms: performance.now() - began }))
  const [ended, ...refused] = await Promise.all([
    Promise.all(streams.map((stream) => stream.ended)).then(() => performance.now() - began),
    ...urls.map((url) => refusedAfter(url, leaver, began)),
  ])
  const { code, ms: answered } = await status
  if (code !== 204) throw new Error(`off-board: ${code}`)
  return { answered, ended: ended ?? 0, refused: Math.max(...refused) }
}

async function refusedAfter(url: string, leaver: Leaver, began: number): Promise<number> {
  while (await letsIn(url, leaver)) await pause(20)
  return performance.now() - began
}

function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(q * sorted.length) - 1)] ?? 0
}
