import type { Sql } from '../../platform/db.ts'
import { logKeyMismatch } from '../errors.ts'
import type { LogIdentity } from './process-key.ts'

/** The name of an environment's log: `azukari/` and the environment's id in hex. */
export function originName(environment: Uint8Array): string {
  return `azukari/${Buffer.from(environment).toString('hex')}`
}

/** The log's name and public key as this database holds them, or undefined before it was begun. */
export async function readOrigin(sql: Sql): Promise<LogIdentity | undefined> {
  const [row] = await sql.query<LogIdentity>({
    name: 'audit-read-origin',
    text: `SELECT origin, public_key AS "publicKey" FROM audit.origin`,
  })
  return row
}

/**
 * Begins the log, once: binds its name and key to this database. In the sequencer's role. Throws `log_key_mismatch` where it was begun
 * with others; a crash leaves either no row, and the next start makes it, or the row.
 */
export async function ensureOrigin(
  sequencer: Sql,
  { origin, publicKey }: LogIdentity,
  nowMs: number,
): Promise<void> {
  await sequencer.query(
    {
      text: `INSERT INTO audit.origin (origin, public_key, made_ms) VALUES ($1, $2, $3) ON CONFLICT (only_row) DO NOTHING`,
    },
    [origin, publicKey, nowMs],
  )
  const held = await readOrigin(sequencer)
  if (held?.origin !== origin || !held.publicKey.equals(publicKey)) {
    throw logKeyMismatch(`this database holds the log ${held?.origin ?? '(none)'}`, {
      fix: 'start with the root key that this database was made with',
    })
  }
}
