import pg from 'pg'
import { databaseTypes } from './db-types.ts'
import type { Logger } from './logger.ts'
import { type ConnectionSettings, connectionSettings, driverConfig } from './postgres/transport.ts'
import type { Sql, Statement, Tx } from './sql.ts'
import { run, single, transaction } from './transaction.ts'

export { CommitUnknown, isRetryable, sqlstateOf } from './db-errors.ts'
export type { Sql, Statement, Tx } from './sql.ts'

export interface Database {
  /** Single statements that change nothing, or nothing that is acknowledged. */
  readonly read: Sql
  /**
   * One statement as a transaction of its own, in one round trip where `tx` takes three: half its cost. What is known afterwards is the
   * same as with `tx`: throws `CommitUnknown`, or else a returned result is committed and any other error means that nothing was.
   */
  write<R extends object = Record<string, unknown>>(q: Statement, values?: readonly unknown[]): Promise<R[]>
  /**
   * BEGIN, `fn`, COMMIT. Whatever `fn` throws rolls back and is thrown on. Throws `CommitUnknown` when it is not known whether the COMMIT took
   * effect; any other error means that it did not.
   */
  tx<T>(fn: (tx: Tx) => Promise<T>): Promise<T>
  close(): Promise<void>
}

export interface DatabaseOptions {
  /** Either a URL (checked by `connectionSettings`) or settings already taken apart. */
  readonly connectionString?: string
  readonly connection?: ConnectionSettings
  /** Connections at most. */
  readonly max?: number
  readonly applicationName: string
  /** Settings of each session, such as `enable_seqscan`. Names and values of the program's own. */
  readonly session?: Readonly<Record<string, string>>
  /**
   * Sends BEGIN with the first statement, and what `send` is given with the COMMIT. Should BEGIN fail alone, the statement behind it has run outside
   * any transaction; so the first statement of every transaction on such a database must be one that changes nothing.
   */
  readonly pipelined?: boolean
  readonly log: Logger
}

/** Opens a pool. Connects on first use; `close` waits for what is running. */
export function openDatabase(options: DatabaseOptions): Database {
  const settings = options.connection ?? connectionSettings(options.connectionString ?? '')
  const pool = new pg.Pool({
    ...driverConfig(settings, options.applicationName),
    types: databaseTypes,
    ...sessionOptions(options.session),
    ...(options.pipelined ? { pipeline: true } : {}),
    max: options.max ?? 10,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
  })
  // Without listeners a connection that breaks while idle or between two statements would end the process.
  pool.on('error', () => {})
  // Once it is closing that is how connections may end: the server may stop before all of them have said goodbye.
  let closing = false
  pool.on('connect', (client) => client.on('error', (error) => closing || logLost(options.log, error)))
  return {
    read: { query: (q, values) => run(pool, q, values) },
    write: (q, values) => single(pool, q, values),
    tx: (fn) => transaction(pool, options.log, options.pipelined ?? false, fn),
    close: () => {
      closing = true
      return pool.end()
    },
  }
}

function sessionOptions(session: DatabaseOptions['session']): { options?: string } {
  if (session === undefined) return {}
  return {
    options: Object.entries(session)
      .map(([name, value]) => `-c ${name}=${value}`)
      .join(' '),
  }
}

function logLost(log: Logger, error: Error): void {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : 'connection_lost'
  log.warn('a database connection was lost', { code })
}
