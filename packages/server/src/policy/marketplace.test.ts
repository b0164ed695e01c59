import assert from 'node:assert/strict'
import test from 'node:test'
import { fileURLToPath } from 'node:url'
import { ORDER_FIELDS } from '../connectors/sp-api/index.ts'
import { resolveRetention } from './deadlines/deadline.ts'
import { eventInstant } from './deadlines/duration.ts'
import { loadPolicy } from './load-policy.ts'
import { renderText } from './texts/render-text.ts'

const DIR = fileURLToPath(new URL('../../../../policies/marketplace', import.meta.url))
const DAY = 86_400_000

test('published, the text says the numbers in force', async () => {
  const { model, texts } = await loadPolicy(DIR)
  assert.match(renderText(model, texts.en.markdown, 'en'), /destroyed 30 days after the order was shipped/)
  assert.match(renderText(model, texts.ja.markdown, 'ja'), /出荷から30日後/)
})

test('the strictest authority decides how long logs are kept', async () => {
  const { log_retention } = (await loadPolicy(DIR)).model.parameters
  assert.equal(log_retention?.value, 'P12M')
  assert.equal(log_retention?.floor?.value, 'P90D')
  assert.match(log_retention?.decidedBy?.en ?? '', /marketplace/)
})

test('everything personal of an order dies together, at the earliest end', async () => {
  const { orders } = (await loadPolicy(DIR)).model.collections
  assert.deepEqual(
    orders?.groups.map((g) => g.key),
    ['address+contact+tax+unclassified', 'order'],
  )
  const rule = orders?.groups[0]?.retention
  assert.ok(rule)
  const at = (date: string): number => eventInstant(date, 'Asia/Tokyo')
  const created = at('2026-10-01')
  const due = (events: Record<string, number>): number =>
    resolveRetention(rule, { created, ...events }, 'Asia/Tokyo') ?? 0
  assert.equal(due({}), created + 90 * DAY)
  assert.equal(due({ purchased: at('2026-09-01') }), at('2026-09-01') + 90 * DAY)
  assert.equal(due({ shipped: at('2026-10-02'), delivered: at('2026-10-05') }), at('2026-10-02') + 30 * DAY)
  assert.equal(due({ delivered: at('2026-10-05') }), at('2026-10-05') + 30 * DAY)
  assert.equal(due({ cancelled: at('2026-10-03') }), at('2026-10-03') + 7 * DAY)
})

test('no index is planned that has to be accepted by name', async () => {
  const { orders } = (await loadPolicy(DIR)).model.collections
  assert.deepEqual(
    orders?.fields.filter((f) => f.search === 'exact').map((f) => f.name),
    ['buyer.email', 'recipient.name'],
  )
})

test('the collection has the fields that the importer writes, with their types and classes', async () => {
  const { orders } = (await loadPolicy(DIR)).model.collections
  const shape = (fields: readonly { name: string; type: string; class: string }[]): string[] =>
    fields.map((f) => `${f.name} ${f.type} ${f.class}`)
  assert.deepEqual(shape(orders?.fields ?? []), shape(ORDER_FIELDS))
})
