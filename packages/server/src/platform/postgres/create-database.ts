import pg from 'pg'
import { toDatabaseError } from '../db-errors.ts'
import { type ConnectionSettings, driverConfig } from './transport.ts'

const DUPLICATE_DATABASE = '42P04'

/** Makes a database unless it exists. `server` connects to any other database of the cluster, such as `postgres`. */
export async function createDatabase(
  server: ConnectionSettings,
  name: string,
  template = 'template0',
): Promise<void> {
  const client = new pg.Client(driverConfig(server, 'azukari-create'))
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query(
      `CREATE DATABASE ${pg.escapeIdentifier(name)} TEMPLATE ${pg.escapeIdentifier(template)}`,
    )
  } catch (error) {
    if (!(error instanceof pg.DatabaseError && error.code === DUPLICATE_DATABASE))
      throw toDatabaseError(error)
  } finally {
    await client.end().catch(() => {})
  }
}
