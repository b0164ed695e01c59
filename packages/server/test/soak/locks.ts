import { readFileSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openPool, type Pool } from '../../src/platform/db.ts'
import { silentLogger } from '../../src/platform/logger.ts'
import {
  OWNER_ROLE,
  readRolePasswords,
  rolePasswordFile,
} from '../../src/platform/postgres/role-passwords.ts'

// What somebody holds or waits for in this database while nothing is asked of it. A sequencer at work shows here for a moment.
const HELD = {
  text: `SELECT DISTINCT l.locktype || ' ' || l.mode || coalesce(' ' || l.relation::regclass::text, '') || ', ' || coalesce(a.state, 'no session') AS lock
    FROM pg_locks l LEFT JOIN pg_stat_activity a USING (pid)
    WHERE l.pid IS DISTINCT FROM pg_backend_pid() AND l.locktype IN ('advisory', 'relation', 'tuple', 'transactionid', 'object')
      AND a.backend_type IS DISTINCT FROM 'autovacuum worker'
      AND (l.database IS NULL OR l.database IN (0, (SELECT oid FROM pg_database WHERE datname = current_database())))
    UNION ALL SELECT 'prepared transaction ' || gid FROM pg_prepared_xacts
    UNION ALL SELECT 'idle in transaction: ' || application_name FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'
      AND state_change < now() - interval '2 seconds'`,
}
const WITHIN_MS = 3_000

/** Locks that do not go away although nothing is under way; empty is right. */
export async function lastingLocks(directory: string): Promise<string[]> {
  const database = asOwner(directory)
  try {
    let lasting: Set<string> | undefined
    const end = performance.now() + WITHIN_MS
    while (performance.now() < end) {
      const held = (await database.read.query<{ lock: string }>(HELD)).map((row) => row.lock)
      // Only what is there at every look is left behind; what comes and goes belongs to somebody at work.
      lasting = lasting === undefined ? new Set(held) : lasting.intersection(new Set(held))
      if (lasting.size === 0) return []
      await sleep(20)
    }
    return [...(lasting ?? [])]
  } finally {
    await database.close()
  }
}

function asOwner(directory: string): Pool {
  const passwords = readRolePasswords(rolePasswordFile(directory))
  if (!passwords) throw new Error('no passwords in the data directory')
  const cluster = join(directory, 'postgres')
  // The fifth line names the socket's directory, relative to the cluster when it lies there.
  const socket = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')[4]?.trim() ?? ''
  const connection = {
    host: isAbsolute(socket) ? socket : cluster,
    port: 5432,
    user: OWNER_ROLE,
    password: passwords.owner,
    database: 'azukari',
    ssl: false as const,
  }
  return openPool({ connection, max: 1, applicationName: 'soak', log: silentLogger })
}
