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
import { rolePasswordFile } from '../src/platform/postgres/role-passwords.ts'
import { ensureRoles } from '../src/platform/postgres/roles.ts'
import {
  type ConnectionSettings,
  connectionSettings,
  driverConfig,
} from '../src/platform/postgres/transport.ts'

/** One throw-away cluster with a migrated template, as plain data: it travels to the test processes in an environment variable. */
export interface SharedDatabase {
  /** The owner, connected to the database `postgres`. */
  readonly maintenance: ConnectionSettings
  readonly template: string
  /** What a program of its own on this cluster needs in its data directory: the passwords of the roles. */
  readonly passwordFile: string
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

/**
 * Starts one, or takes the PostgreSQL that AZUKARI_TEST_POSTGRES names: an empty server as its superuser, of which everything that was made there
 * is dropped at the end. The caller stops it and removes the directory.
 */
export async function startShared({ durable }: { readonly durable: boolean }): Promise<StartedShared> {
  const directory = await mkdtemp(join(tmpdir(), PREFIX))
  try {
    const url = process.env.AZUKARI_TEST_POSTGRES
    const server = url ? given(url, directory) : await started(directory, durable)
    try {
      return { shared: await prepare(server), directory, stop: server.stop }
    } catch (error) {
      await server.stop()
      throw error
    }
  } catch (error) {
    await rm(directory, { recursive: true, force: true })
    throw error
  }
}

interface Server {
  readonly maintenance: ConnectionSettings
  readonly passwordFile: string
  readonly stop: () => Promise<void>
}

async function started(directory: string, durable: boolean): Promise<Server> {
  const server = await startEmbedded({ directory, log: silentLogger, durable, maxConnections: 200 })
  const { passwordFile } = server
  return { maintenance: server.owner('postgres'), passwordFile, stop: () => server.stop() }
}

function given(url: string, directory: string): Server {
  const maintenance = connectionSettings(url)
  return { maintenance, passwordFile: rolePasswordFile(directory), stop: () => emptied(maintenance) }
}

async function prepare({ maintenance, passwordFile }: Server): Promise<SharedDatabase> {
  const owner = { ...maintenance, database: TEMPLATE }
  await createDatabase(maintenance, TEMPLATE)
  const { app, across, sequencer } = await ensureRoles(owner, passwordFile)
  await migrate(owner)
  const login = ({ user, password }: ConnectionSettings) => ({ user, password })
  return {
    maintenance,
    template: TEMPLATE,
    passwordFile,
    app: login(app),
    across: login(across),
    sequencer: login(sequencer),
  }
}

/** Drops the databases and roles of a run, those that a killed test left included. */
async function emptied(maintenance: ConnectionSettings): Promise<void> {
  const client = new pg.Client(driverConfig(maintenance, 'test-empty'))
  client.on('error', () => {})
  await client.connect()
  try {
    const { rows } = await client.query<{ name: string }>(
      `SELECT quote_ident(datname) AS name FROM pg_database WHERE datname = '${TEMPLATE}' OR datname ~ '^test_[0-9]+_[0-9]+$'`,
    )
    for (const { name } of rows) await client.query(`DROP DATABASE ${name} WITH (FORCE)`)
    await client.query('DROP ROLE IF EXISTS azukari_across, azukari_app, azukari_sequencer')
  } finally {
    await client.end()
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
