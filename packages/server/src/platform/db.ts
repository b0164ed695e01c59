import pg from 'pg'
import { CommitUnknown, databaseError, toDatabaseError } from './db-errors.ts'
import { databaseTypes } from './db-types.ts'
import type { Logger } from './logger.ts'
import { type ConnectionSettings, connectionSettings, driverConfig } from './postgres/transport.ts'

export { CommitUnknown, isRetryable, sqlstateOf } from './db-errors.ts'

/** A statement. With `name` it is prepared once per connection: one name, one text, always. */
export interface Statement {
  readonly name?: string
  readonly text: string
}

/**
 * Runs statements. Values: `Uint8Array` for bytea, arrays for PostgreSQL arrays, text made by `JSON.stringify` for json (an array would be
 * taken for a PostgreSQL array). Rows: int8 as number, bytea as Buffer, json parsed.
 */
export interface Sql {
  query<R extends object = Record<string, unknown>>(q: Statement, values?: readonly unknown[]): Promise<R[]>
}

export interface Tx extends Sql {
  /** Runs after a COMMIT whose outcome is certain; not after a rollback or an unknown outcome. Must not throw. */
  afterCommit(fn: () => void): void
}

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
  readonly log: Logger
}

/** Opens a pool. Connects on first use; `close` waits for what is running. */
export function openDatabase(options: DatabaseOptions): Database {
  const settings = options.connection ?? connectionSettings(options.connectionString ?? '')
  const pool = new pg.Pool({
    ...driverConfig(settings, options.applicationName),
    types: databaseTypes,
    max: options.max ?? 10,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
  })
  // Without listeners a connection that breaks while idle or between two statements would end the process.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', (error) => logLost(options.log, error)))
  return {
    read: { query: (q, values) => run(pool, q, values) },
    write: (q, values) => single(pool, q, values),
    tx: (fn) => transaction(pool, options.log, fn),
    close: () => pool.end(),
  }
}

function logLost(log: Logger, error: Error): void {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : 'connection_lost'
  log.warn('a database connection was lost', { code })
}

interface Queryable {
  query(config: pg.QueryConfig): Promise<pg.QueryResult>
}

async function run<R extends object>(on: Queryable, q: Statement, values?: readonly unknown[]): Promise<R[]> {
  try {
    const result = await on.query(values === undefined ? q : { ...q, values: values as unknown[] })
    return result.rows
  } catch (error) {
    throw toDatabaseError(error)
  }
}

async function transaction<T>(pool: pg.Pool, log: Logger, fn: (tx: Tx) => Promise<T>): Promise<T> {
  const client = await connect(pool)
  const hooks: (() => void)[] = []
  let open = true
  const tx: Tx = {
    query: (q, values) => {
      if (!open) return Promise.reject(new Error('a transaction was used after its end'))
      return run(client, q, values)
    },
    afterCommit: (hook) => {
      hooks.push(hook)
    },
  }
  let result: T
  try {
    await run(client, { text: 'BEGIN' })
    result = await fn(tx)
  } catch (error) {
    open = false
    await rollback(client)
    throw error
  }
  open = false
  await commit(client)
  runHooks(hooks, log)
  return result
}

async function connect(pool: pg.Pool): Promise<pg.PoolClient> {
  try {
    return await pool.connect()
  } catch (error) {
    throw toDatabaseError(error)
  }
}

// A connection that cannot even roll back is thrown away; the server rolls back by itself when it is gone.
async function rollback(client: pg.PoolClient): Promise<void> {
  try {
    await client.query('ROLLBACK')
    client.release()
  } catch {
    client.release(true)
  }
}

async function single<R extends object>(
  pool: pg.Pool,
  q: Statement,
  values?: readonly unknown[],
): Promise<R[]> {
  const client = await connect(pool)
  const result = await untilCommitted(client, () =>
    client.query(values === undefined ? q : { ...q, values: values as unknown[] }),
  )
  return result.rows as R[]
}

async function commit(client: pg.PoolClient): Promise<void> {
  const { command } = await untilCommitted(client, () => client.query('COMMIT'))
  // The server answers ROLLBACK to a COMMIT when a statement had failed and its error was swallowed.
  if (command !== 'COMMIT') {
    throw databaseError('the transaction had failed before its COMMIT', {
      extra: { sqlstate: '25P02', retryable: false },
    })
  }
}

/**
 * Sends what commits, then gives the connection back. A crash before the server has written its commit record leaves nothing; after it,
 * everything; in between nobody here knows, hence three outcomes. Errors of severity ERROR come before that record (constraints,
 * serialization): those are certain. A warning means that the wait for a standby was cut short: the change is on one machine only.
 */
async function untilCommitted(
  client: pg.PoolClient,
  send: () => Promise<pg.QueryResult>,
): Promise<pg.QueryResult> {
  let warning: string | undefined
  const onNotice = (notice: { code?: string | undefined }) => {
    if (notice.code?.startsWith('01') || notice.code?.startsWith('57')) warning = notice.code
  }
  client.on('notice', onNotice)
  let result: pg.QueryResult
  try {
    result = await send()
  } catch (error) {
    client.off('notice', onNotice)
    const refused = error instanceof pg.DatabaseError && error.severity === 'ERROR' && warning === undefined
    client.release(!refused)
    if (refused || wasNeverSent(error)) throw toDatabaseError(error)
    throw new CommitUnknown(
      'no answer to the COMMIT arrived',
      error instanceof pg.DatabaseError ? error.code : warning,
    )
  }
  client.off('notice', onNotice)
  client.release()
  if (warning !== undefined) {
    throw new CommitUnknown('the server gave up waiting for a standby to confirm the COMMIT', warning)
  }
  return result
}

// The driver's own refusals, before a byte goes out.
function wasNeverSent(error: unknown): boolean {
  if (error instanceof TypeError) return true
  return (
    error instanceof Error &&
    /^(Prepared statements must be unique|Client (was closed|has encountered))/.test(error.message)
  )
}

function runHooks(hooks: readonly (() => void)[], log: Logger): void {
  for (const hook of hooks) {
    try {
      hook()
    } catch {
      log.error('a hook after a commit failed', { code: 'after_commit_failed' })
    }
  }
}
