import type { Caller } from '../platform/route.ts'
import { AzukariError, isAzukariError } from '../platform/errors.ts'
import type { PutInput } from './put-slot.ts'
import type { PutResult, Putter } from './put-record.ts'

export interface ImportLine {
  readonly index: number
  readonly input: PutInput
}

/** A line that never became a put. */
export interface LineFault {
  readonly index: number
  readonly error: AzukariError
}

export type ImportOutcome =
  | { readonly index: number; readonly status: 'created' | 'changed' | 'repeated'; readonly id: string; readonly version: number }
  | { readonly index: number; readonly status: 'refused'; readonly code: string; readonly detail: string }

/** Lines under way at once: enough to fill both groups in flight and the next, little enough that memory stays flat at a million lines. */
const IN_FLIGHT = 256

/**
 * Puts a stream of records and answers an outcome for each, in order. A refused line is reported with its position and the rest goes on; what
 * cannot be about one line (no key provider, no database, an unknown commit) ends the stream by throwing.
 */
export async function* importRecords(
  putter: Putter,
  caller: Caller,
  lines: AsyncIterable<ImportLine | LineFault>,
): AsyncGenerator<ImportOutcome> {
  const waiting: Promise<ImportOutcome>[] = []
  const next = async () => await (waiting.shift() as Promise<ImportOutcome>)
  try {
    for await (const line of lines) {
      const outcome = importOne(putter, caller, line)
      // Marked as handled: it is awaited in its turn, and must not end the process while it waits.
      outcome.catch(() => {})
      waiting.push(outcome)
      if (waiting.length >= IN_FLIGHT) yield await next()
    }
    while (waiting.length > 0) yield await next()
  } finally {
    await Promise.allSettled(waiting)
  }
}

async function importOne(putter: Putter, caller: Caller, line: ImportLine | LineFault): Promise<ImportOutcome> {
  const { index } = line
  if ('error' in line) return { index, status: 'refused', code: line.error.code, detail: line.error.detail }
  try {
    const result: PutResult = await putter.put(caller, line.input)
    const status = result.repeated ? 'repeated' : result.created ? 'created' : 'changed'
    return { index, status, id: result.id, version: result.version }
  } catch (error) {
    if (!(error instanceof AzukariError) || endsImport(error)) throw error
    return { index, status: 'refused', code: error.code, detail: error.detail }
  }
}

const endsImport = (error: AzukariError) => error.status >= 500 && !isAzukariError(error, 'cell_unreadable')
