import type { Sql } from '../../platform/db.ts'
import { logNotDurable } from '../errors.ts'

const SETTINGS = {
  text: `SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS own,
    (SELECT count(*) FROM pg_db_role_setting s, unnest(s.setconfig) AS c
      WHERE c = 'synchronous_commit=off' AND s.setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))) AS others`,
}

/** Refuses a database that confirms what a power cut can take away again: for this role, or for any other. Throws `log_not_durable`. */
export async function requireDurable(sql: Sql): Promise<void> {
  const [row] = await sql.query<{ fsync: string; own: string; others: number }>(SETTINGS)
  if (row?.fsync !== 'on') throw logNotDurable('fsync is off', { fix: 'turn fsync on' })
  if (row.own === 'off' || row.others > 0) {
    throw logNotDurable('synchronous_commit is off', { fix: 'set synchronous_commit to on' })
  }
}
