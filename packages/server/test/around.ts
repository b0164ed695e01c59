import type { AuditWriter, Entries } from '../src/audit/index.ts'
import type { AcrossStatements, Database, Statements, Tx } from '../src/platform/db.ts'

/** A database in which everything goes through `wrap`, of a tenant or across them. */
export function around(database: Database, wrap: (on: Statements) => Statements): Database {
  return { of: (tenant) => wrap(database.of(tenant)), across: wrap(database.across) as AcrossStatements }
}

/** A database whose transactions wait before their commit: `written` is when the first has done its work, `commit` lets all go on. */
export function heldBeforeCommit(database: Database) {
  const [written, mayCommit] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const held = around(database, (on) => ({
    ...on,
    tx: (fn) =>
      on.tx(async (tx) => {
        const done = await fn(tx)
        written.resolve()
        await mayCommit.promise
        return done
      }),
  }))
  return { database: held, written: written.promise, commit: () => mayCommit.resolve() }
}

type Work<T> = (tx: Tx, entries: Entries) => Promise<T>

/** A writer whose transactions do something else around their work. */
export function writerAround(writer: AuditWriter, wrap: <T>(work: Work<T>) => Work<T>): AuditWriter {
  return Object.assign(Object.create(writer), {
    across: <T>(work: Work<T>) => writer.across(wrap(work)),
    transaction: <T>(tenant: number, work: Work<T>) => writer.transaction(tenant, wrap(work)),
  })
}
