import { readdirSync, rmSync, statSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { isAzukariError } from '../src/platform/errors.ts'
import { silentLogger } from '../src/platform/logger.ts'
import { createDatabase } from '../src/platform/postgres/create-database.ts'
import { lockDirectory } from '../src/platform/postgres/directory-lock.ts'
import { startEmbedded } from '../src/platform/postgres/embedded.ts'
import { stopLeftovers } from '../src/platform/postgres/leftovers.ts'
import { migrate } from '../src/platform/postgres/migrate.ts'
import { ensureRoles } from '../src/platform/postgres/roles.ts'
import { type ConnectionSettings, driverConfig } from '../src/platform/postgres/transport.ts'

/** One throw-away cluster with a migrated template, as plain data: it travels to the test processes in an environment variable. */
export interface SharedDatabase {
  /** The owner, connected to the database `postgres`. */
  readonly maintenance: ConnectionSettings
  readonly template: string
  readonly app: { readonly user: string; readonly password: string }
  readonly across: { readonly user: string; readonly password: string }
  readonly sequencer: { readonly user: string; readonly password: string }
}

export interface StartedShared {
  readonly shared: SharedDatabase
  readonly directory: string
  stop(): Promise<void>
}

const TEMPLATE = 'azukari_template'
const PREFIX = 'azukari-test-'
const ABANDONED_AFTER = 300_000

/** Starts it with durability off. The caller stops it and removes the directory. */
export async function startShared(): Promise<StartedShared> {
  const directory = await mkdtemp(join(tmpdir(), PREFIX))
  try {
    const server = await startEmbedded({ directory, log: silentLogger, durable: false, maxConnections: 120 })
    try {
      const maintenance = server.owner('postgres')
      await createDatabase(maintenance, TEMPLATE)
      const { app, across, sequencer } = await ensureRoles(server.owner(TEMPLATE), server.passwordFile)
      await migrate(server.owner(TEMPLATE))
      return {
        shared: {
          maintenance,
          template: TEMPLATE,
          app: { user: app.user, password: app.password },
          across: { user: across.user, password: across.password },
          sequencer: { user: sequencer.user, password: sequencer.password },
        },
        directory,
        stop: () => server.stop(),
      }
    } catch (error) {
      await server.stop()
      throw error
    }
  } catch (error) {
    await rm(directory, { recursive: true, force: true })
    throw error
  }
}

export async function dropDatabase(maintenance: ConnectionSettings, database: string): Promise<void> {
  const client = new pg.Client(driverConfig(maintenance, 'test-drop'))
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(database)} WITH (FORCE)`)
  } finally {
    await client.end()
  }
}

/** Removes what runs that were killed left in the temporary directory, servers included; running ones hold their lock and are left alone. */
export async function sweepAbandoned(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const directory = join(tmpdir(), name)
    try {
      const { uid, mtimeMs } = statSync(directory)
      // A young one may belong to a run that has not come to its lock yet.
      if (uid !== process.getuid?.() || mtimeMs > Date.now() - ABANDONED_AFTER) continue
      const lock = lockDirectory(directory)
      try {
        await stopLeftovers(join(directory, 'postgres'))
      } finally {
        lock.release()
      }
    } catch (error) {
      if (isAzukariError(error, 'data_directory_in_use')) continue
    }
    rmSync(directory, { recursive: true, force: true })
  }
}
