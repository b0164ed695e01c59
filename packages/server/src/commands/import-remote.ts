import type { OrderOutcome } from '../app/import-orders.ts'
import { type ReadOptions, readSpApi } from '../connectors/sp-api/index.ts'
import { defineError } from '../platform/errors.ts'
import type { Remote } from './remote.ts'

const importEnded = defineError('import_ended', 502, 'The server ended the import early')

/** An order on its way, or one that could not be read and never left. */
interface Sent {
  readonly index: number
  readonly line: { readonly line: number } | object
  readonly warnings: OrderOutcome['warnings']
  readonly fault?: { readonly code: string; readonly detail: string }
}

/**
 * Imports marketplace orders into a server: read here, sent line by line, answered line by line while the rest is still being read. Outcomes come
 * in order. Merges, as the local import does. Throws `import_ended` when the server cannot go on; what was answered until then is kept there.
 */
export async function* importRemotely(
  remote: Remote,
  input: AsyncIterable<Uint8Array>,
  options: ReadOptions = {},
): AsyncGenerator<OrderOutcome> {
  const sent: Sent[] = []
  async function* lines(): AsyncGenerator<Uint8Array> {
    let index = 0
    for await (const result of readSpApi(input, options)) {
      const { line } = result.ok ? result.item.position : result.position
      const place = { index: index++, line: line === undefined ? {} : { line } }
      if (!result.ok) sent.push({ ...place, warnings: [], fault: result.error })
      else {
        const { id, fields, events, warnings } = result.item
        sent.push({ ...place, warnings })
        yield Buffer.from(`${JSON.stringify({ id, fields, events, mode: 'merge' })}\n`, 'utf8')
      }
    }
  }
  const replies = await remote.stream('/collections/orders/import', 'application/x-ndjson', lines())
  for await (const reply of jsonLines(replies)) {
    yield* faults(sent)
    if (reply.status === 'ended') throw importEnded(`${reply.code}: ${reply.detail}`)
    const order = sent.shift()
    if (!order) throw importEnded('it answered more orders than it was sent')
    yield { ...reply, index: order.index, ...order.line, warnings: order.warnings } as OrderOutcome
  }
  yield* faults(sent)
  if (sent.length > 0) throw importEnded(`${sent.length} orders were not answered`)
}

function* faults(sent: Sent[]): Generator<OrderOutcome> {
  for (let first = sent[0]; first?.fault; first = sent[0]) {
    const { index, line, warnings, fault } = first
    yield { index, status: 'refused', code: fault.code, detail: fault.detail, ...line, warnings }
    sent.shift()
  }
}

type Reply = Record<string, unknown> & {
  readonly status: string
  readonly code?: string
  readonly detail?: string
}

async function* jsonLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Reply> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) yield JSON.parse(line) as Reply
  }
}
