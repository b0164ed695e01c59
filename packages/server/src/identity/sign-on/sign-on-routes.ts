import { z } from 'zod'
import { AzukariError } from '../../platform/errors.ts'
import { type Route, type RouteRequest, route } from '../../platform/route.ts'
import { crossSiteRefused, personNeeded, signInAgain, signOnUnavailable, signOnUnknown } from '../errors.ts'
import { FRESH_MS } from '../factors/may-change-factors.ts'
import type { PeopleDeps } from '../people/people-deps.ts'
import { clearCookie, SIGN_ON_COOKIE } from '../sessions/cookies.ts'
import { signedIn } from '../sessions/me-routes.ts'
import { requireOwnPage } from '../sessions/same-origin.ts'
import { tenantOf } from '../sign-in/sign-in-routes.ts'
import { beginSignOn } from './begin-sign-on.ts'
import { finishSignOn } from './finish-sign-on.ts'
import type { Providers } from './providers.ts'

const params = z.strictObject({ provider: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/) })
const place = z.strictObject({ to: z.string().max(512).optional() }).optional()
const startReply = z.object({ url: z.string() })

/** Signing on through the company's identity provider. The providers are declared for the tenant that requests without a path prefix are about. */
export function signOnRoutes(deps: PeopleDeps, providers: Providers): readonly Route[] {
  return [
    listRoute(providers),
    startRoute(deps, providers),
    linkRoute(deps, providers),
    callbackRoute(deps, providers),
  ]
}

const listRoute = (providers: Providers) =>
  route({
    operation: 'sign-on.providers',
    method: 'GET',
    path: '/sign-on/providers',
    summary: 'The identity providers through which one can sign on',
    access: 'public',
    reply: z.object({ items: z.array(z.object({ id: z.string(), title: z.string() })) }),
    statuses: [200],
    errors: [],
    async handle(_request: RouteRequest<unknown, unknown, unknown>) {
      return { status: 200, body: { items: providers.list().map(({ id, title }) => ({ id, title })) } }
    },
  })

const startRoute = (deps: PeopleDeps, providers: Providers) =>
  route({
    operation: 'sign-on.start',
    method: 'POST',
    path: '/sign-on/{provider}/start',
    summary: 'Begin to sign on: where to send the browser',
    access: 'public',
    params,
    body: place,
    reply: startReply,
    statuses: [200],
    errors: [signOnUnknown, signOnUnavailable, crossSiteRefused],
    bodyLimit: 4096,
    async handle({ caller, params: { provider }, body, browser }) {
      requireOwnPage(browser)
      const input = { tenant: tenantOf(deps, caller), provider: providers.get(provider), to: body?.to }
      const { url, cookies } = await beginSignOn(deps, providers, input)
      return { status: 200, body: { url }, cookies }
    },
  })

const linkRoute = (deps: PeopleDeps, providers: Providers) =>
  route({
    operation: 'me.link-provider',
    method: 'POST',
    path: '/me/external/{provider}/start',
    summary: 'Begin to link an identity provider to one’s account',
    access: 'session',
    params,
    body: place,
    reply: startReply,
    statuses: [200],
    errors: [personNeeded, signInAgain, signOnUnknown, signOnUnavailable],
    bodyLimit: 4096,
    async handle({ caller, params: { provider }, body }) {
      const { tenant, session } = signedIn(caller)
      if (deps.clock.now() - session.createdMs > FRESH_MS)
        throw signInAgain('a way in is added soon after signing in')
      const input = { tenant, provider: providers.get(provider), to: body?.to, session: session.id }
      const { url, cookies } = await beginSignOn(deps, providers, input)
      return { status: 200, body: { url }, cookies }
    },
  })

/** What a provider may send along; each a name once, which the server sees to. */
const answer = z.record(z.string().max(64), z.string().max(4096))

// A browser is sent here by the provider, so it is sent on, and refusals go to the page where signing in begins.
const callbackRoute = (deps: PeopleDeps, providers: Providers) =>
  route({
    operation: 'sign-on.callback',
    method: 'GET',
    path: '/sign-on/{provider}/callback',
    summary: 'Where a provider sends the browser back to; goes on to the console',
    access: 'public',
    params,
    query: answer,
    statuses: [303],
    errors: [],
    async handle({ caller, params: { provider }, query, address, browser }) {
      try {
        const from = { address, browser }
        const input = { tenant: tenantOf(deps, caller), provider: providers.get(provider), query, from }
        const { to, cookies } = await finishSignOn(deps, providers, input)
        return { status: 303, headers: { location: to }, cookies }
      } catch (error) {
        if (!(error instanceof AzukariError) || error.status === 500) throw error
        const location = `/sign-in?problem=${error.code}`
        return { status: 303, headers: { location }, cookies: [clearCookie(SIGN_ON_COOKIE)] }
      }
    },
  })
