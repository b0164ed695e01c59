import assert from 'node:assert/strict'
import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { type App, openApp } from '../src/app.ts'
import { sampleCommand } from '../src/commands/sample.ts'
import { readConfiguration } from '../src/config/index.ts'
import { generateOrders, readSpApi } from '../src/connectors/sp-api/index.ts'
import { operatorCaller } from '../src/identity/index.ts'
import { silentLogger } from '../src/platform/logger.ts'
import { Needles, type Planted } from '../src/platform/raw-bytes/needles.ts'
import { searchFiles } from '../src/platform/raw-bytes/search-files.ts'
import { type ImportLine, importRecords, readImportLines } from '../src/vault/index.ts'
import { temporaryDirectory } from './own-cluster.ts'

const DAY = 86_400_000
const ORDERS = 1000

const open = (data: string, environment: string) =>
  openApp({ configuration: readConfiguration({ data, environment }, {}), log: silentLogger })
const operator = (app: App) => operatorCaller(app.tenant.tenant, app.tenant.id)

/** Orders as they are imported; every text in them is one that stands nowhere else, but for what a subject's orders have in common. */
async function plantedOrders(): Promise<{ lines: ImportLine[]; planted: Planted[] }> {
  const planted: Planted[] = []
  const plant = (label: string, value: string) => {
    planted.push({ label, value })
    return value
  }
  const deep = (value: unknown, label: string): unknown => {
    if (typeof value === 'string') {
      if (/^\d{4}-\d{2}-\d{2}/.test(value)) return value
      return plant(label, `${value} ${label}-PLANT-${planted.length}`)
    }
    if (Array.isArray(value)) return value.map((v) => deep(v, label))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, deep(v, label)]))
  }
  const now = Date.now()
  const pages = generateOrders({
    seed: 5,
    count: ORDERS,
    start: now - 6.5 * DAY,
    step: 9 * 60_000,
    until: now - 60_000,
  })
  const text = [...pages].flatMap((page) => page.orders.map((o) => JSON.stringify(o))).join('\n')
  const lines: ImportLine[] = []
  for await (const read of readSpApi(bytesOf(text))) {
    assert.ok(read.ok)
    const { id, fields, events } = read.item
    const index = lines.length
    // Every fifth buyer has ordered before.
    const buyer = index % 5 === 4 ? index - 4 : index
    const made: Record<string, unknown> = {}
    for (const [name, value] of Object.entries(fields)) {
      if (name === 'buyer.email') made[name] = plant('email', `buyer-${buyer}-planted@mail.company.jp`)
      else if (name === 'buyer.name') made[name] = plant('name', `山田 はなこ プランテッド ${buyer} Planted`)
      else made[name] = deep(value, `v${index}`)
    }
    const input = {
      collection: 'orders',
      id: plant('id', `planted-${id}`),
      fields: made,
      events,
      mode: 'replace',
    }
    lines.push({ index, input: input as ImportLine['input'] })
  }
  return { lines, planted: [...new Map(planted.map((p) => [p.value, p])).values()] }
}

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text)
}
async function* each<T>(list: readonly T[]): AsyncGenerator<T> {
  yield* list
}

const sample = (...args: string[]) => sampleCommand().parseAsync(['node', 'azukari', ...args, '--json'])

/** Length of a text; structure of what holds others, with the lengths in it. */
function sizeOf(value: unknown): string {
  if (typeof value === 'string') return String(Buffer.byteLength(value))
  if (Array.isArray(value)) return `[${value.map(sizeOf).join()}]`
  if (typeof value !== 'object' || value === null) return typeof value
  return `{${Object.values(value).map(sizeOf).join()}}`
}

interface Line {
  readonly id: string
  readonly fields: Record<string, unknown>
  readonly events: { event: string; at: string }[]
}
const readLines = async (file: string) =>
  (await readFile(file, 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line)

test('a sample of 1,000 orders holds no real value in any spelling, keeps its shape, and goes into a test environment', {
  timeout: 280_000,
}, async (t) => {
  const directory = await temporaryDirectory(t)
  const data = join(directory, 'production')
  const { lines, planted } = await plantedOrders()
  assert.ok(planted.length > 10 * ORDERS, String(planted.length))
  const app = await open(data, 'production')
  try {
    for await (const outcome of importRecords(app.putter, operator(app), each(lines))) {
      assert.equal(outcome.status, 'created', JSON.stringify(outcome))
    }
  } finally {
    await app.close()
  }

  const out = join(directory, 'sample')
  await sample(join(out, 'made-up'), '--data', data)
  await sample(join(out, 'masked'), '--data', data, '--masked')
  await assert.rejects(sample(out, '--data', data), { code: 'sample_directory_taken' })

  const found = await searchFiles(out, new Needles(planted))
  assert.equal(found.files, 4)
  assert.ok(found.bytes > 1_000_000)
  assert.deepEqual(found.finds.slice(0, 5), [])

  const made = await readLines(join(out, 'made-up/orders.ndjson'))
  assert.equal(made.length, ORDERS)
  assert.equal(new Set(made.map((m) => m.id)).size, ORDERS)
  await t.test('who ordered how often stays: the same buyer is the same made-up buyer', () => {
    const sizes = (emails: readonly unknown[]) => {
      const counted = new Map<unknown, number>()
      for (const email of emails) counted.set(email, (counted.get(email) ?? 0) + 1)
      return [...counted.values()].sort()
    }
    const real = sizes(lines.map((l) => l.input.fields['buyer.email']))
    assert.ok(real.includes(2))
    assert.deepEqual(sizes(made.map((m) => m.fields['buyer.email'])), real)
  })
  await t.test('which fields are there, how long, and what happened in which order stay', () => {
    const signature = (fields: object, events: readonly { event: string; at: string }[]) => {
      const parts = Object.entries(fields).map(([name, value]) => `${name}:${sizeOf(value)}`)
      const order = events.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at)).map((e) => e.event)
      return `${parts.sort().join(' ')} | ${order.join(' ')}`
    }
    const real = lines.map(({ input }) => signature(input.fields, input.events ?? [])).sort()
    assert.deepEqual(made.map((m) => signature(m.fields, m.events)).sort(), real)
  })

  const test2 = await open(join(directory, 'qa'), 'qa')
  try {
    await t.test('it is imported without a refusal, both ways of making it', async () => {
      for (const [mode, expected] of [
        ['made-up', ORDERS],
        ['masked', ORDERS],
      ] as const) {
        const stream = createReadStream(join(out, mode, 'orders.ndjson'))
        let created = 0
        for await (const outcome of importRecords(
          test2.putter,
          operator(test2),
          readImportLines('orders', stream),
        )) {
          assert.ok(outcome.status === 'created' || outcome.status === 'changed', JSON.stringify(outcome))
          created++
        }
        assert.equal(created, expected)
      }
    })
  } finally {
    await test2.close()
  }

  const again = await open(data, 'production')
  try {
    await t.test('every batch that was read for it is in the log, with its purpose', async () => {
      const entries = await readSampled(again)
      assert.equal(
        entries.reduce((n, e) => n + Number(e['opened']), 0),
        4 * ORDERS,
      )
      assert.deepEqual(new Set(entries.map((e) => e['purpose'])), new Set(['test-data']))
    })
  } finally {
    await again.close()
  }
})

async function readSampled(app: App): Promise<Record<string, unknown>[]> {
  const { readEntries } = await import('../src/audit/index.ts')
  const sampled = async () => {
    const page = await readEntries(app.databases.app.across.read, {
      order: 'oldest',
      limit: 500,
      kind: 'records.sampled',
    })
    return page.entries.map((e) => e.detail)
  }
  let read = await sampled()
  for (let looks = 0; looks < 100 && read.length < 40; looks++) {
    await new Promise((resolve) => setTimeout(resolve, 50))
    read = await sampled()
  }
  return read
}
