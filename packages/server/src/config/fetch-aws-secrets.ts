import { configurationInvalid, secretUnreadable } from './errors.ts'
import { awsSecretOf, type FetchedSecrets } from './secret-reference.ts'

type Env = Readonly<Record<string, string | undefined>>

const TIMEOUT_MS = 3000
const ATTEMPTS = 3
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * Secrets of AWS Secrets Manager by their references. Credentials come from the SDK's usual chain. Throws `secret_unreadable`, which names the reference and the
 * kind of error and nothing of what was fetched, and `configuration_invalid`.
 */
export async function fetchAwsSecrets(references: readonly string[], env: Env): Promise<FetchedSecrets> {
  const fetched = new Map<string, string>()
  const values = new Map<string, Promise<string>>()
  for (const reference of new Set(references)) {
    const secret = awsSecretOf(reference)
    if (secret === undefined) continue
    const { region, name, member } = secret
    const place = `${region}/${name}`
    const value = values.get(place) ?? secretValue(region, name, env)
    values.set(place, value)
    fetched.set(reference, memberOf(await value, member, reference))
  }
  return fetched
}

async function secretValue(region: string, name: string, env: Env): Promise<string> {
  // Loaded where it is needed: a start that needs no secret manager does not wait for its library.
  const { GetSecretValueCommand, SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager')
  const endpoint = endpointOf(env.AZUKARI_SECRETS_ENDPOINT)
  const client = new SecretsManagerClient({
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    maxAttempts: ATTEMPTS,
    requestHandler: {
      requestTimeout: TIMEOUT_MS,
      connectionTimeout: TIMEOUT_MS,
      throwOnRequestTimeout: true,
    },
  })
  try {
    const { SecretString, SecretBinary } = await client.send(new GetSecretValueCommand({ SecretId: name }))
    return SecretString ?? Buffer.from(SecretBinary ?? []).toString('utf8')
  } catch (error) {
    // The name of the kind of error only: messages may repeat what was sent.
    const reason = error instanceof Error && /^\w{1,64}$/.test(error.name) ? error.name : 'unknown'
    throw secretUnreadable(`aws-secretsmanager:${region}/${name} was not answered (${reason})`, {
      fix: 'check the region, the name, the credentials and their right to secretsmanager:GetSecretValue',
      extra: { reason },
    })
  } finally {
    client.destroy()
  }
}

function memberOf(value: string, member: string | undefined, reference: string): string {
  if (member === undefined) return value
  let parsed: unknown
  try {
    parsed = JSON.parse(value)
  } catch {
    throw secretUnreadable(`${reference} names a member of what is not JSON`, { fix: 'leave #MEMBER out' })
  }
  const found =
    typeof parsed === 'object' && parsed !== null && Object.hasOwn(parsed, member)
      ? (parsed as Record<string, unknown>)[member]
      : undefined
  if (typeof found === 'string' && found !== '') return found
  throw secretUnreadable(`${reference} names a member that is not there`, {
    fix: 'look at the names in the secret',
  })
}

function endpointOf(text: string | undefined): string | undefined {
  if (!text) return undefined
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.has(url.hostname))) return text
  throw configurationInvalid('AZUKARI_SECRETS_ENDPOINT is not https, nor on this machine', {
    fix: 'write https://…, or leave it out',
  })
}
