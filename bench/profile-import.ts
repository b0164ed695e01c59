import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openApp } from '../packages/server/src/app.ts'
import { readConfiguration } from '../packages/server/src/config/index.ts'
import { silentLogger } from '../packages/server/src/platform/logger.ts'
import { createDatabase } from '../packages/server/src/platform/postgres/create-database.ts'
import { startEmbedded } from '../packages/server/src/platform/postgres/embedded.ts'
import { connectionUrl } from '../packages/server/src/platform/postgres/transport.ts'
import { machine, median } from './measure.ts'
import { importLines, wideFields } from './measures/import-lines.ts'
import { cryptographyRate, importOrderPages, pagesOf } from './measures/import-orders.ts'
import type { Spent } from './spent.ts'

/**
 * What an import costs in CPU time, in microseconds an order and a record of 120 values, by who spends it: this process's main thread, its other threads,
 * PostgreSQL. Holds on a busy machine, where rates do not. Beside it, turn by turn, the encryption calls of an order alone: a microsecond is longer on a busy
 * machine, so it is the multiple of that which compares before with after.
 */
const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    orders: { type: 'string', default: '5000' },
    records: { type: 'string', default: '3000' },
    rounds: { type: 'string', default: '5' },
    only: { type: 'string', multiple: true, default: ['orders', 'again', 'wide'] },
  },
})
const [orders, records, rounds] = [values.orders, values.records, values.rounds].map(Number) as [
  number,
  number,
  number,
]

interface Turn {
  readonly of: 'encryption' | 'orders' | 'again' | 'wide'
  readonly spent: Spent
}

async function turns(directory: string, ownerUrl: string, postgres: number): Promise<Turn[]> {
  const configuration = readConfiguration(
    { data: join(directory, 'import'), database: 'env:BENCH_DATABASE_URL' },
    { ...process.env, BENCH_DATABASE_URL: ownerUrl },
  )
  const app = await openApp({ configuration, log: silentLogger })
  const wanted = (part: string) => values.only.includes(part)
  const done: Turn[] = []
  try {
    const fields = await wideFields(app)
    // Not counted: compiled code, filled caches, grown files.
    if (wanted('orders')) await importOrderPages(app, pagesOf(0, orders), postgres, 'created')
    if (wanted('wide')) await importLines(app, 'warm', 1000, () => fields, postgres)
    for (let round = 1; round <= rounds; round++) {
      done.push({ of: 'encryption', spent: await cryptographyRate(orders, postgres) })
      const pages = pagesOf(round, orders)
      if (wanted('orders'))
        done.push({ of: 'orders', spent: await importOrderPages(app, pages, postgres, 'created') })
      if (wanted('again'))
        done.push({ of: 'again', spent: await importOrderPages(app, pages, postgres, 'unchanged') })
      if (wanted('wide'))
        done.push({
          of: 'wide',
          spent: await importLines(app, `wide${round}`, records, () => fields, postgres),
        })
    }
  } finally {
    await app.close()
  }
  return done
}

function print(all: readonly Turn[]): void {
  if (!values.json)
    process.stdout.write(
      `${machine()}\nµs of CPU each, medians of ${rounds}\n${''.padEnd(14)}     main   others postgres      all  × encryption\n`,
    )
  const of = (name: string) => all.filter((turn) => turn.of === name).map(({ spent }) => spent)
  const sum = ({ cpu }: Spent) => cpu[0] + cpu[1] + cpu[2]
  const alone = of('encryption').map(({ cpu }) => cpu[0])
  for (const name of ['encryption', 'orders', 'again', 'wide']) {
    const spent = of(name)
    if (spent.length === 0) continue
    const [main, others, postgres] = [0, 1, 2].map((i) => median(spent.map(({ cpu }) => cpu[i] ?? 0)))
    const whole = median(spent.map(sum))
    const times = median(spent.map((s, i) => sum(s) / (alone[i] ?? Number.NaN)))
    if (values.json)
      process.stdout.write(`${JSON.stringify({ name, main, others, postgres, all: whole, times })}\n`)
    else {
      const columns = [main, others, postgres, whole].map((n) => (n ?? 0).toFixed(0).padStart(9))
      process.stdout.write(`${name.padEnd(14)}${columns.join('')}${times.toFixed(2).padStart(14)}\n`)
    }
  }
}

const directory = await mkdtemp(join(tmpdir(), 'azukari-bench-'))
const postgres = await startEmbedded({ directory: join(directory, 'database'), log: silentLogger })
try {
  await createDatabase(postgres.owner('postgres'), 'azukari')
  print(await turns(directory, connectionUrl(postgres.owner('azukari')), postgres.pid))
} finally {
  await postgres.stop()
  await rm(directory, { recursive: true, force: true })
}
