import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Measure, machine } from './measure.ts'
import { authenticationMeasures } from './measures/authentication.ts'
import { decideMeasures } from './measures/decide.ts'
import { destroyMeasures } from './measures/destroy.ts'
import { eraseMeasures } from './measures/erase.ts'
import { lineMeasures } from './measures/import-lines.ts'
import { importMeasures } from './measures/import-orders.ts'
import { leaverMeasures } from './measures/leaver.ts'
import { logMeasures } from './measures/log-add.ts'
import { putReveal } from './measures/put-reveal.ts'
import { readyMeasure } from './measures/ready.ts'
import { scaleMeasures } from './measures/scale.ts'
import { withDatabase } from './with-database.ts'
import { startWorld, type World } from './world.ts'

const PARTS = [
  'decide',
  'put-reveal',
  'authentication',
  'import',
  'lines',
  'destroy',
  'erase',
  'leaver',
  'log',
  'scale',
  'ready',
] as const

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '5' },
    orders: { type: 'string', default: '10000' },
    lines: { type: 'string', default: '100000' },
    due: { type: 'string', default: '100000' },
    entries: { type: 'string', default: '200000' },
    records: { type: 'string', default: '1000000' },
    owned: { type: 'string', default: '10000' },
    leavers: { type: 'string', default: '100' },
    only: { type: 'string', multiple: true, default: [...PARTS] },
  },
})

function print(measure: Measure): void {
  if (values.json) process.stdout.write(`${JSON.stringify(measure)}\n`)
  else {
    const { name, value, unit, baseline, ratio, runs, note } = measure
    const side =
      baseline === undefined ? '' : `, baseline ${Math.round(baseline)}, ratio ${ratio?.toFixed(2)}`
    process.stdout.write(
      `${name}: ${Math.round(value)} ${unit}${side} (median of ${runs}${note ? `; ${note}` : ''})\n`,
    )
  }
}

async function withWorld(work: (world: World) => Promise<Measure[]>): Promise<Measure[]> {
  const world = await startWorld()
  try {
    return await work(world)
  } finally {
    await world.stop()
  }
}

const [rounds, seconds] = [Number(values.rounds), Number(values.seconds)]

const parts: Record<(typeof PARTS)[number], () => Promise<Measure[]>> = {
  decide: () => decideMeasures(rounds),
  'put-reveal': () => withWorld((world) => putReveal(world, rounds, seconds)),
  authentication: () => withWorld((world) => authenticationMeasures(world, rounds, seconds)),
  import: () =>
    withDatabase((directory, url, pid) => importMeasures(directory, url, pid, rounds, Number(values.orders))),
  lines: () => withDatabase((directory, url, pid) => lineMeasures(directory, url, pid, Number(values.lines))),
  destroy: () =>
    withDatabase((directory, url) => destroyMeasures(directory, url, rounds, Number(values.due))),
  erase: () => withDatabase((directory, url) => eraseMeasures(directory, url, rounds, Number(values.owned))),
  leaver: () => leaverMeasures(Number(values.leavers)),
  scale: () => withWorld((world) => scaleMeasures(world, rounds, seconds, Number(values.records))),
  log: () => withDatabase((directory, url, pid) => logMeasures(directory, url, pid, Number(values.entries))),
  async ready() {
    const directory = await mkdtemp(join(tmpdir(), 'azukari-bench-'))
    try {
      return [await readyMeasure(directory, rounds)]
    } finally {
      await rm(directory, { recursive: true, force: true })
    }
  },
}

if (!values.json) process.stdout.write(`${machine()}\n`)
for (const part of PARTS) {
  if (values.only.includes(part)) for (const measure of await parts[part]()) print(measure)
}
