import type { RegistrationResponseJSON } from '@simplewebauthn/server'
import { z } from 'zod'
import { type Route, type RouteRequest, route } from '../../platform/route.ts'
import {
  factorLast,
  factorNotFound,
  factorRefused,
  factorsTooMany,
  passwordNeeded,
  personNeeded,
  signInAgain,
  signInThrottled,
} from '../errors.ts'
import type { PeopleDeps } from '../people/people-deps.ts'
import { signedIn } from '../sessions/me-routes.ts'
import { passkeyOptionsReply, passkeyResponse } from '../sign-in/sign-in-routes.ts'
import { idText, instant, toIso, toIsoOrNull } from '../wire.ts'
import { addPasskey, passkeyOptions } from './add-passkey.ts'
import { addTotp, confirmTotp } from './add-totp.ts'
import { listFactors } from './list-factors.ts'
import { makeRecoveryCodes } from './recovery-codes.ts'
import { removeFactor } from './remove-factor.ts'

const changes = [personNeeded, factorsTooMany, signInAgain]
type Handled = Pick<RouteRequest<unknown, unknown, unknown>, 'caller'>

/** A person's own second factors. */
export function factorRoutes(deps: PeopleDeps): readonly Route[] {
  return [
    listRoute(deps),
    ...totpRoutes(deps),
    ...passkeyRoutes(deps),
    recoveryRoute(deps),
    removeRoute(deps),
  ]
}

const listRoute = (deps: PeopleDeps) =>
  route({
    operation: 'me.factors',
    method: 'GET',
    path: '/me/factors',
    summary: 'One’s own second factors',
    access: 'session',
    reply: z.object({
      items: z.array(
        z.object({
          id: idText('fac'),
          kind: z.enum(['totp', 'passkey']),
          name: z.string().nullable(),
          created: instant,
          lastUsed: instant.nullable(),
          synced: z.boolean(),
        }),
      ),
      recoveryCodes: z.int(),
    }),
    statuses: [200],
    errors: [personNeeded],
    async handle({ caller }: Handled) {
      const { tenant, principal } = signedIn(caller)
      const { factors, recoveryCodes } = await listFactors(
        deps.database.of(tenant).read,
        deps.keyring,
        tenant,
        principal,
      )
      const items = factors.map(({ id, kind, name, createdMs, lastUsedMs, synced }) => ({
        id,
        kind,
        name: name ?? null,
        created: toIso(createdMs),
        lastUsed: toIsoOrNull(lastUsedMs),
        synced,
      }))
      return { status: 200, body: { items, recoveryCodes } }
    },
  })

function totpRoutes(deps: PeopleDeps): readonly Route[] {
  return [
    route({
      operation: 'me.add-totp',
      method: 'POST',
      path: '/me/factors/totp',
      summary: 'Make a secret for one-time codes; it counts once a code of it was confirmed',
      access: 'pending',
      reply: z.object({ id: idText('fac'), secret: z.string(), uri: z.string() }),
      statuses: [201],
      errors: [...changes, passwordNeeded],
      async handle({ caller }: Handled) {
        return { status: 201, body: await addTotp(deps, signedIn(caller)) }
      },
    }),
    route({
      operation: 'me.confirm-totp',
      method: 'POST',
      path: '/me/factors/totp/{factor}/confirm',
      summary: 'Confirm a secret by a code; who had no second factor is signed in with it',
      access: 'pending',
      params: z.strictObject({ factor: idText('fac') }),
      body: z.strictObject({ code: z.string().min(1).max(16) }),
      reply: z.object({ id: idText('fac'), state: z.literal('signed_in') }),
      statuses: [200],
      errors: [...changes, factorNotFound, factorRefused, signInThrottled],
      async handle({ caller, params, body, address, browser }) {
        const input = { factor: params.factor, code: body.code, from: { address, browser } }
        const cookies = await confirmTotp(deps, signedIn(caller), input)
        return { status: 200, body: { id: params.factor, state: 'signed_in' as const }, cookies }
      },
    }),
  ]
}

function passkeyRoutes(deps: PeopleDeps): readonly Route[] {
  return [
    route({
      operation: 'me.passkey-options',
      method: 'POST',
      path: '/me/factors/passkeys/options',
      summary: 'What a browser needs to make a passkey',
      access: 'pending',
      reply: passkeyOptionsReply,
      statuses: [200],
      errors: changes,
      async handle({ caller }: Handled) {
        return { status: 200, body: { ...(await passkeyOptions(deps, signedIn(caller))) } }
      },
    }),
    route({
      operation: 'me.add-passkey',
      method: 'POST',
      path: '/me/factors/passkeys',
      summary: 'Add a passkey; who had no second factor is signed in with it',
      access: 'pending',
      body: z.strictObject({ name: z.string().min(1).max(100), response: passkeyResponse }),
      reply: z.object({ id: idText('fac'), state: z.literal('signed_in') }),
      statuses: [201],
      errors: [...changes, factorRefused],
      bodyLimit: 131_072,
      async handle({ caller, body, address, browser }) {
        const response = body.response as unknown as RegistrationResponseJSON
        const input = { name: body.name, response, from: { address, browser } }
        const { id, cookies } = await addPasskey(deps, signedIn(caller), input)
        return { status: 201, body: { id, state: 'signed_in' as const }, cookies }
      },
    }),
  ]
}

const recoveryRoute = (deps: PeopleDeps) =>
  route({
    operation: 'me.recovery-codes',
    method: 'POST',
    path: '/me/factors/recovery-codes',
    summary: 'Make new recovery codes; those made before open nothing more',
    access: 'session',
    reply: z.object({ codes: z.array(z.string()).describe('Shown here and never again') }),
    statuses: [201],
    errors: [...changes, factorNotFound],
    async handle({ caller }: Handled) {
      return { status: 201, body: { codes: await makeRecoveryCodes(deps, signedIn(caller)) } }
    },
  })

const removeRoute = (deps: PeopleDeps) =>
  route({
    operation: 'me.remove-factor',
    method: 'POST',
    path: '/me/factors/{factor}/remove',
    summary: 'Remove a second factor, never the last; all other sessions end',
    access: 'session',
    params: z.strictObject({ factor: idText('fac') }),
    reply: z.object({ id: idText('fac') }),
    statuses: [200],
    errors: [...changes, factorNotFound, factorLast],
    async handle({ caller, params }) {
      await removeFactor(deps, signedIn(caller), params.factor)
      return { status: 200, body: { id: params.factor } }
    },
  })
