import { parse } from 'csv-parse/sync'
import { type ImportErrorCode, importError } from '../errors.ts'
import type { ImportPosition, ImportResult, ImportWarning } from '../item.ts'
import { compileMap } from '../map/compile-map.ts'
import { FLAT_FILE } from '../map/map-flat-file.ts'
import { takeApart } from '../map/take-apart.ts'
import { eventsOfRows } from '../order-events.ts'
import { orderId } from '../order-id.ts'
import { decodeRows, type Encoding } from './decode-rows.ts'
import { splitLines } from './split-lines.ts'

type Row = Record<string, string>
interface Order {
  readonly id: string
  readonly rows: Row[]
  readonly position: ImportPosition
}

const MAP = compileMap(FLAT_FILE)
const ID_COLUMNS = ['order-id', 'amazon-order-id'] as const
const NAMES = ['buyer-name', 'recipient-name'] as const
/** Rows of one order kept at most; more come out as another item of the same order, to be merged like the first. */
const MAX_ROWS = 1000

/** The cells of a row. The reports are not quoted, and a product's name may hold a quote: quotes mean something only if the header has them. */
function cells(text: string, quoted: boolean): readonly string[] | null {
  if (!quoted) return text.split('\t')
  try {
    const [row] = parse(text, { delimiter: '\t', relax_column_count: true }) as string[][]
    return row ?? []
  } catch {
    return null
  }
}

function headerOf(row: readonly string[]): { columns: readonly string[] } | ImportErrorCode {
  const columns = row.map((name) => name.trim().toLowerCase())
  if (!ID_COLUMNS.some((name) => columns.includes(name))) return 'unknown_format'
  const named = columns.filter((name) => name !== '')
  return new Set(named).size === named.length ? { columns } : 'duplicate_column'
}

function rowOf(columns: readonly string[], values: readonly string[]): Row | ImportErrorCode {
  if (values.length !== columns.length) return 'column_count'
  if (values.some((value) => value.includes('\0'))) return 'forbidden_character'
  const named = values.map(
    (value, i) => [columns[i] === '' ? `column-${i + 1}` : (columns[i] ?? ''), value] as const,
  )
  return Object.fromEntries(named.filter(([, value]) => value.trim() !== ''))
}

function itemOf(order: Order, columns: readonly string[]): ImportResult {
  const { fields, warnings } = takeApart(MAP, { rows: order.rows })
  const told = eventsOfRows(order.rows)
  const blank: ImportWarning[] = NAMES.filter(
    (name) => columns.includes(name) && !order.rows.some((row) => row[name] !== undefined),
  ).map((path) => ({ code: 'blank_name_missing_role', path }))
  const all = [...warnings, ...told.warnings, ...blank]
  // A report has some columns of an order, never all of it.
  return {
    ok: true,
    item: {
      position: order.position,
      id: order.id,
      fields,
      events: told.events,
      warnings: all,
      partial: true,
    },
  }
}

/** Collects the rows of one order, which follow each other, and numbers the orders. */
class Rows {
  #order: Order | null = null
  #count = 0
  readonly #columns: readonly string[]

  constructor(columns: readonly string[]) {
    this.#columns = columns
  }

  *row(row: Row, line: number): Generator<ImportResult> {
    const id = orderId(ID_COLUMNS.map((name) => row[name]).find((value) => value !== undefined))
    if (id === null) {
      yield this.refuse('invalid_id', line)
      return
    }
    if (this.#order !== null && (this.#order.id !== id || this.#order.rows.length >= MAX_ROWS))
      yield* this.finish()
    this.#order ??= { id, rows: [], position: { input: this.#count++, line } }
    this.#order.rows.push(row)
  }

  refuse(code: ImportErrorCode, line: number): ImportResult {
    return { ok: false, position: { input: this.#count, line }, error: importError(code) }
  }

  *finish(): Generator<ImportResult> {
    const order = this.#order
    this.#order = null
    if (order !== null) yield itemOf(order, this.#columns)
  }
}

/** Orders in a tab-separated report: one row for each item, the rows of an order after another. */
export async function* readFlatFile(
  chunks: AsyncIterable<Uint8Array>,
  maxOrderBytes: number,
  encoding: Encoding | null,
): AsyncGenerator<ImportResult> {
  let quoted = false
  let header: { columns: readonly string[]; rows: Rows } | null = null
  for await (const { text, tooLong, line } of decodeRows(
    splitLines(chunks, maxOrderBytes, () => quoted),
    encoding,
  )) {
    const broken = tooLong ? 'too_large' : text === null ? 'undecodable_row' : null
    if (header === null) {
      quoted = text?.startsWith('"') ?? false
      const read = broken ?? headerOf(cells(text ?? '', quoted) ?? [])
      if (typeof read === 'string') {
        const error = importError(read === 'undecodable_row' ? 'unsupported_encoding' : read)
        yield { ok: false, position: { input: 0, line }, error }
        return
      }
      header = { columns: read.columns, rows: new Rows(read.columns) }
      continue
    }
    if (broken !== null) yield header.rows.refuse(broken, line)
    else if (text !== '') {
      const values = cells(text ?? '', quoted)
      const row = values === null ? 'column_count' : rowOf(header.columns, values)
      if (typeof row === 'string') yield header.rows.refuse(row, line)
      else yield* header.rows.row(row, line)
    }
  }
  if (header !== null) yield* header.rows.finish()
}
