import type { AuthenticationResponseJSON } from '@simplewebauthn/server'
import { z } from 'zod'
import { overloaded } from '../../platform/batcher.ts'
import { type Caller, type Route, route } from '../../platform/route.ts'
import { crossSiteRefused, personNeeded, signInRefused, signInThrottled } from '../errors.ts'
import type { PeopleDeps } from '../people/people-deps.ts'
import { passwordText, userNameText } from '../people/wire.ts'
import { signedIn } from '../sessions/me-routes.ts'
import { requireOwnPage } from '../sessions/same-origin.ts'
import type { Sessions } from '../sessions/sessions.ts'
import { signInWithPassword } from './first-factor.ts'
import { type Pending, passkeySignInOptions, signInWithPasskey } from './passkey-sign-in.ts'
import { giveSecondFactor } from './second-factor.ts'

export const factorName = z.enum(['totp', 'passkey', 'recovery'])
const done = z.object({ state: z.literal('signed_in') })
const errors = [signInRefused, signInThrottled, crossSiteRefused, overloaded]
/** What browsers make of a passkey; the library judges it. */
export const passkeyResponse = z.looseObject({
  id: z.string().max(2048),
  rawId: z.string().max(2048),
  type: z.literal('public-key'),
  response: z.looseObject({ clientDataJSON: z.string().max(8192) }),
})
export const passkeyOptionsReply = z.looseObject({ challenge: z.string() })

/** The tenant of the path, or the one that requests without a path prefix are about. */
export const tenantOf = (deps: PeopleDeps, caller: Caller) =>
  caller.tenant === 0 ? deps.mainTenant : caller.tenant

/** Signing in: nothing here tells whether there is such a person. */
export function signInRoutes(deps: PeopleDeps, sessions: Sessions): readonly Route[] {
  return [
    rulesRoute(deps),
    firstFactorRoute(deps),
    codeRoute(deps, 'totp', 'Give a one-time code as the second factor'),
    codeRoute(deps, 'recovery', 'Give a recovery code instead of the second factor'),
    ...passkeyRoutes(deps, sessions),
  ]
}

/** What whoever chooses a password is told beforehand; the policy's text says the same to everybody. */
const rulesRoute = (deps: PeopleDeps) =>
  route({
    operation: 'sign-in.rules',
    method: 'GET',
    path: '/sign-in',
    summary: 'How many characters the policy in force wants of a password',
    access: 'public',
    reply: z.object({ passwordLength: z.number().int() }),
    statuses: [200],
    errors: [],
    async handle() {
      const { passwordLength } = await deps.rules()
      return { status: 200, body: { passwordLength } }
    },
  })

const firstFactorRoute = (deps: PeopleDeps) =>
  route({
    operation: 'sign-in.password',
    method: 'POST',
    path: '/sign-in',
    summary: 'Give user name and password, the first factor',
    access: 'public',
    body: z.strictObject({ userName: userNameText, password: passwordText }),
    reply: z.object({ state: z.enum(['factor_needed', 'enrol_needed']), factors: z.array(factorName) }),
    statuses: [200],
    errors,
    bodyLimit: 16_384,
    async handle({ caller, body, address, browser }) {
      requireOwnPage(browser)
      const tenant = tenantOf(deps, caller)
      const { factors, cookies } = await signInWithPassword(deps, {
        ...body,
        tenant,
        from: { address, browser },
      })
      return {
        status: 200,
        body: {
          state: factors.length === 0 ? ('enrol_needed' as const) : ('factor_needed' as const),
          factors,
        },
        cookies,
      }
    },
  })

const codeRoute = (deps: PeopleDeps, kind: 'totp' | 'recovery', summary: string) =>
  route({
    operation: `sign-in.${kind}`,
    method: 'POST',
    path: `/sign-in/${kind}`,
    summary,
    access: 'pending',
    body: z.strictObject({ code: z.string().min(1).max(64) }),
    reply: done,
    statuses: [200],
    errors: [...errors, personNeeded],
    bodyLimit: 4096,
    async handle({ caller, body, address, browser }) {
      const { cookies } = await giveSecondFactor(deps, signedIn(caller), {
        kind,
        code: body.code,
        from: { address, browser },
      })
      return { status: 200, body: { state: 'signed_in' as const }, cookies }
    },
  })

function passkeyRoutes(deps: PeopleDeps, sessions: Sessions): readonly Route[] {
  const pendingOf = async (tenant: number, cookie: string | undefined): Promise<Pending> => {
    const row = await sessions.find(cookie)
    return row?.state === 'pending' && row.tenant === tenant ? row : undefined
  }
  return [
    route({
      operation: 'sign-in.passkey-options',
      method: 'POST',
      path: '/sign-in/passkey/options',
      summary: 'What a browser needs to sign in with a passkey',
      access: 'public',
      body: z.strictObject({}),
      reply: passkeyOptionsReply,
      statuses: [200],
      errors,
      bodyLimit: 4096,
      async handle({ caller, browser }) {
        requireOwnPage(browser)
        const tenant = tenantOf(deps, caller)
        const pending = await pendingOf(tenant, browser.cookie)
        return { status: 200, body: { ...(await passkeySignInOptions(deps, tenant, pending)) } }
      },
    }),
    route({
      operation: 'sign-in.passkey',
      method: 'POST',
      path: '/sign-in/passkey',
      summary: 'Sign in with a passkey: after the password, or with it alone',
      access: 'public',
      body: z.strictObject({ response: passkeyResponse }),
      reply: done,
      statuses: [200],
      errors,
      bodyLimit: 65_536,
      async handle({ caller, body, address, browser }) {
        requireOwnPage(browser)
        const tenant = tenantOf(deps, caller)
        const pending = await pendingOf(tenant, browser.cookie)
        const response = body.response as unknown as AuthenticationResponseJSON
        const from = { address, browser }
        const { cookies } = await signInWithPasskey(deps, { tenant, response, pending, from })
        return { status: 200, body: { state: 'signed_in' as const }, cookies }
      },
    }),
  ]
}
