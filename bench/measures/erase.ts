import pg from 'pg'
import { createGrant } from '../../packages/server/src/access/index.ts'
import { type App, openApp } from '../../packages/server/src/app.ts'
import { readConfiguration } from '../../packages/server/src/config/index.ts'
import { createKey, createService, operatorCaller } from '../../packages/server/src/identity/index.ts'
import { silentLogger } from '../../packages/server/src/platform/logger.ts'
import { eraseOwner, type ImportLine, importRecords } from '../../packages/server/src/vault/index.ts'
import { against, type Baseline, compare, deleteBaseline, type Measure, median } from '../measure.ts'

/**
 * Erasing one data owner with so many records among as many of others, through `owner.erase` with its entries, until the last of them is unreadable and not
 * found; what is cleared after that is shown apart. Beside DELETE of as many plaintext rows by an index on the owner, committed durably: this only marks rows, their
 * values stay in the pages of table and indexes. And beside DELETE and VACUUM, after which they are out of them.
 */
export async function eraseMeasures(
  directory: string,
  ownerUrl: string,
  rounds: number,
  records: number,
): Promise<Measure[]> {
  const configuration = readConfiguration(
    { data: `${directory}/erase`, database: 'env:BENCH_DATABASE_URL' },
    { ...process.env, BENCH_DATABASE_URL: ownerUrl },
  )
  const app = await openApp({ configuration, log: silentLogger })
  const pairs: { ours: number; base: Baseline }[] = []
  const answers: number[] = []
  try {
    const caller = operatorCaller(app.tenant.tenant, app.tenant.id)
    const eraser = await service(app)
    for (let round = 0; round < rounds; round++) {
      const email = `owner${round}@mail.example`
      for await (const outcome of importRecords(app.putter, caller, lines(round, records, email))) {
        if (outcome.status !== 'created') throw new Error('a record was not created')
      }
      const base = await deleteRate(ownerUrl, records)
      const [began, beganMs] = [performance.now(), app.clock.now()]
      const done = await eraseOwner(app.vault, eraser, {
        collection: 'orders',
        subject: 'buyer',
        equals: email,
      })
      answers.push((records / (performance.now() - began)) * 1000)
      const ours = (records / Math.max(1, done.unreadableSinceMs - beganMs)) * 1000
      if (done.records !== records) throw new Error(`${done.records} of ${records} were erased`)
      pairs.push({ ours, base })
    }
  } finally {
    await app.close()
  }
  const name = `erasing a data owner with ${records} records`
  return [
    compare(
      name,
      'records/s',
      against(pairs, 'deleted'),
      'baseline: DELETE of plaintext rows by an index on the owner',
    ),
    compare(name, 'records/s', against(pairs, 'vacuumed'), 'baseline: the same DELETE, and VACUUM'),
    {
      name: `${name}, until all is cleared and answered`,
      value: median(answers),
      unit: 'records/s',
      runs: rounds,
    },
  ]
}

/** Nobody may erase without a grant, the operator neither. */
async function service(app: App) {
  const operator = operatorCaller(app.tenant.tenant, app.tenant.id)
  const { id } = await createService(app.identity, operator, { name: 'bench eraser' })
  const { key } = await createKey(app.identity, operator, { service: id })
  const { caller } = await app.authenticator.authenticate(key)
  await createGrant(app.access, operator, {
    action: 'erase-owner',
    collection: 'orders',
    principal: caller.principalId,
  })
  return caller
}

async function* lines(round: number, records: number, email: string): AsyncGenerator<ImportLine> {
  const at = new Date(Date.now() - 86_400_000).toISOString()
  for (let i = 0; i < 2 * records; i++) {
    const mine = i % 2 === 0
    const fields = {
      'buyer.email': mine ? email : `other${i}@mail.example`,
      'recipient.name': `受取人 ${i}`,
      'recipient.line1': `中央${i}`,
    }
    const events = [{ event: 'purchased', at }]
    yield { index: i, input: { collection: 'orders', id: `e${round}-${i}`, fields, events, mode: 'merge' } }
  }
}

async function deleteRate(ownerUrl: string, records: number): Promise<Baseline> {
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    await client.query('DROP TABLE IF EXISTS public.plain_owned')
    await client.query(
      'CREATE TABLE public.plain_owned (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), ref text UNIQUE, email text, name text, line1 text)',
    )
    await client.query('CREATE INDEX ON public.plain_owned (email)')
    await client.query(
      `INSERT INTO public.plain_owned (ref, email, name, line1)
       SELECT 'o' || i, CASE WHEN i % 2 = 0 THEN 'owner@mail.example' ELSE 'b' || i || '@mail.example' END, '受取人 ' || i, '中央' || i
       FROM generate_series(1, $1::int) AS i`,
      [2 * records],
    )
    await client.query('VACUUM ANALYZE public.plain_owned')
    return await deleteBaseline(client, 'plain_owned', `email = 'owner@mail.example'`, records)
  } finally {
    await client.end()
  }
}
