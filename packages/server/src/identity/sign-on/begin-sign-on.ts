import * as openid from 'openid-client'
import type { PeopleDeps } from '../people/people-deps.ts'
import { signOnCookie } from '../sessions/cookies.ts'
import type { SignOnProvider } from './provider.ts'
import type { Providers } from './providers.ts'
import { placeOf, SIGN_ON_LIVES_MS, sealState } from './sign-on-state.ts'

export interface BeginSignOn {
  readonly tenant: number
  readonly provider: SignOnProvider
  readonly to: string | undefined
  /** The session of who links the provider to their account. */
  readonly session?: string | undefined
}

/**
 * Each provider has an address of its own to send people back to, so that an answer of one is never taken for another's (RFC 9700 §4.4), whether or
 * not the provider names itself in it (RFC 9207).
 */
export const callbackOf = (origin: string, provider: string) => `${origin}/v1/sign-on/${provider}/callback`

/**
 * Begins a sign-on: authorisation code with PKCE, state and nonce. Leaves nothing behind but the cookie that it answers.
 * Throws `sign_on_unavailable`.
 */
export async function beginSignOn(
  deps: PeopleDeps,
  providers: Providers,
  { tenant, provider, to, session }: BeginSignOn,
): Promise<{ url: string; cookies: readonly string[] }> {
  const configuration = await providers.configuration(provider)
  const verifier = openid.randomPKCECodeVerifier()
  const state = openid.randomState()
  const nonce = openid.randomNonce()
  const { origin } = deps.site
  const url = openid.buildAuthorizationUrl(configuration, {
    redirect_uri: callbackOf(origin, provider.id),
    response_type: 'code',
    scope: provider.scopes,
    state,
    nonce,
    code_challenge: await openid.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...(provider.acr.length > 0 ? { acr_values: provider.acr.join(' ') } : {}),
  })
  const sealed = await sealState(deps.keyring, tenant, {
    provider: provider.id,
    state,
    nonce,
    verifier,
    to: placeOf(to, origin),
    untilMs: deps.clock.now() + SIGN_ON_LIVES_MS,
    session,
  })
  return { url: url.href, cookies: [signOnCookie(sealed, SIGN_ON_LIVES_MS / 1000)] }
}
