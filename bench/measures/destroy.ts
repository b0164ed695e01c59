import pg from 'pg'
import { openApp } from '../../packages/server/src/app.ts'
import { readConfiguration } from '../../packages/server/src/config/index.ts'
import { operatorCaller } from '../../packages/server/src/identity/index.ts'
import { silentLogger } from '../../packages/server/src/platform/logger.ts'
import { confirmGap } from '../../packages/server/src/retention/index.ts'
import { type ImportLine, importRecords } from '../../packages/server/src/vault/index.ts'
import { compare, type Measure } from '../measure.ts'

const DAY = 86_400_000

/**
 * Destroying due records until they are unreadable and unfindable, beside DELETE of as many plaintext rows with a primary key and two indexes. The
 * environment has an injected clock, so that everything falls due at one instant.
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
  const pairs: { ours: number; base: number }[] = []
  try {
    await app.sweep.run()
    for (let round = 0; round < rounds; round++) {
      const caller = operatorCaller(app.tenant.tenant, app.tenant.id)
      const shipped = new Date(app.clock.now() - 60_000).toISOString()
      for await (const outcome of importRecords(app.putter, caller, lines(round, records, shipped))) {
        if (outcome.status !== 'created') throw new Error('a record was not created')
      }
      const base = await deleteRate(ownerUrl, records)
      await app.databases.moveClock?.((round + 1) * 31 * DAY)
      await confirmGap(app.writers.app, app.clock, 'operator')
      const began = performance.now()
      const { destroyed } = await app.sweep.run()
      const ours = (destroyed / (performance.now() - began)) * 1000
      if (destroyed < records) throw new Error(`${destroyed} of ${records} were destroyed`)
      pairs.push({ ours, base })
    }
  } finally {
    await app.close()
  }
  return [
    compare(
      `destroying ${records} due records`,
      'records/s',
      pairs,
      'baseline: DELETE of plaintext rows with three indexes, then VACUUM',
    ),
  ]
}

async function* lines(round: number, records: number, at: string): AsyncGenerator<ImportLine> {
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
    yield { index: i, input: { collection: 'orders', id: `d${round}-${i}`, fields, events, mode: 'merge' } }
  }
}

async function deleteRate(ownerUrl: string, records: number): Promise<number> {
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    await client.query('DROP TABLE IF EXISTS public.plain_due')
    await client.query(
      'CREATE TABLE public.plain_due (id text PRIMARY KEY, email text, name text, line1 text, due timestamptz)',
    )
    await client.query('CREATE INDEX ON public.plain_due (email)')
    await client.query('CREATE INDEX ON public.plain_due (due)')
    await client.query(
      `INSERT INTO public.plain_due SELECT 'd' || i, 'b' || i || '@mail.example', '受取人 ' || i, '中央' || i, now() FROM generate_series(1, $1) AS i`,
      [records],
    )
    await client.query('ANALYZE public.plain_due')
    const began = performance.now()
    await client.query('DELETE FROM public.plain_due WHERE due <= now()')
    await client.query('VACUUM public.plain_due')
    return (records / (performance.now() - began)) * 1000
  } finally {
    await client.end()
  }
}
