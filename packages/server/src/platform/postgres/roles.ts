import pg from 'pg'
import { toDatabaseError } from '../db-errors.ts'
import { isAzukariError } from '../errors.ts'
import { databaseRolesUnknown } from './errors.ts'
import {
  ACROSS_ROLE,
  APP_ROLE,
  acrossPassword,
  createRolePasswords,
  type RolePasswords,
  readRolePasswords,
  SEQUENCER_ROLE,
} from './role-passwords.ts'
import { scramVerifier } from './scram.ts'
import { type ConnectionSettings, driverConfig } from './transport.ts'

export interface RoleConnections {
  readonly app: ConnectionSettings
  readonly across: ConnectionSettings
  readonly sequencer: ConnectionSettings
}

// Any fixed number; migrate.ts has another.
const ROLES_LOCK = 0x617a7501

/**
 * Makes sure that the three login roles exist, that the passwords in `passwordFile` open them, and that they and nobody else may connect to the owner's
 * database. Passwords are made when the roles are; roles that exist while the file does not belong to another Azukari and are refused.
 * @throws database_roles_unknown, database_error
 */
export async function ensureRoles(owner: ConnectionSettings, passwordFile: string): Promise<RoleConnections> {
  const client = new pg.Client(driverConfig(owner, 'azukari-roles'))
  client.on('error', () => {})
  try {
    await client.connect()
    // Roles belong to the cluster: two servers starting at once must not both make them.
    await client.query('BEGIN')
    await client.query('SELECT pg_advisory_xact_lock($1)', [ROLES_LOCK])
    const existing = await client.query<{ rolname: string }>(
      'SELECT rolname FROM pg_roles WHERE rolname = ANY($1)',
      [[APP_ROLE, ACROSS_ROLE, SEQUENCER_ROLE]],
    )
    const passwords = takePasswords(passwordFile, existing.rows.length > 0)
    const connections = connectionsOf(owner, passwords)
    for (const [name, connection] of [
      [APP_ROLE, connections.app],
      [ACROSS_ROLE, connections.across],
      [SEQUENCER_ROLE, connections.sequencer],
    ] as const) {
      await makeRole(
        client,
        name,
        connection.password,
        existing.rows.some((row) => row.rolname === name),
      )
    }
    // Whatever is granted to the application's role, now or by a later migration, this one has too; what tells them apart are the policies on rows.
    await client.query(`GRANT ${APP_ROLE} TO ${ACROSS_ROLE}`)
    await client.query(databaseRights(owner.database))
    // A crash before this leaves the file with passwords and no roles: the next start makes them from it.
    await client.query('COMMIT')
    return connections
  } catch (error) {
    throw isAzukariError(error) ? error : toDatabaseError(error)
  } finally {
    await client.end().catch(() => {})
  }
}

function takePasswords(file: string, rolesExist: boolean): RolePasswords {
  const passwords = readRolePasswords(file)
  if (passwords) return passwords
  if (!rolesExist) return createRolePasswords(file)
  throw databaseRolesUnknown(
    `the roles ${APP_ROLE} and ${SEQUENCER_ROLE} exist, but database-roles.json is not in the data directory`,
    {
      fix: 'copy the file from the server that made them, mode 0600',
    },
  )
}

function connectionsOf(owner: ConnectionSettings, passwords: RolePasswords): RoleConnections {
  return {
    app: { ...owner, user: APP_ROLE, password: passwords.app },
    across: { ...owner, user: ACROSS_ROLE, password: acrossPassword(passwords) },
    sequencer: { ...owner, user: SEQUENCER_ROLE, password: passwords.sequencer },
  }
}

const ATTRIBUTES = 'LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS INHERIT'

// The verifier is a literal because ALTER ROLE takes no parameters; its alphabet (base64, $ and :) needs no quoting.
async function makeRole(client: pg.Client, name: string, password: string, exists: boolean): Promise<void> {
  const salt = await storedSalt(client, name)
  const verifier = scramVerifier(password, salt?.salt)
  if (exists && salt?.verifier === verifier) return
  if (exists && salt === undefined && !(await isSuperuser(client))) return
  await client.query(
    `${exists ? 'ALTER' : 'CREATE'} ROLE ${name} ${attributes(exists)} PASSWORD '${verifier}'`,
  )
}

// An owner that is not a superuser may not mention these attributes in ALTER, even to leave them as they are.
function attributes(exists: boolean): string {
  return exists ? 'LOGIN' : ATTRIBUTES
}

async function isSuperuser(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ super: boolean }>(
    'SELECT rolsuper AS super FROM pg_roles WHERE rolname = current_user',
  )
  return rows[0]?.super === true
}

async function storedSalt(
  client: pg.Client,
  name: string,
): Promise<{ verifier: string; salt: Buffer } | undefined> {
  if (!(await isSuperuser(client))) return undefined
  const { rows } = await client.query<{ rolpassword: string | null }>(
    'SELECT rolpassword FROM pg_authid WHERE rolname = $1',
    [name],
  )
  const verifier = rows[0]?.rolpassword ?? ''
  const salt = /^SCRAM-SHA-256\$4096:([A-Za-z0-9+/=]+)\$/.exec(verifier)?.[1]
  return salt === undefined ? undefined : { verifier, salt: Buffer.from(salt, 'base64') }
}

/**
 * The statements that close a database to all but its roles. CREATE DATABASE opens it to everyone, temporary tables (unencrypted files) included, and
 * neither a copy nor a restored dump keeps these rights: they are set at every start.
 */
export function databaseRights(database: string): string {
  const name = pg.escapeIdentifier(database)
  return `REVOKE ALL ON DATABASE ${name} FROM PUBLIC; GRANT CONNECT ON DATABASE ${name} TO ${APP_ROLE}, ${ACROSS_ROLE}, ${SEQUENCER_ROLE}`
}
