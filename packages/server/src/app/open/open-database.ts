import type { Configuration } from '../../config/index.ts'
import { type Clock, shiftedClock, systemClock } from '../../platform/clock.ts'
import { ensurePrivateDirectory } from '../../platform/data-directory.ts'
import { type Across, type Database, openPool, type Statements } from '../../platform/db.ts'
import type { Logger } from '../../platform/logger.ts'
import { createDatabase } from '../../platform/postgres/create-database.ts'
import { startEmbedded } from '../../platform/postgres/embedded.ts'
import { migrate } from '../../platform/postgres/migrate.ts'
import { rolePasswordFile } from '../../platform/postgres/role-passwords.ts'
import { ensureRoles, type RoleConnections } from '../../platform/postgres/roles.ts'
import { type ConnectionSettings, connectionSettings } from '../../platform/postgres/transport.ts'
import { openTenants } from '../../platform/tenants.ts'
import { asOwner, type Environment, openEnvironment } from './open-environment.ts'

export interface OpenedDatabase {
  /** For everything but the hot paths: of one tenant, or across them. */
  readonly app: Database
  /** For group commits, which go across tenants: few connections that are always warm. */
  readonly groups: Across
  /**
   * For what a transaction on one of the others may have to wait for (keys, and the entries of their use). With the same connections for
   * both, transactions that wait for keys could hold every connection the keys need.
   */
  readonly inner: Database
  /** In the sequencer's role. */
  readonly sequencer: Statements
  readonly environment: Environment
  readonly clock: Clock
  /** Moves the clock of an environment that was made with an injected one; waits until database and program agree. */
  readonly moveClock: ((offsetMs: number) => Promise<void>) | undefined
  /** Has the database write everything it holds in memory to its files (CHECKPOINT), so that a search of their raw bytes misses nothing. */
  flushToDisk(): Promise<void>
  close(): Promise<void>
}

// Statements of group commits look rows up by key, however small their tables were when they were planned. A plan made for an empty table would read
// the whole of a grown one.
export const GROUPS = {
  session: { enable_seqscan: 'off', enable_hashjoin: 'off', enable_mergejoin: 'off' },
  // Groups read their state first, which changes nothing: what a pipelined database asks for.
  pipelined: true,
}

/** Starts or reaches PostgreSQL, brings it up to this program, and opens it in the program's own roles; never again as its owner. */
export async function openDatabases(
  configuration: Configuration,
  log: Logger,
  onLost: () => void,
): Promise<OpenedDatabase> {
  const { dataDirectory, databaseUrl } = configuration
  ensurePrivateDirectory(dataDirectory)
  const embedded =
    databaseUrl === undefined
      ? await startEmbedded({ directory: dataDirectory, log, onUnexpectedExit: onLost })
      : undefined
  try {
    if (embedded) await createDatabase(embedded.owner('postgres'), 'azukari')
    const owner = embedded ? embedded.owner('azukari') : connectionSettings(databaseUrl ?? '')
    const roles = await ensureRoles(owner, embedded?.passwordFile ?? rolePasswordFile(dataDirectory))
    await migrate(owner)
    const environment = await openEnvironment(owner, configuration, log)
    return openRoles(owner, roles, environment, log, async () => embedded?.stop())
  } catch (error) {
    await embedded?.stop()
    throw error
  }
}

function openRoles(
  owner: ConnectionSettings,
  roles: RoleConnections,
  environment: Environment,
  log: Logger,
  stop: () => Promise<void>,
): OpenedDatabase {
  let offset = environment.clockOffsetMs
  const open = (role: 'across' | 'sequencer', max: number, applicationName: string, more = {}) =>
    openPool({ connection: roles[role], max, applicationName, log, ...more })
  const tenants = { app: roles.app, across: roles.across, log }
  const app = openTenants({ ...tenants, max: { tenant: 10, across: 4 }, applicationName: 'azukari' })
  const groups = open('across', 4, 'azukari-groups', GROUPS)
  const inner = openTenants({ ...tenants, max: { tenant: 3, across: 3 }, applicationName: 'azukari-inner' })
  const sequencer = open('sequencer', 3, 'azukari-sequencer')
  return {
    app,
    groups: { across: groups },
    inner,
    sequencer,
    environment,
    clock: environment.injectedClock ? shiftedClock(() => offset) : systemClock,
    moveClock: environment.injectedClock
      ? async (next) => {
          await environment.moveClock(owner, next)
          offset = next
        }
      : undefined,
    async flushToDisk() {
      await asOwner(owner, log, (database) => database.read.query({ text: 'CHECKPOINT' }))
    },
    async close() {
      await Promise.allSettled([app, groups, inner, sequencer].map((d) => d.close()))
      await stop()
    },
  }
}
