import { runLoad } from '../load.ts'
import { type Measure, median } from '../measure.ts'
import type { World } from '../world.ts'

const FEW = 10_000
const CONNECTIONS = 8

/** p50 of put and reveal over HTTP with so many records stored, beside the same server when it had ten thousand. Filled through the bulk import. */
export async function scaleMeasures(
  world: World,
  rounds: number,
  seconds: number,
  records: number,
): Promise<Measure[]> {
  await fill(world, 0, FEW)
  const few = await latencies(world, 'few', FEW, rounds, seconds)
  const began = performance.now()
  await fill(world, FEW, records)
  const perSecond = Math.round(((records - FEW) / (performance.now() - began)) * 1000)
  const many = await latencies(world, 'many', records, rounds, seconds)
  const note = `${records} records beside ${FEW}, concurrency ${CONNECTIONS}`
  const of = (name: 'put' | 'reveal', more: string): Measure => ({
    name: `${name} at ${records} records, p50`,
    value: many[name],
    unit: 'ms',
    baseline: few[name],
    ratio: many[name] / few[name],
    runs: rounds,
    note: `${note}${more}`,
  })
  return [of('put', `; filled over HTTP at ${perSecond} records/s`), of('reveal', '')]
}

async function fill(world: World, from: number, to: number): Promise<void> {
  const at = new Date(Date.now() - 86_400_000).toISOString()
  let i = from
  const body = new ReadableStream({
    pull(controller) {
      const lines: string[] = []
      for (const end = Math.min(to, i + 500); i < end; i++) lines.push(JSON.stringify(recordOf(i, at)))
      if (lines.length > 0) controller.enqueue(new TextEncoder().encode(`${lines.join('\n')}\n`))
      if (i >= to) controller.close()
    },
  })
  const response = await fetch(`${world.azukari.url}/v1/collections/orders/import`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson', authorization: `Bearer ${world.key}` },
    body,
    duplex: 'half',
  } as RequestInit)
  const bad = await countBad(response)
  if (bad > 0 || !response.ok) throw new Error(`${bad} lines were not created (${response.status})`)
}

async function countBad(response: Response): Promise<number> {
  let bad = 0
  let rest = ''
  for await (const text of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (!line.includes('"status":"created"')) bad += 1
  }
  return bad
}

function recordOf(i: number, at: string) {
  const fields = {
    'buyer.email': `buyer${i}@mail.example`,
    'buyer.name': '山田 花子',
    'recipient.name': '山田 花子',
    'recipient.line1': '中央1丁目2-3',
    'recipient.city': '千代田区',
    'recipient.postalCode': '100-0001',
  }
  return { id: `s-${i}`, fields, events: [{ event: 'purchased', at }] }
}

async function latencies(world: World, name: string, records: number, rounds: number, seconds: number) {
  const at = new Date(Date.now() - 86_400_000).toISOString()
  let made = 0
  const put = () => {
    const { fields, events } = recordOf(made, at)
    const path = `/v1/collections/orders/records/${name}-${made++}`
    return { method: 'PUT' as const, path, body: JSON.stringify({ fields, events }) }
  }
  const asked = JSON.stringify({ purpose: 'fulfilment', fields: ['recipient.name', 'recipient.city'] })
  const reveal = () => {
    const path = `/v1/collections/orders/records/s-${Math.floor(Math.random() * records)}/reveal`
    return { method: 'POST' as const, path, body: asked }
  }
  const puts: number[] = []
  const reveals: number[] = []
  for (let round = 0; round <= rounds; round++) {
    const one = await runLoad(world.azukari.url, world.key, CONNECTIONS, { seconds }, put)
    const other = await runLoad(world.azukari.url, world.key, CONNECTIONS, { seconds }, reveal)
    // The first is a warm-up.
    if (round === 0) continue
    puts.push(one.p50)
    reveals.push(other.p50)
  }
  return { put: median(puts), reveal: median(reveals) }
}
