import { createCipheriv, createSecretKey, randomBytes } from 'node:crypto'
import pg from 'pg'
import { importOrders } from '../../packages/server/src/app/import-orders.ts'
import { type App, openApp } from '../../packages/server/src/app.ts'
import { readConfiguration } from '../../packages/server/src/config/index.ts'
import { generateOrders, type Page } from '../../packages/server/src/connectors/sp-api/index.ts'
import { operatorCaller } from '../../packages/server/src/identity/index.ts'
import { silentLogger } from '../../packages/server/src/platform/logger.ts'
import { copyRows } from '../copy-rows.ts'
import { compare, type Measure, median } from '../measure.ts'
import { measured, type Spent } from '../spent.ts'

const DAY = 86_400_000

/**
 * Import of orders in the API's own shape through the code of `azukari import sp-api`, in one process: parsing, classification, encryption, tags, clocks,
 * log; then the same orders again. Beside it, in the same run: the encryption calls of those orders and nothing else on one core, and the plaintext orders
 * by COPY. Wall-clock compares only on a machine that does nothing else; what an order costs in CPU holds better.
 */
export async function importMeasures(
  directory: string,
  ownerUrl: string,
  postgresPid: number,
  rounds: number,
  orders: number,
): Promise<Measure[]> {
  const configuration = readConfiguration(
    { data: `${directory}/import`, database: 'env:BENCH_DATABASE_URL' },
    { ...process.env, BENCH_DATABASE_URL: ownerUrl },
  )
  const app = await openApp({ configuration, log: silentLogger })
  const fresh: Spent[] = []
  const again: Spent[] = []
  const crypto: Spent[] = []
  const copied: number[] = []
  try {
    // Not counted: compiled code, filled caches.
    await importOrderPages(app, pagesOf(0, Math.min(orders, 2000)), postgresPid, 'created')
    for (let round = 1; round <= rounds; round++) {
      const pages = pagesOf(round, orders)
      crypto.push(await cryptographyRate(orders, postgresPid))
      fresh.push(await importOrderPages(app, pages, postgresPid, 'created'))
      copied.push(await copyRate(ownerUrl, pages, orders))
      again.push(await importOrderPages(app, pages, postgresPid, 'unchanged'))
    }
  } finally {
    await app.close()
  }
  const base = (bases: readonly number[], ours: readonly Spent[]) =>
    ours.map(({ perSecond }, i) => ({ ours: perSecond, base: bases[i] ?? Number.NaN }))
  const rates = crypto.map((c) => c.perSecond)
  const sealing = median(crypto.map((c) => c.cpu[0]))
  const spent = (of: readonly Spent[]) => {
    const [main, others, postgres] = [0, 1, 2].map((i) => Math.round(median(of.map((s) => s.cpu[i] ?? 0))))
    return `CPU µs an order: main thread ${main}, other threads ${others}, PostgreSQL ${postgres}; the encryption alone ${Math.round(sealing)}`
  }
  return [
    compare(
      'import of new orders',
      'orders/s',
      base(rates, fresh),
      `one core’s encryption alone; ${spent(fresh)}`,
    ),
    compare(
      'import of new orders against COPY of plaintext',
      'orders/s',
      base(copied, fresh),
      'jsonb rows, parsed already',
    ),
    compare(
      'import again of orders that did not change',
      'orders/s',
      base(rates, again),
      `as above; ${spent(again)}`,
    ),
  ]
}

/** Pages of one round, their order ids unlike those of every other. */
export function pagesOf(round: number, orders: number): Page[] {
  const until = Date.now()
  const pages = [
    ...generateOrders({ seed: 1000 + round, count: orders, start: until - 6 * DAY, step: 1000, until }),
  ]
  const text = JSON.stringify(pages).replaceAll('"orderId":"250-', `"orderId":"${300 + round}-`)
  return JSON.parse(text) as Page[]
}

/** Imports pages as `azukari import sp-api` would read them from a file, and sees that each order had the outcome expected. */
export async function importOrderPages(
  app: App,
  pages: readonly Page[],
  postgresPid: number,
  expected: 'created' | 'unchanged',
): Promise<Spent> {
  const bytes = pages.map((page) => Buffer.from(`${JSON.stringify(page)}\n`, 'utf8'))
  const caller = operatorCaller(app.tenant.tenant, app.tenant.id)
  return await measured(postgresPid, async () => {
    let done = 0
    for await (const outcome of importOrders(app.putter, caller, streamOf(bytes))) {
      if (outcome.status !== expected) throw new Error(`an order was ${outcome.status}, not ${expected}`)
      done += 1
    }
    return done
  })
}

async function* streamOf(parts: readonly Buffer[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield part
}

/** Cells and wrapped keys of an order, encrypted one after the other on one core: contact, address and order, two record keys; the sizes that the generator's orders have. */
export function cryptographyRate(orders: number, postgresPid: number): Promise<Spent> {
  const sizes = [320, 320, 1100, 32, 32]
  const key = randomBytes(32)
  const plain = sizes.map((size) => randomBytes(size))
  const aad = randomBytes(60)
  return measured(postgresPid, () => {
    for (let i = 0; i < orders; i++) {
      for (const part of plain) {
        const cipher = createCipheriv('aes-256-gcm', createSecretKey(key), randomBytes(12))
        cipher.setAAD(aad)
        cipher.update(part)
        cipher.final()
        cipher.getAuthTag()
      }
    }
    return orders
  })
}

async function copyRate(ownerUrl: string, pages: readonly Page[], orders: number): Promise<number> {
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    await client.query(
      'CREATE TABLE IF NOT EXISTS public.plain_orders (id text PRIMARY KEY, at timestamptz DEFAULT now(), body jsonb NOT NULL)',
    )
    await client.query('TRUNCATE public.plain_orders')
    const began = performance.now()
    const chunks = pages.map((page) =>
      Buffer.from(
        (page as unknown as { orders: { orderId: string }[] }).orders
          .map((order) => `${order.orderId}\t${JSON.stringify(order).replaceAll('\\', '\\\\')}\n`)
          .join(''),
      ),
    )
    await copyRows(client, 'COPY public.plain_orders (id, body) FROM STDIN', chunks)
    return (orders / (performance.now() - began)) * 1000
  } finally {
    await client.end()
  }
}
