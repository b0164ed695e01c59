import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ensurePrivateDirectory } from '../data-directory.ts'
import type { Logger } from '../logger.ts'
import { findBinaries } from './binaries.ts'
import { lockDirectory } from './directory-lock.ts'
import { databaseRolesUnknown } from './errors.ts'
import { initialiseCluster } from './initialise.ts'
import { stopLeftovers } from './leftovers.ts'
import { databaseOsUser } from './os-user.ts'
import { createRolePasswords, OWNER_ROLE, readRolePasswords, rolePasswordFile } from './role-passwords.ts'
import { startServer } from './server-process.ts'
import type { ConnectionSettings } from './transport.ts'

export interface EmbeddedOptions {
  /** Azukari's data directory: made 0700 when missing. The cluster goes into `postgres` below it. */
  readonly directory: string
  readonly log: Logger
  /** Listen on 127.0.0.1 at this port as well; otherwise on a Unix socket only. */
  readonly port?: number
  readonly maxConnections?: number
  readonly sharedBuffers?: string
  /** Only for throw-away clusters of tests. */
  readonly durable?: boolean
  /** The server ended although nobody stopped it. The database is gone until a new `startEmbedded`. */
  readonly onUnexpectedExit?: () => void
}

export interface EmbeddedPostgres {
  /** As the owner (a superuser here), to the given database. */
  owner(database: string): ConnectionSettings
  /** Where the passwords of the roles are kept; `ensureRoles` wants it. */
  readonly passwordFile: string
  readonly pid: number
  /** True once the server has ended, for whatever reason. */
  readonly ended: boolean
  /** Fast shutdown, then harder; gives the directory back. May be called twice. */
  stop(): Promise<void>
}

/**
 * Starts the PostgreSQL that comes with Azukari on a data directory, making its cluster first when there is none. Whatever an earlier process
 * that was killed left behind is cleared.
 * @throws data_directory_in_use, data_directory_unsafe, data_directory_unusable, postgres_not_started, database_roles_unknown
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const { directory, log, durable = true } = options
  ensurePrivateDirectory(directory)
  const lock = lockDirectory(directory)
  try {
    const runAs = await databaseOsUser()
    const binaries = await findBinaries(runAs)
    const cluster = join(directory, 'postgres')
    const passwordFile = rolePasswordFile(directory)
    const passwords = takePasswords(passwordFile, cluster)
    await initialiseCluster(cluster, binaries, runAs, passwords.owner, durable)
    const stopped = await stopLeftovers(cluster)
    if (stopped > 0)
      log.warn('stopped a PostgreSQL that an earlier process had left running', { count: stopped })
    const server = await startServer({
      cluster,
      program: binaries.postgres,
      runAs,
      logFile: join(directory, 'postgres.log'),
      tcpPort: options.port,
      maxConnections: options.maxConnections ?? 64,
      sharedBuffers: options.sharedBuffers ?? '128MB',
      durable,
      onUnexpectedExit: () => {
        log.error('the embedded PostgreSQL ended unexpectedly', { code: 'postgres_ended' })
        options.onUnexpectedExit?.()
      },
    })
    return {
      owner: (database) => ({
        ...server.address,
        user: OWNER_ROLE,
        password: passwords.owner,
        database,
        ssl: false,
      }),
      passwordFile,
      pid: server.pid,
      get ended() {
        return server.ended
      },
      stop: async () => {
        await server.stop()
        lock.release()
      },
    }
  } catch (error) {
    lock.release()
    throw error
  }
}

function takePasswords(file: string, cluster: string) {
  const passwords = readRolePasswords(file)
  if (passwords) return passwords
  if (existsSync(cluster)) {
    throw databaseRolesUnknown('the database is there, but database-roles.json is not', {
      fix: 'put the file back from a backup',
    })
  }
  return createRolePasswords(file)
}
