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
  /**
   * A statement whose answer nobody needs: sent, and waited for with the COMMIT. When it fails the transaction does, with its error (put into
   * other words by `inWords`). On a pipelined database all that is sent this way costs one round trip together with the COMMIT.
   */
  send(q: Statement, values?: readonly unknown[], inWords?: (cause: unknown) => Error): void
  /** Runs after a COMMIT whose outcome is certain; not after a rollback or an unknown outcome. Must not throw. */
  afterCommit(fn: () => void): void
}

/** On rows of all tenants. What looks at every tenant asks for this, so that on a connection of one tenant it cannot be asked at all. */
export interface AcrossSql extends Sql {
  readonly across: true
}

export interface AcrossTx extends Tx {
  readonly across: true
}

/** For what is handed a transaction of either sort and is of no use in one that sees a single tenant. Throws when it is that: a mistake of the program. */
export function requireAcross(tx: Tx): AcrossTx {
  if ('across' in tx && tx.across === true) return tx as AcrossTx
  throw new Error('a change to every tenant was to be made in a transaction of one')
}
