import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { type App, openApp } from '../../packages/server/src/app.ts'
import type { AcrossWriter } from '../../packages/server/src/audit/index.ts'
import { readConfiguration } from '../../packages/server/src/config/index.ts'
import { operatorCaller } from '../../packages/server/src/identity/index.ts'
import { silentLogger } from '../../packages/server/src/platform/logger.ts'
import { destroyDueKeys } from '../../packages/server/src/retention/destroy-all-due.ts'
import { destroyEndedBuckets } from '../../packages/server/src/retention/destroy-buckets.ts'
import { confirmGap } from '../../packages/server/src/retention/index.ts'
import { type ImportLine, importRecords } from '../../packages/server/src/vault/index.ts'
import { against, type Baseline, compare, deleteBaseline, type Measure, median } from '../measure.ts'

const DAY = 86_400_000
const AT_ONCE = 200_000

interface Pair {
  readonly ours: number
  readonly base: Baseline
}

/**
 * Destroying due records until they are unreadable and unfindable, beside DELETE, committed durably, of as many plaintext rows with the same indexes: two by
 * id and two by value; and beside DELETE and VACUUM, after which the values are out of the pages of table and indexes. By key: their day is over. By a
 * newer key: one record of the same day is not due yet, so the bucket has to stay. Key by key: the same, by the way that is taken where much of the day is not
 * due. What is cleared afterwards is shown apart. The environment has an injected clock,
 * so that everything falls due at one instant.
 */
export async function destroyMeasures(
  directory: string,
  ownerUrl: string,
  rounds: number,
  records: number,
): Promise<Measure[]> {
  const env = { ...process.env, BENCH_DATABASE_URL: ownerUrl }
  const options = {
    data: `${directory}/destroy`,
    database: 'env:BENCH_DATABASE_URL',
    environment: 'bench',
    injectedClock: true,
  }
  const app = await openApp({ configuration: readConfiguration(options, env), log: silentLogger })
  const byKey: Pair[] = []
  const renewed: Pair[] = []
  const byRow: Pair[] = []
  const clearing: number[] = []
  const clearingRows: number[] = []
  try {
    await app.sweep.run()
    for (let round = 0; round < rounds; round++) {
      await fill(app, `k${round}`, records)
      await logAtRest(app)
      const base = await deleteRate(ownerUrl, records)
      await pass(app, 31 * DAY)
      const key = await destroyByKey(app, records)
      byKey.push({ base, ours: key.perSecond })
      clearing.push(key.clearedPerSecond)
      for (const way of ['n', 'r'] as const) {
        await atNoon(app)
        await fill(app, `${way}${round}`, records, app.clock.now() + 3_600_000)
        await logAtRest(app)
        const rowBase = await deleteRate(ownerUrl, records)
        await pass(app, 30 * DAY)
        const row = await destroyBesideUndue(app, records, way === 'n' ? {} : { mostKept: 0 })
        if (way === 'n') renewed.push({ base: rowBase, ours: row.perSecond })
        else {
          byRow.push({ base: rowBase, ours: row.perSecond })
          clearingRows.push(row.clearedPerSecond)
        }
        await pass(app, 2 * DAY)
        await app.sweep.run()
      }
    }
  } finally {
    await app.close()
  }
  return measuresOf(records, rounds, { byKey, renewed, byRow, clearing, clearingRows })
}

interface Rounds {
  readonly byKey: readonly Pair[]
  readonly renewed: readonly Pair[]
  readonly byRow: readonly Pair[]
  readonly clearing: readonly number[]
  readonly clearingRows: readonly number[]
}

function measuresOf(records: number, runs: number, rounds: Rounds): Measure[] {
  const both = (name: string, pairs: readonly Pair[]) => [
    compare(
      name,
      'records/s',
      against(pairs, 'deleted'),
      'baseline: DELETE of plaintext rows with two keys and two indexes',
    ),
    compare(name, 'records/s', against(pairs, 'vacuumed'), 'baseline: the same DELETE, and VACUUM'),
  ]
  const cleared = (name: string, values: readonly number[]) => ({
    name,
    value: median(values),
    unit: 'records/s',
    runs,
  })
  return [
    ...both(`destroying ${records} due records by key`, rounds.byKey),
    cleared('clearing away their rows afterwards', rounds.clearing),
    ...both(`destroying ${records} due records by a newer key, one of the day not due`, rounds.renewed),
    ...both(`destroying ${records} due records key by key`, rounds.byRow),
    cleared('clearing away what they left afterwards', rounds.clearingRows),
  ]
}

/** Until what the filling logged is sequenced: neither side is measured beside that. */
async function logAtRest(app: App): Promise<void> {
  const pending = { text: 'SELECT count(*) AS n FROM audit.pending' }
  while ((await app.databases.app.across.read.query<{ n: number }>(pending))[0]?.n !== 0) await sleep(50)
}

async function pass(app: App, ms: number): Promise<void> {
  const offset = app.clock.now() - Date.now()
  await app.databases.moveClock?.(offset + ms)
  await confirmGap(app.writers.app, app.clock, 'operator')
}

/** Noon of the next day, so that an hour later is the same day. */
async function atNoon(app: App): Promise<void> {
  const now = app.clock.now()
  await pass(app, (Math.floor(now / DAY) + 1.5) * DAY - now)
  await app.sweep.run()
}

/** Records that were shipped now, and, when asked, one that is due at another time. */
async function fill(app: App, name: string, records: number, lastDue?: number): Promise<void> {
  const caller = operatorCaller(app.tenant.tenant, app.tenant.id)
  const at = app.clock.now() - 60_000
  for await (const outcome of importRecords(app.putter, caller, lines(name, records, at))) {
    if (outcome.status !== 'created') throw new Error('a record was not created')
  }
  if (lastDue === undefined) return
  await app.databases.moveClock?.(lastDue - Date.now())
  for await (const _ of importRecords(app.putter, caller, lines(`${name}-late`, 1, lastDue)));
  await app.databases.moveClock?.(at + 60_000 - Date.now())
}

/** The time of the transaction that destroys the day's key, commit included; then that nothing is left to be read or found, and the clearing. */
async function destroyByKey(app: App, records: number) {
  const { keyring, writers, clock } = app
  const began = performance.now()
  const buckets = await destroyEndedBuckets(keyring, writers.groups, clock.now(), ['A8'])
  const took = performance.now() - began
  if (buckets === 0 || (await openable(app)) > 0) throw new Error('it was not destroyed by key')
  const clearedFrom = performance.now()
  let cleared = 0
  while (cleared < records) cleared += (await app.sweep.run()).destroyed
  return {
    perSecond: (records / took) * 1000,
    clearedPerSecond: (cleared / (performance.now() - clearedFrom)) * 1000,
  }
}

/** Record keys that something opens. Tags find by way of them. */
async function openable(app: App): Promise<number> {
  const [row] = await app.databases.app.across.read.query<{ n: number }>({
    text: `SELECT count(*) AS n FROM keys.record_key k JOIN keys.bucket_key b ON b.bucket = k.bucket AND b.version = k.bucket_version`,
  })
  return row?.n ?? Number.NaN
}

/** The time until the last commit that destroys, with what it takes to find what is due; then the clearing. */
async function destroyBesideUndue(app: App, records: number, options: { mostKept?: number }) {
  const { keyring, writers, clock } = app
  const nowMs = clock.now()
  let until = 0
  const timed = (writer: AcrossWriter): AcrossWriter =>
    Object.assign(Object.create(writer), {
      across: async (work: Parameters<AcrossWriter['across']>[0]) => {
        const done = await writer.across(work)
        until = performance.now()
        return done
      },
    })
  const timedWriters = { writer: timed(writers.app), groupWriter: timed(writers.groups) }
  const began = performance.now()
  await destroyDueKeys(keyring, timedWriters, nowMs, ['A8'], options)
  const took = until - began
  if ((await openable(app)) !== 1) throw new Error('something else than one record is left')
  const clearedFrom = performance.now()
  while ((await left(app)) > 1) await app.sweep.run()
  return {
    perSecond: (records / took) * 1000,
    clearedPerSecond: (records / (performance.now() - clearedFrom)) * 1000,
  }
}

async function left(app: App): Promise<number> {
  const [row] = await app.databases.app.across.read.query<{ n: number }>({
    text: 'SELECT count(*) AS n FROM vault.record',
  })
  return row?.n ?? Number.NaN
}

async function* lines(name: string, records: number, atMs: number): AsyncGenerator<ImportLine> {
  const at = new Date(atMs).toISOString()
  for (let i = 0; i < records; i++) {
    const fields = {
      'buyer.email': `b${i}@mail.example`,
      'recipient.name': `受取人 ${i}`,
      'recipient.line1': `中央${i}`,
    }
    const events = [
      { event: 'purchased', at },
      { event: 'shipped', at },
    ]
    yield { index: i, input: { collection: 'orders', id: `${name}-${i}`, fields, events, mode: 'merge' } }
  }
}

async function deleteRate(ownerUrl: string, records: number): Promise<Baseline> {
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    await client.query('DROP TABLE IF EXISTS public.plain_due')
    await client.query(
      `CREATE TABLE public.plain_due (
         id uuid PRIMARY KEY DEFAULT gen_random_uuid(), ref text UNIQUE, email text, name text, line1 text, due timestamptz)`,
    )
    await client.query('CREATE INDEX ON public.plain_due (email)')
    await client.query('CREATE INDEX ON public.plain_due (due)')
    for (let from = 1; from <= records; from += AT_ONCE) {
      await client.query(
        `INSERT INTO public.plain_due (ref, email, name, line1, due)
         SELECT 'd' || i, 'b' || i || '@mail.example', '受取人 ' || i, '中央' || i, now() FROM generate_series($1::int, $2::int) AS i`,
        [from, Math.min(records, from + AT_ONCE - 1)],
      )
    }
    await client.query('VACUUM ANALYZE public.plain_due')
    return await deleteBaseline(client, 'plain_due', 'due <= now()', records)
  } finally {
    await client.end()
  }
}
