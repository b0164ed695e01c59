import * as openid from 'openid-client'
import type { PersonCaller } from '../acting.ts'
import { openFor } from '../people/profile.ts'
import type { PeopleDeps } from '../people-deps.ts'
import type { Providers } from './providers.ts'

/**
 * Where the provider that a session came through ends its own (OpenID Connect RP-Initiated Logout 1.0); undefined for other sessions, and for
 * providers that have no such place or do not answer: signing out here depends on nobody.
 */
export function endAtProvider(deps: Pick<PeopleDeps, 'database' | 'keyring' | 'site'>, providers: Providers) {
  return async ({ tenant, session }: PersonCaller): Promise<string | undefined> => {
    const [row] = await deps.database.read.query<{ provider: string | null; sign_on: Buffer | null }>(
      { text: 'SELECT provider, sign_on FROM identity.session WHERE tenant = $1 AND id = $2' },
      [tenant, session.key],
    )
    const provider = providers.list().find(({ id }) => id === row?.provider)
    if (provider === undefined || !row?.sign_on) return undefined
    try {
      const hint = await openFor(deps.keyring, tenant, session.key, 'sign-on', row.sign_on)
      const configuration = await providers.configuration(provider)
      if (configuration.serverMetadata().end_session_endpoint === undefined) return undefined
      return openid.buildEndSessionUrl(configuration, {
        id_token_hint: hint.toString('utf8'),
        post_logout_redirect_uri: `${deps.site.origin}/`,
      }).href
    } catch {
      return undefined
    }
  }
}
