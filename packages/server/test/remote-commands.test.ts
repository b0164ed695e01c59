import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'node:test'
import { generateOrders } from '../src/connectors/sp-api/index.ts'
import { openPool } from '../src/platform/db.ts'
import { silentLogger } from '../src/platform/logger.ts'
import { createDatabase } from '../src/platform/postgres/create-database.ts'
import { startEmbedded } from '../src/platform/postgres/embedded.ts'
import { connectionUrl } from '../src/platform/postgres/transport.ts'
import { temporaryDirectory } from './own-cluster.ts'
import { redeem, type Served, serveProcess } from './serve-process.ts'

const DAY = 86_400_000
const MAIN = join(import.meta.dirname, '../src/main.ts')
const MARKETPLACE = join(import.meta.dirname, '../../../policies/marketplace')

interface Ran {
  readonly code: number | null
  readonly lines: readonly Record<string, unknown>[]
}

/** One command with --json, as a user runs it; `input` goes to its standard input. Answers what it wrote, either way. */
async function azukari(args: readonly string[], env: Record<string, string>, input = ''): Promise<Ran> {
  const child = spawn(process.execPath, [MAIN, ...args, '--json'], {
    env: { ...process.env, AZUKARI_LOG_LEVEL: 'error', ...env },
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (part) => {
      text += part
    })
  }
  child.stdin.end(input)
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return {
    code,
    lines: text
      .split('\n')
      .filter((l) => l.startsWith('{'))
      .map((l) => JSON.parse(l)),
  }
}

const ordersFile = (count: number) =>
  [...generateOrders({ seed: 7, count, start: Date.now() - 11 * DAY, fate: () => 'unshipped' })]
    .flatMap((page) => page.orders.map((o) => JSON.stringify(o)))
    .join('\n')

async function eventually(holds: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 300; i++) {
    if (await holds()) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  assert.fail('it never came to be')
}

test('two servers on one database, told what to do by commands', async (t) => {
  // Durable: a server refuses a database that would forget what it confirmed.
  const cluster = await startEmbedded({ directory: await temporaryDirectory(t), log: silentLogger })
  t.after(() => cluster.stop())
  const owner = cluster.owner('azukari')
  await createDatabase(cluster.owner('postgres'), 'azukari')
  const shared = ['--data', join(await temporaryDirectory(t), 'data')]
  const database = { DATABASE_URL: connectionUrl(owner) }
  const first = await serveProcess(t, shared, database)
  const key = await redeem(first, [{ action: 'read-status' }, { action: 'manage-policy' }])
  const second = await serveProcess(t, shared, database)
  const as = (served: Served, secret = key) => ({
    args: ['--url', served.url, '--key', 'env:KEY'],
    env: { KEY: secret },
  })
  const ask = (served: Served, args: readonly string[], secret = key, input = '') => {
    const { args: where, env } = as(served, secret)
    return azukari([...args, ...where], env, input)
  }

  const made = await ask(first, ['service', 'create', 'order importer'])
  const service = String(made.lines[0]?.['id'])
  const granted = await ask(first, [
    'grant',
    'create',
    service,
    'put',
    '--collection',
    'orders',
    '--classes',
    'contact',
    'address',
    'tax',
    'order',
    'unclassified',
  ])
  assert.equal(granted.code, 0, JSON.stringify(granted.lines))
  await ask(first, ['grant', 'create', service, 'event', '--collection', 'orders'])
  const importer = String((await ask(second, ['key', 'create', service])).lines[0]?.['key'])

  const input = `${ordersFile(700)}\nnot an order\n`
  const imported = await ask(second, ['import', 'sp-api', '-'], importer, input)
  const { created, refused, ok } = imported.lines.at(-1) ?? {}
  assert.deepEqual(
    { created, refused, ok, code: imported.code },
    { created: 700, refused: 1, ok: false, code: 65 },
  )
  assert.deepEqual(
    imported.lines.slice(0, -1).map((l) => l['index']),
    Array.from({ length: 701 }, (_, i) => i),
  )

  const why = await ask(first, [
    'explain',
    service,
    'reveal',
    '--collection',
    'orders',
    '--purpose',
    'fulfilment',
  ])
  assert.equal(why.lines[0]?.['allowed'], false)
  const refusedHere = await ask(first, ['status'], importer)
  assert.deepEqual([refusedHere.code, refusedHere.lines[0]?.['code']], [65, 'action_denied'])
  assert.equal((await ask(first, ['status'])).lines[0]?.['policy'], 'marketplace')
  const open = await azukari(['status', '--url', 'http://azukari.invalid', '--key', 'env:KEY'], { KEY: key })
  assert.equal(open.lines[0]?.['code'], 'url_invalid')

  // A shorter period: proposed by the operator, approved over one server, in force in both, and stored records follow by themselves.
  const directory = join(await temporaryDirectory(t), 'policy')
  await cp(MARKETPLACE, directory, { recursive: true })
  const file = join(directory, 'policy.yaml')
  const yaml = await readFile(file, 'utf8')
  const shorter = yaml.replace('pii_after_cancellation: P7D', 'pii_after_cancellation: P6D')
  assert.notEqual(shorter, yaml)
  await writeFile(file, shorter)
  const proposed = await azukari(['apply', directory, ...shared], database)
  assert.equal(proposed.code, 0, JSON.stringify(proposed.lines))
  const approved = await ask(first, ['approve', String(proposed.lines[0]?.['proposal'])])
  assert.deepEqual(approved.lines, [{ ok: true, version: 2 }])
  assert.equal((await ask(second, ['status'])).lines[0]?.['version'], 2)
  const history = await ask(second, ['policy', 'history'])
  const versions = history.lines[0]?.['versions']
  assert.ok(Array.isArray(versions) && versions.length === 2)
  await eventually(async () => (await countBehind(database.DATABASE_URL)) === 0)

  for (const level of [['epoch'], ['tenant', 'main']]) {
    const rotated = await azukari(['keys', 'rotate', ...level, ...shared], database)
    assert.equal(rotated.lines.at(-1)?.['ok'], true, JSON.stringify(rotated.lines))
    assert.ok(rotated.lines.some((l) => 'progress' in l))
  }
  const again = await ask(first, ['import', 'sp-api', '-'], importer, ordersFile(20))
  assert.equal(again.lines.at(-1)?.['changed'], 20)
  assert.equal((await azukari(['clock', 'confirm', ...shared], database)).lines[0]?.['ok'], true)
})

async function countBehind(connectionString: string): Promise<number> {
  const db = openPool({ connectionString, max: 1, applicationName: 'test', log: silentLogger })
  try {
    const [row] = await db.read.query<{ n: number }>({
      text: 'SELECT count(*) AS n FROM vault.record WHERE schema < 2',
    })
    return row?.n ?? -1
  } finally {
    await db.close()
  }
}
