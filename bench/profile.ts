import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { familyTime, type ThreadTimes, threadTimes } from './cpu.ts'
import { type LoadRequest, runLoad } from './load.ts'
import { machine, median } from './measure.ts'
import { CONNECTIONS, putRevealRequests } from './measures/put-reveal-requests.ts'
import { startWorld, type World } from './world.ts'

/** CPU time a request took, in microseconds, by who spent it. Holds on a busy machine, where rates do not. */
interface Cost {
  readonly name: string
  readonly main: number
  readonly others: number
  readonly postgres: number
  readonly load: number
}

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    requests: { type: 'string', default: '8000' },
    rounds: { type: 'string', default: '3' },
    'cpu-prof': { type: 'string' },
    only: { type: 'string' },
  },
})

interface Reading {
  readonly server: ThreadTimes
  readonly postgres: number
  readonly load: number
}

function read(pid: number, postmaster: number): Reading {
  const { user, system } = process.cpuUsage()
  return {
    server: threadTimes(pid),
    postgres: familyTime(postmaster),
    load: (user + system) * 1000,
  }
}

async function cost(
  name: string,
  pid: number,
  postmaster: number,
  requests: number,
  load: () => Promise<unknown>,
) {
  const before = read(pid, postmaster)
  await load()
  const after = read(pid, postmaster)
  const each = (a: number, b: number) => (b - a) / requests / 1000
  return {
    name,
    main: each(before.server.main, after.server.main),
    others: each(before.server.others, after.server.others),
    postgres: each(before.postgres, after.postgres),
    load: each(before.load, after.load),
  }
}

async function measure(world: World, requests: number, rounds: number): Promise<Cost[]> {
  const { azukari, plain, key, directory } = world
  const postmaster = Number(
    readFileSync(join(directory, 'database/postgres/postmaster.pid'), 'utf8').split('\n')[0],
  )
  const { put, reveal, plainPut, plainRead } = putRevealRequests()
  const sides = [
    { name: 'put, plain', child: plain, key: undefined, next: plainPut },
    { name: 'put', child: azukari, key, next: put },
    { name: 'reveal, plain', child: plain, key: undefined, next: plainRead },
    { name: 'reveal', child: azukari, key, next: reveal },
  ]
  const load = (side: (typeof sides)[number], next: () => LoadRequest = side.next) =>
    runLoad(side.child.url, side.key, CONNECTIONS, { requests }, next)
  // Warm-up, not counted: compiled code, filled caches, grown files.
  for (const side of sides) await load(side)
  const measured = sides.filter(({ name }) => values.only === undefined || name === values.only)
  const costs = new Map<string, Cost[]>(measured.map(({ name }) => [name, []]))
  for (let i = 0; i < rounds; i++) {
    for (const side of measured) {
      costs
        .get(side.name)
        ?.push(await cost(side.name, side.child.pid, postmaster, requests, () => load(side)))
    }
  }
  return [...costs].map(([name, all]) => ({
    name,
    main: median(all.map((c) => c.main)),
    others: median(all.map((c) => c.others)),
    postgres: median(all.map((c) => c.postgres)),
    load: median(all.map((c) => c.load)),
  }))
}

function print({ name, main, others, postgres, load }: Cost): void {
  if (values.json) process.stdout.write(`${JSON.stringify({ name, main, others, postgres, load })}\n`)
  else {
    const columns = [main, others, postgres, load, main + others + postgres + load].map((n) =>
      n.toFixed(0).padStart(9),
    )
    process.stdout.write(`${name.padEnd(16)}${columns.join('')}\n`)
  }
}

const world = await startWorld(values['cpu-prof'])
try {
  const costs = await measure(world, Number(values.requests), Number(values.rounds))
  if (!values.json) {
    process.stdout.write(
      `${machine()}\nµs of CPU a request, medians of ${values.rounds} × ${values.requests} requests\n`,
    )
    process.stdout.write(`${''.padEnd(16)}     main   others postgres     load      all\n`)
  }
  for (const each of costs) print(each)
} finally {
  await world.stop()
}
