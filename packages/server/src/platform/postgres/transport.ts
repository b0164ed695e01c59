import { readFileSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import type { ConnectionOptions } from 'node:tls'
import type pg from 'pg'
import { databasePlaintextRefused, databaseUrlInvalid } from './errors.ts'

/** A database address taken apart. `host` is a name, an address, or the directory of a Unix socket (begins with `/`). */
export interface ConnectionSettings {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: string
  readonly database: string
  readonly ssl: false | ConnectionOptions
}

const URL_FORM = /^postgres(?:ql)?:\/\/(?:([^@/?#]*)@)?([^/?#]*)\/([^/?#]*)(?:\?([^#]*))?$/
const HOST_FORM = /^(\[[0-9a-f:.]+\]|[a-z0-9_](?:[a-z0-9._-]*[a-z0-9_])?)?(?::([0-9]{1,5}))?$/i
const OPTIONS = new Set(['host', 'port', 'sslmode', 'sslrootcert'])
const SSL_MODES = new Set(['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'])

/**
 * Takes a database URL apart and decides how it may be reached: without TLS only over a Unix socket or to this machine itself; anything
 * else needs TLS with a verified certificate (`verify-full`, the default; `require` means the same here; `verify-ca` skips the name).
 * Stricter than libpq: one host, no `hostaddr`, `service` or `passfile`, and nothing is taken from PG* environment variables.
 * @throws database_url_invalid, database_plaintext_refused; neither repeats the URL, which holds a password.
 */
export function connectionSettings(url: string): ConnectionSettings {
  const parts = URL_FORM.exec(url)
  if (!parts) throw databaseUrlInvalid('expected postgresql://user:password@host:port/database')
  const [, userInfo = '', authority = '', path = '', query = ''] = parts
  const options = parseOptions(query)
  const { host, port } = parseHost(authority, options)
  const [user = '', password = '', ...more] = userInfo.split(':').map(decode)
  if (user === '' || more.length > 0)
    throw databaseUrlInvalid('a user name is needed, and a colon inside it or the password is %3A')
  const database = decode(path)
  if (database === '') throw databaseUrlInvalid('a database name is needed after the host')
  return { host, port, user, password, database, ssl: chooseTls(host, options) }
}

function parseOptions(query: string): Map<string, string> {
  const options = new Map<string, string>()
  for (const pair of query === '' ? [] : query.split('&')) {
    const [name = '', value = '', ...more] = pair.split('=')
    if (!OPTIONS.has(name) || more.length > 0 || options.has(name)) {
      throw databaseUrlInvalid(
        'only host (a socket directory), port, sslmode and sslrootcert may follow the question mark, each once',
      )
    }
    options.set(name, decode(value))
  }
  return options
}

function parseHost(authority: string, options: Map<string, string>): { host: string; port: number } {
  const form = HOST_FORM.exec(authority)
  // Host lists (a,b), percent-encoded sockets (%2Ftmp) and anything else that two parsers could read differently stop here.
  if (!form)
    throw databaseUrlInvalid(
      'one plain host name or address is needed (a socket directory goes into ?host=/path)',
    )
  const named = form[1]?.toLowerCase()
  const socket = options.get('host')
  if (socket !== undefined && (named !== undefined || !isAbsolute(socket) || /[\0,]/.test(socket))) {
    throw databaseUrlInvalid(
      '?host= takes one absolute socket directory, and then no host stands before the path',
    )
  }
  const host = socket ?? (named === 'localhost' ? '127.0.0.1' : named?.replace(/^\[|\]$/g, ''))
  if (host === undefined) throw databaseUrlInvalid('a host or a socket directory is needed')
  const portText = form[2] ?? options.get('port') ?? '5432'
  const port = /^[0-9]{1,5}$/.test(portText) ? Number(portText) : 0
  if (port < 1 || port > 65_535) throw databaseUrlInvalid('the port is not between 1 and 65535')
  return { host, port }
}

function decode(text: string): string {
  try {
    const decoded = decodeURIComponent(text)
    if (!decoded.includes('\0')) return decoded
  } catch {
    // falls through to the same answer as for a NUL byte
  }
  throw databaseUrlInvalid('a percent sign is not followed by a valid encoding')
}

/**
 * True for a Unix socket and for an address that cannot leave this machine, in its plain spelling only: 127.1, 0x7f000001, ::ffff:127.0.0.1
 * or a name that merely begins with "localhost" are treated as far away, because resolvers disagree on them.
 */
export function staysOnMachine(host: string): boolean {
  if (host.startsWith('/')) return true
  if (host === '::1') return true
  const octets = /^127\.(0|[1-9][0-9]{0,2})\.(0|[1-9][0-9]{0,2})\.(0|[1-9][0-9]{0,2})$/.exec(host)
  return octets?.slice(1).every((o) => Number(o) <= 255) ?? false
}

function chooseTls(host: string, options: Map<string, string>): false | ConnectionOptions {
  const mode = options.get('sslmode')
  if (mode !== undefined && !SSL_MODES.has(mode))
    throw databaseUrlInvalid('sslmode is not one that PostgreSQL knows')
  const near = staysOnMachine(host)
  const plain = mode === undefined ? near : ['disable', 'allow', 'prefer'].includes(mode)
  if (plain && near) return false
  if (plain) {
    throw databasePlaintextRefused(
      'sslmode=disable, allow and prefer are for a socket or for this machine only',
      {
        fix: 'use sslmode=verify-full, with sslrootcert=/path/to/ca.pem for a private certificate authority',
      },
    )
  }
  if (host.startsWith('/')) throw databaseUrlInvalid('TLS does not run over a Unix socket: leave sslmode out')
  const rootFile = options.get('sslrootcert')
  return {
    rejectUnauthorized: true,
    minVersion: 'TLSv1.2',
    ...(rootFile === undefined || rootFile === 'system' ? {} : { ca: readRoot(rootFile) }),
    ...(mode === 'verify-ca' ? { checkServerIdentity: () => undefined } : {}),
  }
}

function readRoot(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    throw databaseUrlInvalid('the file named by sslrootcert cannot be read')
  }
}

/**
 * Settings in the driver's form. Every member that the driver would otherwise look up in a PG* variable or in ~/.pgpass is given, an
 * empty password as a function for that reason. Warnings must reach us whatever the role's settings: a COMMIT is judged by them.
 */
export function driverConfig(settings: ConnectionSettings, applicationName: string): pg.ClientConfig {
  const { password, ...rest } = settings
  return {
    ...rest,
    password: password === '' ? () => '' : password,
    application_name: applicationName,
    client_encoding: 'UTF8',
    options: '-c client_min_messages=warning',
  }
}

/** The URL of settings without TLS options, for programs that want one. Holds the password. */
export function connectionUrl(settings: ConnectionSettings): string {
  const user = `${encodeURIComponent(settings.user)}:${encodeURIComponent(settings.password)}`
  const database = encodeURIComponent(settings.database)
  if (settings.host.startsWith('/')) {
    return `postgresql://${user}@/${database}?host=${encodeURIComponent(settings.host)}&port=${settings.port}`
  }
  const host = settings.host.includes(':') ? `[${settings.host}]` : settings.host
  return `postgresql://${user}@${host}:${settings.port}/${database}${settings.ssl ? '?sslmode=verify-full' : ''}`
}
