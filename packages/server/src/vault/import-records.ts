import { AzukariError } from '../platform/errors.ts'
import type { Caller } from '../platform/route.ts'
import type { PutResult, Putter } from './put-record.ts'
import type { PutInput } from './put-slot.ts'

export interface ImportLine {
  readonly index: number
  /** Length of the line it came from. */
  readonly bytes?: number
  readonly input: PutInput
}

/** A line that never became a put. */
export interface LineFault {
  readonly index: number
  readonly error: AzukariError
}

export type ImportOutcome =
  | {
      readonly index: number
      readonly status: 'created' | 'changed' | 'repeated'
      readonly id: string
      readonly version: number
    }
  | { readonly index: number; readonly status: 'refused'; readonly code: string; readonly detail: string }

/** Bytes of lines under way at once. */
const BYTES_IN_FLIGHT = 16 << 20
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
  const waiting: { readonly outcome: Promise<ImportOutcome>; readonly bytes: number }[] = []
  let bytesWaiting = 0
  const next = async () => {
    const first = waiting[0]
    const outcome = await first?.outcome
    waiting.shift()
    bytesWaiting -= first?.bytes ?? 0
    return outcome as ImportOutcome
  }
  const inOrder = new InOrder()
  try {
    for await (const line of lines) {
      const outcome = inOrder.after(line, () => importOne(putter, caller, line))
      // Marked as handled: it is awaited in its turn, and must not end the process while it waits.
      outcome.catch(() => {})
      const bytes = 'error' in line ? 0 : (line.bytes ?? 0)
      waiting.push({ outcome, bytes })
      bytesWaiting += bytes
      while (waiting.length >= IN_FLIGHT || bytesWaiting > BYTES_IN_FLIGHT) yield await next()
    }
    while (waiting.length > 0) yield await next()
  } finally {
    await Promise.allSettled(waiting.map((w) => w.outcome))
  }
}

/** Of two lines about one record the later has the last word, so it begins when the earlier is done. */
class InOrder {
  readonly #last = new Map<string, Promise<unknown>>()

  after<T>(line: ImportLine | LineFault, work: () => Promise<T>): Promise<T> {
    if ('error' in line) return work()
    const { id } = line.input
    const before = this.#last.get(id)
    const done = before ? before.then(work, work) : work()
    this.#last.set(id, done)
    const forget = () => {
      if (this.#last.get(id) === done) this.#last.delete(id)
    }
    done.then(forget, forget)
    return done
  }
}

async function importOne(
  putter: Putter,
  caller: Caller,
  line: ImportLine | LineFault,
): Promise<ImportOutcome> {
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

const OF_ONE_LINE = ['cell_unreadable', 'ciphertext_invalid', 'entry_too_large']

// A key that ended (401) says the same of every line to come.
const endsImport = (error: AzukariError) =>
  error.status === 401 || (error.status >= 500 && !OF_ONE_LINE.includes(error.code))
