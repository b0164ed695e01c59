import { isAbsolute, join, resolve } from 'node:path'
import { z } from 'zod'
import type { LogLevel } from '../platform/logger.ts'
import { configurationInvalid, literalSecretRefused } from './errors.ts'
import { awsSecretOf, type FetchedSecrets, parseSecretReference, readSecret } from './secret-reference.ts'
import { type SignOnProvider, signOnOf } from './sign-on.ts'

/** Everything the program is told from outside, read once at the start. */
export interface Configuration {
  readonly dataDirectory: string
  /** Owner's connection to a PostgreSQL of one's own; the embedded one when absent. */
  readonly databaseUrl: string | undefined
  readonly keys:
    | { readonly kind: 'file'; readonly directory: string }
    | { readonly kind: 'aws-kms'; readonly region: string; readonly endpoint: string | undefined }
  /** Bound into every key and cell. */
  readonly environment: string
  /** Only for an environment made for it; see `platform.environment`. */
  readonly injectedClock: boolean
  readonly host: string
  readonly port: number
  readonly proxies: readonly string[]
  readonly tls:
    | {
        readonly certFile: string
        readonly keyFile: string
        /** CAs by whose certificates clients are believed; none are asked for when absent. */
        readonly clientCaFile: string | undefined
      }
    | undefined
  readonly logLevel: LogLevel
  readonly zone: string
  /** Where people's browsers reach the server; by default this machine. Passkeys, links and sign-on are bound to it. */
  readonly url: string | undefined
  /** Identity providers through which people may come. */
  readonly signOn: readonly SignOnProvider[]
  /** A sorted list of SHA-1 digests of breached passwords. */
  readonly breachedPasswords: string | undefined
}

/** What a command line may say; environment variables say the same, the command line wins. */
export interface Options {
  readonly data?: string | undefined
  readonly port?: string | undefined
  readonly host?: string | undefined
  readonly database?: string | undefined
  readonly keys?: string | undefined
  readonly environment?: string | undefined
  readonly injectedClock?: boolean | undefined
}

type Env = Readonly<Record<string, string | undefined>>

const PORT = 'a port is a number from 0 to 65535, in the digits 0 to 9'

const settings = z.object({
  data: z.string().min(1).default('azukari-data'),
  port: z
    .string()
    .regex(/^\d{1,5}$/, PORT)
    .transform(Number)
    .refine((port) => port <= 65_535, PORT)
    .default(7070),
  host: z.string().min(1).default('127.0.0.1'),
  environment: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'lower-case letters, digits and hyphens, 63 at most')
    .default('production'),
  logLevel: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  zone: z.string().refine(isZone, 'a time zone such as Asia/Tokyo').default('Asia/Tokyo'),
})

/**
 * @param fetched what `loadConfiguration` fetched from secret managers
 * @throws `configuration_invalid`, `literal_secret_refused`, `secret_unreadable`; nothing is started by then
 */
export function readConfiguration(
  options: Options,
  env: Env = process.env,
  fetched: FetchedSecrets = new Map(),
): Configuration {
  const parsed = settings.safeParse({
    data: options.data ?? env.AZUKARI_DATA,
    port: options.port ?? env.AZUKARI_PORT,
    host: options.host ?? env.AZUKARI_HOST,
    environment: options.environment ?? env.AZUKARI_ENVIRONMENT,
    logLevel: env.AZUKARI_LOG_LEVEL,
    zone: env.AZUKARI_ZONE,
  })
  if (!parsed.success) {
    const wrong = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
    throw configurationInvalid(wrong.join('; '), { fix: 'see azukari serve --help' })
  }
  const { data, ...rest } = parsed.data
  if (options.injectedClock && rest.environment === 'production') {
    throw configurationInvalid('production has the clock of the world', { fix: 'name another environment' })
  }
  const dataDirectory = isAbsolute(data) ? data : resolve(data)
  return {
    ...rest,
    dataDirectory,
    databaseUrl: databaseUrl(options.database, env, fetched),
    keys: keysOf(options.keys ?? env.AZUKARI_KEYS, dataDirectory, env),
    injectedClock: options.injectedClock ?? false,
    proxies: (env.AZUKARI_PROXIES ?? '').split(',').filter((p) => p !== ''),
    tls: tlsOf(env),
    url: urlOf(env.AZUKARI_URL),
    signOn: signOnOf(env, fetched),
    breachedPasswords: env.AZUKARI_BREACHED_PASSWORDS || undefined,
  }
}

/** DATABASE_URL is an environment variable and so a reference itself; a URL with a password on the command line is not. */
function databaseUrl(option: string | undefined, env: Env, fetched: FetchedSecrets): string | undefined {
  if (option !== undefined) return readSecret(parseSecretReference(option, '--database'), env, fetched)
  const { DATABASE_URL: url } = env
  if (!url) return undefined
  return awsSecretOf(url) === undefined
    ? url
    : readSecret(parseSecretReference(url, 'DATABASE_URL'), env, fetched)
}

function keysOf(text: string | undefined, dataDirectory: string, env: Env): Configuration['keys'] {
  if (text === undefined || text === '') return { kind: 'file', directory: join(dataDirectory, 'keys') }
  if (text.startsWith('file:')) return { kind: 'file', directory: resolve(text.slice(5)) }
  const region = /^aws-kms:([a-z0-9-]+)$/.exec(text)?.[1]
  if (region !== undefined) return { kind: 'aws-kms', region, endpoint: env.AZUKARI_KMS_ENDPOINT }
  if (/^[A-Za-z0-9+/=_-]{32,}$/.test(text)) {
    throw literalSecretRefused('the root key is named, never given', {
      fix: 'write file:DIR or aws-kms:REGION',
    })
  }
  throw configurationInvalid('no such key provider', { fix: 'write file:DIR or aws-kms:REGION' })
}

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined
  } catch {
    return false
  }
}

const ON_THIS_MACHINE = new Set(['localhost', '127.0.0.1', '[::1]'])

function urlOf(text: string | undefined): string | undefined {
  if (!text) return undefined
  const url = URL.canParse(text) ? new URL(text) : undefined
  const secure =
    url?.protocol === 'https:' || (url?.protocol === 'http:' && ON_THIS_MACHINE.has(url.hostname))
  if (url === undefined || !secure || url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    throw configurationInvalid('AZUKARI_URL is not where browsers can safely reach the server', {
      fix: 'write https://host or https://host:port, with nothing behind it',
    })
  }
  return url.origin
}

function tlsOf(env: Env): Configuration['tls'] {
  const { AZUKARI_TLS_CERT: certFile, AZUKARI_TLS_KEY: keyFile, AZUKARI_TLS_CLIENT_CA: clientCaFile } = env
  if (!certFile && !keyFile) {
    if (!clientCaFile) return undefined
    throw configurationInvalid('client certificates are asked for by a listener with TLS only', {
      fix: 'set AZUKARI_TLS_CERT and AZUKARI_TLS_KEY beside AZUKARI_TLS_CLIENT_CA',
    })
  }
  if (!certFile || !keyFile) {
    throw configurationInvalid('a certificate and its key go together', {
      fix: 'set AZUKARI_TLS_CERT and AZUKARI_TLS_KEY',
    })
  }
  return { certFile, keyFile, clientCaFile: clientCaFile || undefined }
}
