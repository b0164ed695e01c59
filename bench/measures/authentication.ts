import { copyFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Child, startChild } from '../child.ts'
import { threadTimes } from '../cpu.ts'
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
  const known = await startChild([...AS_WE_START, KNOWN_CALLER], {
    ...env,
    BENCH_DATA: await own('known-caller'),
    BENCH_KEY: key,
  })
  try {
    const { put, reveal } = putRevealRequests()
    const turn = async ({ url, pid }: Child, next: () => LoadRequest): Promise<Turn> => {
      const before = threadTimes(pid)
      const { perSecond } = await runLoad(url, key, CONNECTIONS, { seconds }, next)
      const after = threadTimes(pid)
      const ns = after.main + after.others - before.main - before.others
      return { time: 1 / perSecond, cpu: ns / 1000 / (perSecond * seconds) }
    }
    // Warm-up, not counted: compiled code, filled caches, grown files.
    for (const next of [put, reveal]) for (const server of [azukari, known]) await turn(server, next)
    const pairs = { put: [] as Pair[], reveal: [] as Pair[] }
    for (let i = 0; i < rounds; i++) {
      for (const [name, next] of [
        ['put', put],
        ['reveal', reveal],
      ] as const) {
        // Whoever goes first finds the database as the other left it, so the two take turns at that.
        const [first, second] = i % 2 === 0 ? [azukari, known] : [known, azukari]
        const turns = new Map([[first, await turn(first, next)]])
        turns.set(second, await turn(second, next))
        pairs[name].push({ ours: turns.get(azukari) as Turn, known: turns.get(known) as Turn })
      }
    }
    return (['put', 'reveal'] as const).flatMap((name) => added(name, pairs[name]))
  } finally {
    await Promise.all([azukari.stop(), known.stop()])
  }
}

/** What a request took: of the clock, in seconds, and of the server's CPU, in microseconds. */
interface Turn {
  readonly time: number
  readonly cpu: number
}

interface Pair {
  readonly ours: Turn
  readonly known: Turn
}

/** The clock says it as the bar is set; CPU time says it where the machine's speed drifts by more than what is measured. */
function added(name: string, pairs: readonly Pair[]): Measure[] {
  const percent = (of: (turn: Turn) => number) =>
    median(pairs.map(({ ours, known }) => (of(ours) / of(known) - 1) * 100))
  const note = 'against the same server that takes everyone for one caller'
  const runs = pairs.length
  return [
    {
      name: `${name}: added by authentication, concurrency 64`,
      value: percent((turn) => turn.time),
      unit: '% of time',
      runs,
      note,
    },
    {
      name: `${name}: added by authentication, concurrency 64`,
      value: percent((turn) => turn.cpu),
      unit: "% of the server's CPU",
      runs,
      note: `${note}; ${Math.round(median(pairs.map((p) => p.known.cpu)))} µs without`,
    },
  ]
}
