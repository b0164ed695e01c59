import * as openid from 'openid-client'
import type { PersonCaller } from '../acting.ts'
import type { PeopleDeps } from '../people/people-deps.ts'
import type { Providers } from './providers.ts'

/**
 * Where the provider that a session came through ends its own (OpenID Connect RP-Initiated Logout 1.0); undefined for other sessions, and for
 * providers that have no such place or do not answer: signing out here depends on nobody. It goes there without `id_token_hint`: that token has a name and an address in
 * it, and would stand in the history of the browser and in logs on the way. The provider asks its own cookie who it is, and perhaps whether they mean it.
 */
export function endAtProvider(deps: Pick<PeopleDeps, 'database' | 'site'>, providers: Providers) {
  return async ({ tenant, session }: PersonCaller): Promise<string | undefined> => {
    const [row] = await deps.database
      .of(tenant)
      .read.query<{ provider: string | null }>(
        { text: 'SELECT provider FROM identity.session WHERE tenant = $1 AND id = $2' },
        [tenant, session.key],
      )
    const provider = providers.list().find(({ id }) => id === row?.provider)
    if (provider === undefined) return undefined
    try {
      const configuration = await providers.configuration(provider)
      if (configuration.serverMetadata().end_session_endpoint === undefined) return undefined
      return openid.buildEndSessionUrl(configuration, { post_logout_redirect_uri: `${deps.site.origin}/` })
        .href
    } catch {
      return undefined
    }
  }
}
