import { type App, openApp } from '../../packages/server/src/app.ts'
import { readConfiguration } from '../../packages/server/src/config/index.ts'
import { operatorCaller } from '../../packages/server/src/identity/index.ts'
import { silentLogger } from '../../packages/server/src/platform/logger.ts'
import { type ImportLine, importRecords } from '../../packages/server/src/vault/index.ts'
import type { Measure } from '../measure.ts'
import { measured, type Spent } from '../spent.ts'

const VALUES = 120
const BYTES = 5700
const WIDE = 5000
const SAMPLE_EVERY_MS = 50

/**
 * Import of wide records (every field of an order, 120 values in all, 5.7 KB), and memory while so many narrow lines go through: the largest resident set of a
 * process that holds the whole program.
 */
export async function lineMeasures(
  directory: string,
  ownerUrl: string,
  postgresPid: number,
  lines: number,
): Promise<Measure[]> {
  const configuration = readConfiguration(
    { data: `${directory}/lines`, database: 'env:BENCH_DATABASE_URL' },
    { ...process.env, BENCH_DATABASE_URL: ownerUrl },
  )
  const app = await openApp({ configuration, log: silentLogger })
  try {
    const fields = await wideFields(app)
    const run = (name: string, count: number, of: Parameters<typeof importLines>[3]) =>
      importLines(app, name, count, of, postgresPid)
    await run('warm', 1000, () => fields)
    const wide = await run('wide', WIDE, () => fields)
    const narrow = await run('narrow', lines, (i) => ({
      'buyer.email': `b${i}@mail.example`,
      'recipient.name': `受取人 ${i}`,
      'recipient.line1': `中央${i}`,
    }))
    const note = `${lines} lines at ${Math.round(narrow.perSecond)} lines/s`
    const [main, others, postgres] = wide.cpu.map(Math.round)
    const spent = `CPU µs a record: main thread ${main}, other threads ${others}, PostgreSQL ${postgres}`
    return [
      {
        name: 'import of records of 120 values, 5.7 KB',
        value: wide.perSecond,
        unit: 'records/s',
        runs: 1,
        note: spent,
      },
      { name: 'largest memory during an import', value: narrow.rss / 1e6, unit: 'MB', runs: 1, note },
    ]
  } finally {
    await app.close()
  }
}

/** Imports so many records, each of them new. */
export async function importLines(
  app: App,
  name: string,
  count: number,
  fieldsOf: (i: number) => ImportLine['input']['fields'],
  postgresPid: number,
): Promise<Spent & { rss: number }> {
  const caller = operatorCaller(app.tenant.tenant, app.tenant.id)
  const events = [{ event: 'purchased', at: new Date(Date.now() - 86_400_000).toISOString() }]
  async function* lines(): AsyncGenerator<ImportLine> {
    for (let i = 0; i < count; i++)
      yield {
        index: i,
        input: { collection: 'orders', id: `${name}-${i}`, fields: fieldsOf(i), events, mode: 'merge' },
      }
  }
  let rss = 0
  const sampling = setInterval(() => {
    rss = Math.max(rss, process.memoryUsage.rss())
  }, SAMPLE_EVERY_MS)
  try {
    const spent = await measured(postgresPid, async () => {
      for await (const outcome of importRecords(app.putter, caller, lines())) {
        if (outcome.status !== 'created') throw new Error('a record was not created')
      }
      return count
    })
    return { ...spent, rss }
  } finally {
    clearInterval(sampling)
  }
}

/** A value for every text field, and members in the JSON fields until there are enough values. */
export async function wideFields(app: App): Promise<ImportLine['input']['fields']> {
  const { model } = await app.policy.load()
  const all = model.collections['orders']?.fields ?? []
  const texts = all.filter((f) => f.type === 'text')
  const jsons = all.filter((f) => f.type === 'json')
  const each = Math.ceil((VALUES - texts.length) / jsons.length)
  const size = Math.floor(BYTES / VALUES) - 16
  const value = (i: number) => `v${i}`.padEnd(size, 'x')
  const fields: Record<string, string | Record<string, string>> = {}
  texts.forEach((f, i) => {
    fields[f.name] = f.normalise === 'email' ? 'wide@mail.example' : value(i).slice(0, f.maxBytes)
  })
  for (const f of jsons) {
    fields[f.name] = Object.fromEntries([...Array(each).keys()].map((i) => [`m${i}`, value(i)]))
  }
  return fields
}
