import { createHmac, generateKeyPairSync, sign } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import type { SignOnProvider } from '../../src/identity/index.ts'
import { declaredProvider, SECRET } from './declared-provider.ts'

const b64 = (value: string | Buffer) => Buffer.from(value).toString('base64url')

export interface Lies {
  /** Members of the ID token, in place of the right ones. */
  claims?: Record<string, unknown>
  /** `RS256` by its own key, unless it says otherwise. */
  alg?:
    | 'RS256'
    | 'RS512'
    | 'none'
    | 'HS256-secret'
    | 'HS256-public-key'
    | 'RS256-other-key'
    | 'RS256-bad-signature'
  /** What it says of itself. */
  metadata?: Record<string, unknown>
  /** No ID token at all. */
  noToken?: boolean
}

export interface LyingProvider {
  readonly issuer: string
  /** Token requests that arrived, as forms. */
  readonly asked: URLSearchParams[]
  lies: Lies
  declare(more?: Partial<SignOnProvider>): SignOnProvider
}

/** An OpenID provider that lies as it is told to; where it is told nothing it is right. */
export async function lyingProvider(t: TestContext, id = 'company'): Promise<LyingProvider> {
  const keys: Keys = { own: newKeys(), other: newKeys() }
  const asked: URLSearchParams[] = []
  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const issuer = `http://localhost:${(server.address() as AddressInfo).port}`
  const provider: LyingProvider = {
    issuer,
    asked,
    lies: {},
    declare: (more) => declaredProvider(id, issuer, more),
  }
  return provider

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const json = (value: unknown) => {
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify(value))
    }
    if (request.url === '/.well-known/openid-configuration') {
      return json({
        issuer,
        authorization_endpoint: `${issuer}/auth`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/jwks`,
        end_session_endpoint: `${issuer}/end`,
        response_types_supported: ['code'],
        id_token_signing_alg_values_supported: ['RS256', 'HS256', 'none'],
        ...provider.lies.metadata,
      })
    }
    if (request.url === '/jwks') {
      return json({ keys: [{ ...keys.own.publicKey.export({ format: 'jwk' }), kid: 'k', use: 'sig' }] })
    }
    let body = ''
    for await (const part of request) body += part
    const form = new URLSearchParams(body)
    asked.push(form)
    json({
      access_token: 'x',
      token_type: 'Bearer',
      ...(provider.lies.noToken ? {} : { id_token: idToken(issuer, keys, form, provider.lies) }),
    })
  }
}

interface Keys {
  readonly own: KeyPair
  readonly other: KeyPair
}

type KeyPair = ReturnType<typeof newKeys>

const newKeys = () => generateKeyPairSync('rsa', { modulusLength: 2048 })

// The code that a test hands over is the nonce: what a provider would remember from the request that began it.
function idToken(issuer: string, keys: Keys, form: URLSearchParams, lies: Lies): string {
  const now = Math.floor(Date.now() / 1000)
  const { claims = {}, alg = 'RS256' } = lies
  const right = {
    iss: issuer,
    aud: 'azukari',
    sub: 'u-1',
    iat: now,
    exp: now + 300,
    nonce: form.get('code'),
    amr: ['pwd', 'mfa'],
  }
  const person = { email: 'd.mori@example.com', preferred_username: 'd.mori', name: 'Dai Mori' }
  const payload = b64(JSON.stringify({ ...right, ...person, ...claims }))
  const name = alg.startsWith('HS256') ? 'HS256' : alg.startsWith('RS256') ? 'RS256' : alg
  const input = `${b64(JSON.stringify({ alg: name, kid: 'k', typ: 'JWT' }))}.${payload}`
  return `${input}.${signature(input, alg, keys)}`
}

function signature(input: string, alg: NonNullable<Lies['alg']>, { own, other }: Keys): string {
  const hs = (key: string | Buffer) => createHmac('sha256', key).update(input).digest('base64url')
  if (alg === 'none') return ''
  if (alg === 'HS256-secret') return hs(SECRET)
  if (alg === 'HS256-public-key') return hs(own.publicKey.export({ format: 'pem', type: 'spki' }))
  const made = sign(
    alg === 'RS512' ? 'sha512' : 'sha256',
    Buffer.from(input),
    (alg === 'RS256-other-key' ? other : own).privateKey,
  )
  if (alg === 'RS256-bad-signature') made[10] = (made[10] ?? 0) ^ 1
  return made.toString('base64url')
}
