import { createCipheriv, createSecretKey, randomBytes } from 'node:crypto'
import pg from 'pg'
import { importOrders } from '../../packages/server/src/app/import-orders.ts'
import { openApp } from '../../packages/server/src/app.ts'
import { readConfiguration } from '../../packages/server/src/config/index.ts'
import { generateOrders } from '../../packages/server/src/connectors/sp-api/index.ts'
import { operatorCaller } from '../../packages/server/src/identity/index.ts'
import { silentLogger } from '../../packages/server/src/platform/logger.ts'
import { compare, type Measure } from '../measure.ts'

/**
 * Import of orders in the API's own shape through the code of `azukari import sp-api`, in one process: parsing, classification, encryption, tags, clocks,
 * log. Beside it, in the same run: the encryption calls of those orders and nothing else on one core, and the plaintext orders by bulk insert.
 */
export async function importMeasures(
  directory: string,
  ownerUrl: string,
  rounds: number,
  orders: number,
): Promise<Measure[]> {
  const configuration = readConfiguration(
    { data: `${directory}/import`, database: 'env:BENCH_DATABASE_URL' },
    { ...process.env, BENCH_DATABASE_URL: ownerUrl },
  )
  const app = await openApp({ configuration, log: silentLogger })
  const pairs: { ours: number; base: number }[] = []
  const bulk: { ours: number; base: number }[] = []
  try {
    for (let round = 0; round < rounds; round++) {
      const pages = [
        ...generateOrders({
          seed: 1000 + round,
          count: orders,
          start: Date.now() - 6 * 86_400_000,
          step: 60_000,
          until: Date.now(),
        }),
      ]
      const bytes = pages.map((page) => Buffer.from(`${JSON.stringify(page)}\n`, 'utf8'))
      const caller = operatorCaller(app.tenant.tenant, app.tenant.id)
      const began = performance.now()
      let stored = 0
      for await (const outcome of importOrders(app.putter, caller, streamOf(bytes))) {
        if (outcome.status === 'refused') throw new Error(`refused: ${outcome.code}`)
        stored += 1
      }
      if (stored !== orders) throw new Error(`${stored} of ${orders} orders came out`)
      const ours = (orders / (performance.now() - began)) * 1000
      pairs.push({ ours, base: cryptographyRate(orders) })
      bulk.push({ ours, base: await bulkRate(ownerUrl, pages, orders) })
    }
  } finally {
    await app.close()
  }
  const memory = Math.round(process.memoryUsage().rss / 1e6)
  return [
    compare('import of orders', 'orders/s', pairs, 'baseline: one core doing just their encryption'),
    compare(
      'import of orders against plaintext bulk insert',
      'orders/s',
      bulk,
      'baseline: the same orders, parsed already, as plaintext jsonb, one INSERT … SELECT a page',
    ),
    { name: 'memory after import', value: memory, unit: 'MB', runs: 1 },
  ]
}

async function* streamOf(parts: readonly Buffer[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield part
}

/** Cells and wrapped keys of an order: contact, address and order, two record keys; the sizes that the generator's orders have. */
function cryptographyRate(orders: number): number {
  const sizes = [320, 320, 1100, 32, 32]
  const key = randomBytes(32)
  const plain = sizes.map((size) => randomBytes(size))
  const aad = randomBytes(60)
  const began = performance.now()
  for (let i = 0; i < orders; i++) {
    for (const part of plain) {
      const cipher = createCipheriv('aes-256-gcm', createSecretKey(key), randomBytes(12))
      cipher.setAAD(aad)
      cipher.update(part)
      cipher.final()
      cipher.getAuthTag()
    }
  }
  return (orders / (performance.now() - began)) * 1000
}

async function bulkRate(ownerUrl: string, pages: readonly unknown[], orders: number): Promise<number> {
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    await client.query(
      'CREATE TABLE IF NOT EXISTS public.plain_orders (id bigserial PRIMARY KEY, body jsonb NOT NULL)',
    )
    const began = performance.now()
    for (const page of pages) {
      const list = (page as { orders: unknown[] }).orders.map((order) => JSON.stringify(order))
      await client.query(
        'INSERT INTO public.plain_orders (body) SELECT b::jsonb FROM unnest($1::text[]) AS b',
        [list],
      )
    }
    return (orders / (performance.now() - began)) * 1000
  } finally {
    await client.end()
  }
}
