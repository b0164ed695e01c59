import { type Configuration, type Options, readConfiguration } from './configuration.ts'
import { fetchAwsSecrets } from './fetch-aws-secrets.ts'
import { awsSecretOf } from './secret-reference.ts'

type Env = Readonly<Record<string, string | undefined>>

const SIGN_ON_SECRET = /^AZUKARI_SIGN_ON_[A-Z0-9_]+_CLIENT_SECRET$/

/**
 * The configuration, after the secrets that it refers to in a secret manager were fetched. They are fetched once, before anything is started; a secret that is
 * changed later is read at the next start. Throws what `readConfiguration` throws.
 */
export async function loadConfiguration(options: Options, env: Env = process.env): Promise<Configuration> {
  const settings = [
    options.database,
    env.DATABASE_URL,
    ...Object.entries(env).flatMap(([name, value]) => (SIGN_ON_SECRET.test(name) ? [value] : [])),
  ]
  const references = settings.filter(
    (text): text is string => text !== undefined && awsSecretOf(text) !== undefined,
  )
  return readConfiguration(options, env, await fetchAwsSecrets(references, env))
}
