import { readFileSync, statSync } from 'node:fs'
import { configurationInvalid, literalSecretRefused, secretUnreadable } from './errors.ts'

/**
 * Where a secret is kept: never the secret. `env:NAME` an environment variable, `file:PATH` a file of mode 0600 or 0400, `aws-secretsmanager:REGION/NAME`
 * a secret of AWS Secrets Manager, with `#MEMBER` one member of it where it is a JSON object.
 */
export type SecretReference = `env:${string}` | `file:${string}` | AwsSecretReference
export type AwsSecretReference = `${typeof AWS_PREFIX}${string}`

/** Secrets that had to be fetched, by reference. */
export type FetchedSecrets = ReadonlyMap<string, string>

const AWS_PREFIX = 'aws-secretsmanager:'
/** Names as Secrets Manager has them (CreateSecret, "Name"); a whole ARN is not needed. */
const AWS_SECRET =
  /^aws-secretsmanager:([a-z]{2}(?:-[a-z0-9]+)+)\/([A-Za-z0-9/_+=.@-]{1,512})(?:#([A-Za-z0-9_.-]{1,128}))?$/

const FIX = 'write env:NAME, file:/path/to/secret or aws-secretsmanager:REGION/NAME'

/** Region, name and member of a reference to AWS Secrets Manager; undefined for anything else. */
export function awsSecretOf(
  text: string,
): { region: string; name: string; member: string | undefined } | undefined {
  const match = AWS_SECRET.exec(text)
  if (match === null) return undefined
  const [, region = '', name = '', member] = match
  return { region, name, member }
}

/** Throws `literal_secret_refused` for anything that is not a reference; what it was is not repeated. */
export function parseSecretReference(text: string, setting: string): SecretReference {
  if (/^env:[A-Za-z_][A-Za-z0-9_]*$/.test(text) || /^file:.+/.test(text)) return text as SecretReference
  if (awsSecretOf(text) !== undefined) return text as SecretReference
  throw literalSecretRefused(`${setting} takes a reference to a secret`, { fix: FIX, extra: { setting } })
}

/** Fetches what a reference names, without a trailing line end. Throws `secret_unreadable`, `configuration_invalid`. */
export function readSecret(
  reference: SecretReference,
  environment: Readonly<Record<string, string | undefined>> = process.env,
  fetched: FetchedSecrets = new Map(),
): string {
  const secret = found(reference, environment, fetched)
  if (secret === undefined || secret === '') {
    throw secretUnreadable(`${reference} holds nothing`, { fix: FIX })
  }
  return secret
}

function found(
  reference: SecretReference,
  environment: Readonly<Record<string, string | undefined>>,
  fetched: FetchedSecrets,
): string | undefined {
  if (reference.startsWith('env:')) return environment[reference.slice(4)]
  if (reference.startsWith('file:')) return readSecretFile(reference.slice(5))
  const secret = fetched.get(reference)
  if (secret !== undefined) return secret
  throw secretUnreadable('this setting is read where nothing can be fetched', {
    fix: 'write env:NAME or file:/path/to/secret here',
  })
}

function readSecretFile(path: string): string {
  let mode: number
  let text: string
  try {
    mode = statSync(path).mode
    text = readFileSync(path, 'utf8')
  } catch (cause) {
    throw secretUnreadable('the file named by a secret reference cannot be read', {
      cause,
      where: { file: path },
    })
  }
  if ((mode & 0o077) !== 0) {
    const fix = 'chmod 600'
    throw configurationInvalid('a file with a secret can be read by other users', {
      where: { file: path },
      fix,
    })
  }
  return text.replace(/\r?\n$/, '')
}
