import type { AuthenticationResponseJSON } from '@simplewebauthn/server'
import { z } from 'zod'
import { overloaded } from '../../platform/batcher.ts'
import { type Route, route } from '../../platform/route.ts'
import {
  crossSiteRefused,
  ownAccountRefused,
  passwordRefused,
  personNotFound,
  personStateWrong,
  resetInvalid,
  signInRefused,
  signInThrottled,
} from '../errors.ts'
import type { PeopleDeps } from '../people/people-deps.ts'
import { passwordText } from '../people/wire.ts'
import { requireOwnPage } from '../sessions/same-origin.ts'
import { factorName, passkeyOptionsReply, passkeyResponse } from '../sign-in/sign-in-routes.ts'
import { idText, instant, toIso } from '../wire.ts'
import { makePasswordReset } from './make-reset.ts'
import { resetOptions } from './open-reset.ts'
import { redeemReset } from './redeem-reset.ts'

const token = z.string().max(128)
const code = z.string().min(1).max(64)

/** A forgotten password: somebody makes a link for another person, who shows a second factor they have. */
export function resetRoutes(deps: PeopleDeps): readonly Route[] {
  return [makeRoute(deps), optionsRoute(deps), redeemRoute(deps)]
}

const makeRoute = (deps: PeopleDeps) =>
  route({
    operation: 'person.reset-password',
    method: 'POST',
    path: '/people/{person}/password-reset',
    summary: 'Make a one-time link for somebody else who forgot their password',
    access: { action: 'manage-people' },
    params: z.strictObject({ person: idText('per') }),
    reply: z.object({
      id: idText('rst'),
      person: idText('per'),
      link: z.string().describe('Shown here and never again; works once, with a second factor of the person'),
      expires: instant,
    }),
    statuses: [201],
    errors: [personNotFound, personStateWrong, ownAccountRefused],
    async handle({ caller, params: { person } }) {
      const { expiresMs, ...made } = await makePasswordReset(deps, caller, person)
      return { status: 201, body: { ...made, expires: toIso(expiresMs) } }
    },
  })

const optionsRoute = (deps: PeopleDeps) =>
  route({
    operation: 'password-reset.options',
    method: 'POST',
    path: '/password-resets/options',
    summary: 'With which second factors a link for another password is used',
    access: 'public',
    body: z.strictObject({ token }),
    reply: z.object({ factors: z.array(factorName), passkey: passkeyOptionsReply.nullable() }),
    statuses: [200],
    errors: [resetInvalid, crossSiteRefused],
    bodyLimit: 4096,
    async handle({ body, browser }) {
      requireOwnPage(browser)
      const { factors, passkey } = await resetOptions(deps, body.token)
      return { status: 200, body: { factors: [...factors], passkey: passkey ? { ...passkey } : null } }
    },
  })

const redeemRoute = (deps: PeopleDeps) =>
  route({
    operation: 'password-reset.redeem',
    method: 'POST',
    path: '/password-resets/redeem',
    summary:
      'Choose another password with a link and a second factor; all sessions end, and nobody is signed in',
    access: 'public',
    body: z.strictObject({
      token,
      password: passwordText,
      proof: z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('totp'), code }),
        z.strictObject({ kind: z.literal('recovery'), code }),
        z.strictObject({ kind: z.literal('passkey'), response: passkeyResponse }),
      ]),
    }),
    reply: z.object({ changed: z.literal(true), sessionsEnded: z.int() }),
    statuses: [200],
    errors: [resetInvalid, signInRefused, signInThrottled, passwordRefused, crossSiteRefused, overloaded],
    bodyLimit: 65_536,
    async handle({ body, address, browser }) {
      requireOwnPage(browser)
      const { token, password, proof: given } = body
      const proof =
        given.kind === 'passkey'
          ? { ...given, response: given.response as unknown as AuthenticationResponseJSON }
          : given
      const { sessionsEnded } = await redeemReset(deps, {
        token,
        password,
        proof,
        from: { address, browser },
      })
      return { status: 200, body: { changed: true as const, sessionsEnded } }
    },
  })
