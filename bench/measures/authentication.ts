import { copyFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { startChild } from '../child.ts'
import { type LoadRequest, runLoad } from '../load.ts'
import { type Measure, median } from '../measure.ts'
import { AS_WE_START, PROGRAM } from '../program.ts'
import type { World } from '../world.ts'
import { CONNECTIONS, putRevealRequests } from './put-reveal-requests.ts'

const KNOWN_CALLER = join(import.meta.dirname, '../servers/known-caller.ts')
/** Passwords of the database's roles, which every server needs and the first one made. */
const ROLES = 'database-roles.json'

/**
 * What authentication adds to the time of a put and of a reveal at concurrency 64: Azukari as it is against Azukari that takes everyone for the same
 * caller, turn by turn on one database. Per cent; medians of the pairs.
 */
export async function authenticationMeasures(
  world: World,
  rounds: number,
  seconds: number,
): Promise<Measure[]> {
  const { directory, ownerUrl, key } = world
  const env = { BENCH_DATABASE_URL: ownerUrl, AZUKARI_KEYS: `file:${join(directory, 'azukari/keys')}` }
  const own = async (name: string) => {
    const data = join(directory, name)
    await mkdir(data, { mode: 0o700 })
    await copyFile(join(directory, 'azukari', ROLES), join(data, ROLES))
    return data
  }
  // The world's own server came first and so sequences the log for both, and is asked nothing: neither of the two has that work.
  const serve = [...PROGRAM, 'serve', '--data', await own('as-it-is'), '--port', '0', '--json']
  const azukari = await startChild([...serve, '--database', 'env:BENCH_DATABASE_URL'], env)
  const known = await startChild([AS_WE_START, KNOWN_CALLER], {
    ...env,
    BENCH_DATA: await own('known-caller'),
    BENCH_KEY: key,
  })
  try {
    const { put, reveal } = putRevealRequests()
    const rate = async (url: string, next: () => LoadRequest) =>
      (await runLoad(url, key, CONNECTIONS, { seconds }, next)).perSecond
    // Warm-up, not counted: compiled code, filled caches, grown files.
    for (const next of [put, reveal]) for (const { url } of [azukari, known]) await rate(url, next)
    const added = { put: [] as number[], reveal: [] as number[] }
    for (let i = 0; i < rounds; i++) {
      for (const [name, next] of [
        ['put', put],
        ['reveal', reveal],
      ] as const) {
        // Whoever goes first finds the database as the other left it, so the two take turns at that.
        const [first, second] = i % 2 === 0 ? [azukari, known] : [known, azukari]
        const rates = new Map([[first.url, await rate(first.url, next)]])
        rates.set(second.url, await rate(second.url, next))
        added[name].push(((rates.get(known.url) ?? 0) / (rates.get(azukari.url) ?? 1) - 1) * 100)
      }
    }
    return (['put', 'reveal'] as const).map((name) => ({
      name: `${name}: added by authentication, concurrency 64`,
      value: median(added[name]),
      unit: '% of time',
      runs: rounds,
      note: 'against the same server that takes everyone for one caller',
    }))
  } finally {
    await Promise.all([azukari.stop(), known.stop()])
  }
}
