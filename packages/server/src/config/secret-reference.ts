import { readFileSync, statSync } from 'node:fs'
import { configurationInvalid, literalSecretRefused, secretUnreadable } from './errors.ts'

/** Where a secret is kept: never the secret. `env:NAME` an environment variable, `file:PATH` a file of mode 0600 or 0400. */
export type SecretReference = `env:${string}` | `file:${string}`

const FIX = 'write env:NAME or file:/path/to/secret'

/** Throws `literal_secret_refused` for anything that is not a reference; what it was is not repeated. */
export function parseSecretReference(text: string, setting: string): SecretReference {
  if (/^env:[A-Za-z_][A-Za-z0-9_]*$/.test(text) || /^file:.+/.test(text)) return text as SecretReference
  throw literalSecretRefused(`${setting} takes a reference to a secret`, { fix: FIX, extra: { setting } })
}

/** Fetches what a reference names, without a trailing line end. Throws `secret_unreadable`, `configuration_invalid`. */
export function readSecret(
  reference: SecretReference,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string {
  const secret = reference.startsWith('env:')
    ? environment[reference.slice(4)]
    : readSecretFile(reference.slice(5))
  if (secret === undefined || secret === '') {
    throw secretUnreadable(`${reference} holds nothing`, { fix: FIX })
  }
  return secret
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
