import { type ImportResult, type ReadOptions, readSpApiTogether } from '../connectors/sp-api/index.ts'
import { AzukariError } from '../platform/errors.ts'
import type { Caller } from '../platform/route.ts'
import {
  type ImportLine,
  type ImportOutcome,
  importRecordBatches,
  type LineFault,
  type Putter,
} from '../vault/index.ts'

/** One order of an input: what became of it, where it stood, and what a person should know about it. Never a value. */
export type OrderOutcome = ImportOutcome & {
  readonly line?: number
  readonly warnings: readonly { readonly code: string; readonly path: string }[]
}

interface Known {
  readonly line?: number
  readonly warnings: OrderOutcome['warnings']
}

/**
 * Imports marketplace orders from a byte stream, in order, with bounded memory. Always merges: a later answer fetched with fewer rights lacks
 * fields, and must not erase them.
 */
export async function* importOrders(
  putter: Putter,
  caller: Caller,
  input: AsyncIterable<Uint8Array>,
  options: ReadOptions & { readonly collection?: string } = {},
): AsyncGenerator<OrderOutcome> {
  const { collection = 'orders', ...reading } = options
  const known = new Map<number, Known>()
  let index = 0
  const lineOf = (result: ImportResult): ImportLine | LineFault => {
    const at = index++
    const { line } = result.ok ? result.item.position : result.position
    known.set(at, {
      ...(line === undefined ? {} : { line }),
      warnings: result.ok ? result.item.warnings : [],
    })
    if (result.ok) {
      const { id, fields, events } = result.item
      return { index: at, input: { collection, id, fields, events, mode: 'merge' } }
    }
    const { code, detail } = result.error
    const error = new AzukariError(code, 422, 'This order cannot be read', detail, { where: { index: at } })
    return { index: at, error }
  }
  async function* lines(): AsyncGenerator<(ImportLine | LineFault)[]> {
    for await (const results of readSpApiTogether(input, reading)) yield results.map(lineOf)
  }
  for await (const outcomes of importRecordBatches(putter, caller, lines())) {
    for (const outcome of outcomes) {
      const about = known.get(outcome.index) ?? { warnings: [] }
      known.delete(outcome.index)
      yield { ...outcome, ...about }
    }
  }
}
