import pg from 'pg'
import type { Statement } from './sql.ts'

/** What is used here of the driver's connection; not in its types. */
interface Connection {
  readonly stream: { write(bytes: Buffer): boolean }
  readonly submittedNamedStatements: Record<string, string>
  parse(statement: { text: string; name: string }): void
}

interface Internals {
  hasBeenParsed(connection: Connection): boolean
  prepare(connection: Connection): void
}

// PostgreSQL's frontend protocol, "Message Formats": Describe and Execute of the unnamed portal, and Sync.
const REST = Buffer.from([0x44, 0, 0, 0, 6, 0x50, 0, 0x45, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0x53, 0, 0, 0, 4])
const BIND = 0x42
const NULL = -1

/**
 * A named statement whose parameters go out in one piece of memory of just the size. The driver's own way of writing them grows a small buffer
 * step by step and copies what there is each time, which for a group's arrays costs more than making them. Parameters other than bytes,
 * text, numbers and null are left to the driver.
 */
class BoundQuery extends pg.Query {
  readonly #name: string
  readonly #text: string
  readonly #given: readonly unknown[]

  constructor(q: Statement & { name: string }, values: readonly unknown[], done: Done) {
    super({ name: q.name, text: q.text, values: values as unknown[] }, done as never)
    this.#name = q.name
    this.#text = q.text
    this.#given = values
  }

  prepare(connection: Connection): void {
    const parameters = this.#given.map(wireForm)
    const own = this as unknown as Internals
    if (parameters.includes(undefined)) {
      Object.getPrototypeOf(BoundQuery.prototype).prepare.call(this, connection)
      return
    }
    if (!own.hasBeenParsed(connection)) {
      connection.parse({ text: this.#text, name: this.#name })
      connection.submittedNamedStatements[this.#name] = this.#text
    }
    connection.stream.write(bind(this.#name, parameters as Parameter[]))
  }
}

type Done = (error: Error | null, result: pg.QueryResult) => void
type Parameter = Buffer | string | null

function wireForm(value: unknown): Parameter | undefined {
  if (value === null || value === undefined) return null
  if (typeof value === 'string' || value instanceof Buffer) return value
  return typeof value === 'number' ? String(value) : undefined
}

/** Bind to the unnamed portal, bytes in binary and all else as text, results as text; then what makes it run. */
function bind(name: string, parameters: readonly Parameter[]): Buffer {
  const lengths = parameters.map((p) =>
    p === null ? NULL : typeof p === 'string' ? Buffer.byteLength(p, 'utf8') : p.length,
  )
  let size = 1 + 4 + 1 + Buffer.byteLength(name, 'utf8') + 1 + 2 + 2 + parameters.length * 6 + 4
  for (const length of lengths) if (length > 0) size += length
  const out = Buffer.allocUnsafe(size + REST.length)
  out[0] = BIND
  out.writeInt32BE(size - 1, 1)
  out[5] = 0
  let at = 6 + out.write(name, 6, 'utf8')
  out[at++] = 0
  at = out.writeInt16BE(parameters.length, at)
  for (const p of parameters) at = out.writeInt16BE(p === null || typeof p === 'string' ? 0 : 1, at)
  at = out.writeInt16BE(parameters.length, at)
  parameters.forEach((p, i) => {
    at = out.writeInt32BE(lengths[i] as number, at)
    if (typeof p === 'string') at += out.write(p, at, 'utf8')
    else if (p !== null) at += p.copy(out, at)
  })
  at = out.writeInt16BE(1, at)
  at = out.writeInt16BE(0, at)
  REST.copy(out, at)
  return out
}

/** Runs a named statement on a connection of its own. Rejects with the driver's error. */
export function runBound(
  client: pg.PoolClient,
  q: Statement & { name: string },
  values: readonly unknown[],
): Promise<pg.QueryResult> {
  return new Promise((resolve, reject) => {
    const done: Done = (error, result) => (error ? reject(error) : resolve(result))
    client.query(new BoundQuery(q, values, done))
  })
}
