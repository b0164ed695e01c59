import pg from 'pg'
import { databaseTypes } from './db-types.ts'
import type { Logger } from './logger.ts'
import { type ConnectionSettings, connectionSettings, driverConfig } from './postgres/transport.ts'
import type { AcrossSql, AcrossTx, Sql, Statement, Tx } from './sql.ts'
import { run, single, singleAfter, transaction } from './transaction.ts'

export { CommitUnknown, isRetryable, sqlstateOf } from './db-errors.ts'
export type { AcrossSql, AcrossTx, Sql, Statement, Tx } from './sql.ts'
export { requireAcross } from './sql.ts'
export type { Across, Database } from './tenants.ts'

/** What statements run on: one database role, and for that of the tenants one tenant. */
export interface Statements {
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
}

/** The same in a role that is not bound to a tenant. */
export interface AcrossStatements extends Statements {
  readonly read: AcrossSql
  tx<T>(fn: (tx: AcrossTx) => Promise<T>): Promise<T>
}

export interface Pool extends AcrossStatements {
  close(): Promise<void>
}

export interface PoolOptions {
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
export function openPool(options: PoolOptions): Pool {
  const pool = connectionPool(options, options.pipelined ?? false)
  const mode = { pipelined: options.pipelined ?? false, begin: 'BEGIN' }
  return {
    read: { across: true, query: (q, values) => run(pool.pg, q, values) },
    write: (q, values) => single(pool.pg, q, values),
    tx: (fn) => transaction(pool.pg, options.log, mode, (tx) => fn({ ...tx, across: true })),
    close: pool.close,
  }
}

/** A pool whose statements see the rows of one tenant each. */
export interface TenantPool {
  of(tenant: number): Statements
  close(): Promise<void>
}

/**
 * Opens a pool for a role under row-level security. Each statement runs in a transaction that names its tenant first, in the same round trip, and
 * forgets it at its end: the connection carries nothing over to whoever has it next. Without a name the role sees no row.
 */
export function openTenantPool(options: Omit<PoolOptions, 'pipelined'>): TenantPool {
  const pool = connectionPool(options, true)
  return {
    of(tenant) {
      const begin = beginFor(tenant)
      const mode = { pipelined: false, begin }
      return {
        read: { query: (q, values) => singleAfter(pool.pg, { begin, acknowledged: false }, q, values) },
        write: (q, values) => singleAfter(pool.pg, { begin, acknowledged: true }, q, values),
        tx: (fn) => transaction(pool.pg, options.log, mode, fn),
      }
    },
    close: pool.close,
  }
}

// The number stands in the text, which takes no parameters: so nothing but a number may get here.
function beginFor(tenant: number): string {
  if (!Number.isSafeInteger(tenant) || tenant < 0) throw new RangeError('a tenant is a number')
  return `BEGIN; SET LOCAL azukari.tenant = '${tenant}'`
}

function connectionPool(
  options: PoolOptions,
  pipeline: boolean,
): { readonly pg: pg.Pool; close(): Promise<void> } {
  const settings = options.connection ?? connectionSettings(options.connectionString ?? '')
  const pool = new pg.Pool({
    ...driverConfig(settings, options.applicationName),
    types: databaseTypes,
    ...sessionOptions(options.session),
    ...(pipeline ? { pipeline: true } : {}),
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
    pg: pool,
    close: () => {
      closing = true
      return pool.end()
    },
  }
}

function sessionOptions(session: PoolOptions['session']): { options?: string } {
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
