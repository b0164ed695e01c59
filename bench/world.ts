import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silentLogger } from '../packages/server/src/platform/logger.ts'
import { createDatabase } from '../packages/server/src/platform/postgres/create-database.ts'
import { startEmbedded } from '../packages/server/src/platform/postgres/embedded.ts'
import { connectionUrl } from '../packages/server/src/platform/postgres/transport.ts'
import { type Child, startChild } from './child.ts'
import { PROGRAM } from './program.ts'

/** One PostgreSQL, durable, with Azukari and the baseline on it. */
export interface World {
  readonly azukari: Child
  readonly plain: Child
  readonly key: string
  readonly directory: string
  readonly ownerUrl: string
  stop(): Promise<void>
}

const PLAIN = join(import.meta.dirname, 'servers/plain.ts')
const CLASSES = ['contact', 'address', 'tax', 'order']

/** @param profileInto directory for a V8 CPU profile of our server, written when it stops */
export async function startWorld(profileInto?: string): Promise<World> {
  const directory = await mkdtemp(join(tmpdir(), 'azukari-bench-'))
  const postgres = await startEmbedded({ directory: join(directory, 'database'), log: silentLogger })
  await createDatabase(postgres.owner('postgres'), 'azukari')
  const ownerUrl = connectionUrl(postgres.owner('azukari'))
  const env = { BENCH_DATABASE_URL: ownerUrl }
  const data = join(directory, 'azukari')
  const azukari = await startChild(
    [
      ...(profileInto === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileInto}`]),
      ...PROGRAM,
      'serve',
      '--data',
      data,
      '--port',
      '0',
      '--json',
      '--database',
      'env:BENCH_DATABASE_URL',
    ],
    env,
  )
  const plain = await startChild([PLAIN], env)
  return {
    azukari,
    plain,
    key: await firstKey(azukari),
    directory,
    ownerUrl,
    async stop() {
      await Promise.all([azukari.stop(), plain.stop()])
      await postgres.stop()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

async function firstKey(azukari: Child): Promise<string> {
  const token = new URL(String(azukari.ready['setup'])).hash.slice(1)
  const orders = { collection: 'orders' }
  const grants = [
    { action: 'put', ...orders, classes: CLASSES },
    { action: 'event', ...orders },
    { action: 'delete', ...orders },
    { action: 'reveal', ...orders, classes: ['contact', 'address', 'order'], purpose: 'fulfilment' },
    { action: 'search', ...orders, fields: ['buyer.email'], purpose: 'fulfilment' },
    { action: 'read-log' },
  ]
  const response = await fetch(`${azukari.url}/v1/setup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token, name: 'bench load', grants }),
  })
  const body = (await response.json()) as { key?: string }
  if (!body.key) throw new Error(`set-up failed: ${JSON.stringify(body)}`)
  return body.key
}
