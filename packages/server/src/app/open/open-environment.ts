import type { Configuration } from '../../config/index.ts'
import { systemClock } from '../../platform/clock.ts'
import { openPool, type Statements } from '../../platform/db.ts'
import { defineError } from '../../platform/errors.ts'
import type { Logger } from '../../platform/logger.ts'
import type { ConnectionSettings } from '../../platform/postgres/transport.ts'

export const environmentWrong = defineError(
  'environment_wrong',
  500,
  'This database belongs to another environment',
)

/** What this database is for. Its name is bound into keys and cells; a clock that can be moved exists only where it was made with one. */
export interface Environment {
  readonly name: string
  readonly injectedClock: boolean
  readonly clockOffsetMs: number
  readonly moveClock: (owner: ConnectionSettings, offsetMs: number) => Promise<void>
}

interface Row {
  name: string
  injected_clock: boolean
  clock_offset_ms: number
}

/** Reads the environment, making it on the first start. Throws `environment_wrong` when the configuration names another one. */
export async function openEnvironment(
  owner: ConnectionSettings,
  { environment: name, injectedClock }: Pick<Configuration, 'environment' | 'injectedClock'>,
  log: Logger,
): Promise<Environment> {
  return await asOwner(owner, log, async (database) => {
    await database.read.query(
      {
        text: `INSERT INTO platform.environment (name, created_at_ms, injected_clock) VALUES ($1, $2, $3)
               ON CONFLICT (only_row) DO NOTHING`,
      },
      [name, systemClock.now(), injectedClock],
    )
    const [row] = await database.read.query<Row>({
      text: 'SELECT name, injected_clock, clock_offset_ms FROM platform.environment',
    })
    if (row?.name !== name || (injectedClock && !row.injected_clock)) {
      throw environmentWrong(`it was made for ${row?.name ?? 'none'}`, {
        fix: 'name its environment, or another database',
      })
    }
    const moveClock = (as: ConnectionSettings, offsetMs: number) =>
      asOwner(as, log, async (db) => {
        await db.read.query(
          { text: 'UPDATE platform.environment SET clock_offset_ms = $1 WHERE injected_clock' },
          [offsetMs],
        )
      })
    return { name, injectedClock: row.injected_clock, clockOffsetMs: row.clock_offset_ms, moveClock }
  })
}

/** Work that only the database's owner may do, on a connection of its own that is closed afterwards. */
export async function asOwner<T>(
  owner: ConnectionSettings,
  log: Logger,
  work: (database: Statements) => Promise<T>,
): Promise<T> {
  const database = openPool({ connection: owner, max: 1, applicationName: 'azukari-owner', log })
  try {
    return await work(database)
  } finally {
    await database.close()
  }
}
