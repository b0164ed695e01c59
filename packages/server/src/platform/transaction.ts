import type { Duplex } from 'node:stream'
import pg from 'pg'
import { runBound } from './bound-query.ts'
import { CommitUnknown, databaseError, toDatabaseError } from './db-errors.ts'
import type { Logger } from './logger.ts'
import type { Statement, Tx } from './sql.ts'

interface Queryable {
  query(config: pg.QueryConfig): Promise<pg.QueryResult>
}

export async function run<R extends object>(
  on: Queryable,
  q: Statement,
  values?: readonly unknown[],
): Promise<R[]> {
  try {
    const result = await on.query(values === undefined ? q : { ...q, values: values as unknown[] })
    return result.rows
  } catch (error) {
    throw toDatabaseError(error)
  }
}

export async function transaction<T>(
  pool: pg.Pool,
  log: Logger,
  { pipelined, begin }: { readonly pipelined: boolean; readonly begin: string },
  fn: (tx: Tx) => Promise<T>,
): Promise<T> {
  const client = await connect(pool)
  const hooks: (() => void)[] = []
  const sent: Promise<unknown>[] = []
  let open = true
  let inside = false
  if (pipelined) together(client)
  const begun = run(client, { text: begin }).then(() => {
    inside = true
  })
  begun.catch(() => {})
  const issue = <R extends object>(q: Statement, values?: readonly unknown[]): Promise<R[]> => {
    if (!open) return Promise.reject(new Error('a transaction was used after its end'))
    if (!pipelined) return run<R>(client, q, values)
    together(client)
    return runTogether<R>(client, q, values)
  }
  const tx: Tx = {
    query: async <R extends object>(q: Statement, values?: readonly unknown[]) => {
      const rows = await issue<R>(q, values)
      await begun
      return rows
    },
    send: (q, values, inWords) => {
      const plain = inside ? issue(q, values) : begun.then(() => issue(q, values))
      const answer = inWords === undefined ? plain : plain.catch((cause) => Promise.reject(inWords(cause)))
      answer.catch(() => {})
      sent.push(answer)
    },
    afterCommit: (hook) => {
      hooks.push(hook)
    },
  }
  let result: T
  try {
    if (!pipelined) await begun
    result = await fn(tx)
    await begun
    // Without a pipeline COMMIT would wait behind them anyway, and an error is told before it is sent.
    if (!pipelined) await inOrder(sent)
  } catch (error) {
    await Promise.allSettled(sent)
    open = false
    await rollback(client)
    throw error
  }
  open = false
  await commit(client, sent)
  runHooks(hooks, log)
  return result
}

async function runTogether<R extends object>(
  client: pg.PoolClient,
  q: Statement,
  values?: readonly unknown[],
): Promise<R[]> {
  const { name } = q
  if (name === undefined || values === undefined) return run<R>(client, q, values)
  try {
    return (await runBound(client, { ...q, name }, values)).rows
  } catch (error) {
    throw toDatabaseError(error)
  }
}

const corked = new WeakSet<object>()

/** What is sent to the server until the program next waits for something goes out in one write: each wakes the server, and costs as much as a statement. */
function together(client: pg.PoolClient): void {
  const { stream } = (client as unknown as { connection: { stream: Duplex } }).connection
  if (corked.has(stream)) return
  corked.add(stream)
  stream.cork()
  process.nextTick(() => {
    corked.delete(stream)
    stream.uncork()
  })
}

/** Throws the error of the earliest that failed: those behind it only say that the transaction had failed. */
async function inOrder(sent: readonly Promise<unknown>[]): Promise<void> {
  for (const answer of sent) await answer
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

export async function single<R extends object>(
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

/**
 * One statement between `begin` and COMMIT, sent together: one round trip. The pool must be pipelined. Should `begin` fail alone, the statement has run
 * outside any transaction, and therefore without what `begin` sets.
 * `acknowledged`: an outcome that is not known is `CommitUnknown`, as with `single`.
 */
export async function singleAfter<R extends object>(
  pool: pg.Pool,
  { begin, acknowledged }: { readonly begin: string; readonly acknowledged: boolean },
  q: Statement,
  values?: readonly unknown[],
): Promise<R[]> {
  const client = await connect(pool)
  together(client)
  const begun = run(client, { text: begin })
  const answer = run<R>(client, q, values)
  const sent = [begun, answer]
  for (const one of sent) one.catch(() => {})
  try {
    await commit(client, sent)
  } catch (error) {
    // A connection that broke under what only reads: its own error, as without a transaction around it.
    if (!acknowledged) await inOrder(sent)
    throw error
  }
  await begun
  return answer
}

async function commit(client: pg.PoolClient, sent: readonly Promise<unknown>[]): Promise<void> {
  const { command } = await untilCommitted(client, () => client.query('COMMIT'))
  // The server answers ROLLBACK to a COMMIT when a statement before it had failed: one sent with it, or one whose error was swallowed.
  if (command !== 'COMMIT') {
    await inOrder(sent)
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
