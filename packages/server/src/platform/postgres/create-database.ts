import pg from 'pg'
import { toDatabaseError } from '../db-errors.ts'
import { type ConnectionSettings, driverConfig } from './transport.ts'

const DUPLICATE_DATABASE = '42P04'

/**
 * Makes a database unless it exists. `server` connects to any other database of the cluster, such as `postgres`. FILE_COPY takes half the time of
 * WAL_LOG for a template with many tables, and makes the whole cluster write a checkpoint: for clusters of tests.
 */
export async function createDatabase(
  server: ConnectionSettings,
  name: string,
  template = 'template0',
  strategy: 'WAL_LOG' | 'FILE_COPY' = 'WAL_LOG',
): Promise<void> {
  const client = new pg.Client(driverConfig(server, 'azukari-create'))
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query(
      `CREATE DATABASE ${pg.escapeIdentifier(name)} TEMPLATE ${pg.escapeIdentifier(template)} STRATEGY ${strategy}`,
    )
  } catch (error) {
    if (!(error instanceof pg.DatabaseError && error.code === DUPLICATE_DATABASE))
      throw toDatabaseError(error)
  } finally {
    await client.end().catch(() => {})
  }
}
