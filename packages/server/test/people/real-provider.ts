import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import Provider, { type Configuration } from 'oidc-provider'
import type { SignOnProvider } from '../../src/identity/index.ts'
import { declaredProvider, SECRET } from './declared-provider.ts'

/** Whom the provider lets in next, and what it says of them. */
export interface Account {
  id: string
  amr: string[]
  acr: string | undefined
  claims: Record<string, unknown>
}

export interface RealProvider {
  readonly issuer: string
  readonly account: Account
  declare(more?: Partial<SignOnProvider>): SignOnProvider
}

const configurationOf = (account: Account): Configuration => ({
  clients: [
    {
      client_id: 'azukari',
      client_secret: SECRET,
      token_endpoint_auth_method: 'client_secret_post',
      redirect_uris: ['http://localhost:1/placeholder'],
      post_logout_redirect_uris: ['http://localhost:1/'],
    },
  ],
  claims: {
    openid: ['sub', 'groups', 'amr', 'acr'],
    email: ['email', 'email_verified'],
    profile: ['name', 'preferred_username'],
  },
  conformIdTokenClaims: false,
  acrValues: ['urn:two'],
  features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: true } },
  cookies: { keys: ['a key of the tests'] },
  findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ sub: id, ...account.claims }) }),
  interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
  async loadExistingGrant(ctx) {
    const { oidc } = ctx
    const grant = new oidc.provider.Grant({
      clientId: oidc.client?.clientId ?? '',
      accountId: oidc.session?.accountId ?? '',
    })
    grant.addOIDCScope('openid email profile')
    await grant.save()
    return grant
  },
})

/** oidc-provider, a certified OpenID provider, on a port of its own; it signs in whoever the test says, without asking. */
export async function realProvider(t: TestContext, redirectUris: () => string[]): Promise<RealProvider> {
  const account: Account = {
    id: 'u-1',
    amr: ['pwd', 'otp', 'mfa'],
    acr: undefined,
    claims: {
      email: 'c.ito@example.com',
      email_verified: true,
      preferred_username: 'c.ito',
      name: 'Chie Ito',
    },
  }
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const issuer = `http://localhost:${(server.address() as AddressInfo).port}`
  const provider = new Provider(issuer, configurationOf(account))
  const Client = provider.Client as unknown as { prototype: Record<string, unknown> }
  Client.prototype.redirectUriAllowed = (uri: string) => redirectUris().includes(uri)
  const callback = provider.callback()
  server.on('request', (request, response) => {
    if (!request.url?.startsWith('/interaction/')) return void callback(request, response)
    const login = {
      accountId: account.id,
      amr: account.amr,
      ...(account.acr === undefined ? {} : { acr: account.acr }),
    }
    void provider.interactionFinished(request, response, { login })
  })
  return {
    issuer,
    account,
    declare: (more = {}) => declaredProvider('company', issuer, { title: 'Company', ...more }),
  }
}

/** Follows a browser through the provider to the address that it sends back to. */
export async function throughProvider(url: string, jar = new Map<string, string>()): Promise<string> {
  let at = url
  for (let i = 0; i < 10; i++) {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(at, { redirect: 'manual', headers: cookie === '' ? {} : { cookie } })
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
    }
    const next = response.headers.get('location')
    if (next === null) throw new Error(`the provider answered ${response.status}: ${await response.text()}`)
    at = new URL(next, at).href
    if (at.includes('/v1/sign-on/')) return at
  }
  throw new Error('the provider sends round in circles')
}
