import type { Client } from './client.ts'
import type { Effect, RecordHistory } from './record-history.ts'
import { COLLECTION, fieldsOf, type Scene } from './scene.ts'

const REFUSED_UNKNOWN = new Set(['commit_unknown', 'internal_error'])

interface Line {
  readonly index?: number
  readonly status: string
  readonly version?: number
  readonly code?: string
}

/** Imports new records as NDJSON. A line whose result came counts as acknowledged, although the stream broke later; without one it is unknown. */
export async function importFile(scene: Scene, client: Client, count: number): Promise<void> {
  const sent = Array.from({ length: count }, () => ({ record: scene.newRecord(), token: scene.token() }))
  const ndjson = sent.map(({ record, token }) => ({
    id: record.id,
    fields: fieldsOf(token),
    events: scene.events,
  }))
  const reply = await client.call({ method: 'POST', path: `${COLLECTION}/import`, ndjson })
  if (reply.kind === 'refused') return scene.counts.add('import line: not sent', count)
  if (reply.kind === 'answer' && reply.answer.status >= 400) {
    return scene.counts.add(`import line: ${reply.answer.code}`, count)
  }
  const text = reply.kind === 'answer' ? reply.answer.bytes.toString('utf8') : reply.partial
  const results = linesOf(text)
  sent.forEach(({ record, token }, index) => {
    takeLine(scene, record, { kind: 'put', token }, results.get(index))
  })
}

function linesOf(text: string): Map<number, Line> {
  // What follows the last line end is a line cut off.
  const whole = text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .slice(0, -1)
  const lines = whole.map((line) => JSON.parse(line) as Line)
  return new Map(lines.flatMap((line) => (line.index === undefined ? [] : [[line.index, line] as const])))
}

function takeLine(scene: Scene, record: RecordHistory, effect: Effect, line: Line | undefined): void {
  if (line?.version !== undefined) {
    scene.counts.add('import line: acknowledged')
    const wrong = record.acknowledge(line.version, effect)
    if (wrong) scene.violations.add('import', `${record.id}: ${wrong}; ${record.describe()}`)
  } else if (line === undefined || REFUSED_UNKNOWN.has(line.code ?? '')) {
    scene.counts.add('import line: no answer')
    record.unknown.push(effect)
  } else scene.counts.add(`import line: ${line.code ?? line.status}`)
}
