import pg from 'pg'
import { AzukariError, defineError } from './errors.ts'

export const databaseError = defineError('database_error', 500, 'The database did not carry out a statement')
export const commitUnknown = defineError('commit_unknown', 503, 'It is not known whether the change was kept')
export const integerTooLarge = defineError(
  'integer_too_large',
  500,
  'A number from the database is beyond 2^53',
)

/**
 * Whether a COMMIT took effect, and on enough machines, is not known. Nothing may be acknowledged or signed on it: the caller answers an
 * error, and the repeat finds out by its idempotency key.
 */
export class CommitUnknown extends AzukariError {
  constructor(detail: string, sqlstate?: string) {
    super(commitUnknown.code, commitUnknown.status, commitUnknown.title, detail, {
      fix: 'ask again with the same idempotency key',
      ...(sqlstate === undefined ? {} : { extra: { sqlstate } }),
    })
  }
}

// Serialization failure, deadlock, server going down or coming up, no connection slot left.
const RETRYABLE = new Set(['40001', '40P01', '57P01', '57P02', '57P03', '53300'])

/**
 * What callers see of a failed statement: SQLSTATE, constraint and table (names of our own schema), and whether a repeat can help. The
 * server's message, DETAIL and CONTEXT quote parameters and rows, so they end here; only class 42 (a mistake in our own SQL text)
 * keeps its message. Errors of the connection have SQLSTATE 08006.
 */
export function toDatabaseError(error: unknown): unknown {
  if (error instanceof AzukariError) return error
  if (!(error instanceof Error)) return error
  const server = error instanceof pg.DatabaseError ? error : undefined
  if (!server && !isConnectionError(error)) return error
  const sqlstate = server?.code ?? '08006'
  const retryable = RETRYABLE.has(sqlstate) || sqlstate.startsWith('08')
  const extra: Record<string, string | boolean> = { sqlstate, retryable }
  if (server?.constraint) extra.constraint = server.constraint
  if (server?.table) extra.table = server.table
  if (!server) extra.cause = connectionCause(error)
  const detail = describe(sqlstate, server, extra)
  return new AzukariError(databaseError.code, retryable ? 503 : 500, databaseError.title, detail, { extra })
}

function describe(
  sqlstate: string,
  server: pg.DatabaseError | undefined,
  extra: Record<string, unknown>,
): string {
  if (!server) return `the connection failed (${String(extra.cause)})`
  if (sqlstate.startsWith('42')) {
    return `${sqlstate}: ${server.message}${server.position ? ` (at character ${server.position})` : ''}`
  }
  return `SQLSTATE ${sqlstate}${extra.constraint ? `, constraint ${String(extra.constraint)}` : ''}`
}

// The driver reports a lost connection as a plain Error with one of these texts, or as a system error with `code` and `syscall`.
const CONNECTION_TEXT =
  /^(Connection terminated|Client has encountered a connection error|Client was closed|timeout e[a-z]+ when trying to connect|timeout expired|The server does not support SSL|Query read timeout|SASL|Cannot use a pool after calling end)/

function isConnectionError(error: Error): boolean {
  return 'syscall' in error || CONNECTION_TEXT.test(error.message) || isTlsError(error)
}

function isTlsError(error: Error): boolean {
  return (
    'code' in error &&
    typeof error.code === 'string' &&
    /^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO|SELF_SIGNED|DEPTH_ZERO)/.test(error.code)
  )
}

function connectionCause(error: Error): string {
  if ('code' in error && typeof error.code === 'string') return error.code
  return CONNECTION_TEXT.exec(error.message)?.[1]?.toLowerCase() ?? 'unknown'
}

/** The SQLSTATE of an error made by `toDatabaseError`, or undefined for any other. */
export function sqlstateOf(error: unknown): string | undefined {
  if (!(error instanceof AzukariError) || error.code !== databaseError.code) return undefined
  return typeof error.extra.sqlstate === 'string' ? error.extra.sqlstate : undefined
}

/** True when the statement had no effect and the same one may succeed later. Never true for an unknown commit. */
export function isRetryable(error: unknown): boolean {
  return error instanceof AzukariError && error.code === databaseError.code && error.extra.retryable === true
}
