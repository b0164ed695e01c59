import { z } from 'zod'
import { malformedId } from '../../platform/ids.ts'
import { type Route, route } from '../../platform/route.ts'
import {
  certificateInvalid,
  keyLifetimeInvalid,
  keyNotFound,
  keyNotLive,
  serviceDisabled,
  serviceNotFound,
} from '../errors.ts'
import type { IdentityDeps } from '../identity-deps.ts'
import { certificateHash, idText, instant, keyReply, keyToWire, pageQuery, toIso, toMs } from '../wire.ts'
import { bindKey } from './bind-key.ts'
import { LONGEST_CERTIFICATE } from './client-certificate.ts'
import { createKey } from './create-key.ts'
import { listKeys } from './list-keys.ts'
import { revokeKey } from './revoke-key.ts'
import { LONGEST_OVERLAP_MS, rotateKey } from './rotate-key.ts'

const manage = { action: 'manage' } as const
const certificate = z
  .string()
  .max(LONGEST_CERTIFICATE)
  .describe('PEM of a client certificate. The key opens nothing without it.')
const newKey = z.object({
  id: idText('key'),
  service: idText('svc'),
  key: z.string().describe('The key itself. It is shown here and never again.'),
  shown: z.string(),
  expires: instant,
})
const newKeyToWire = (made: {
  id: string
  service: string
  key: string
  shown: string
  expiresMs: number
}) => ({
  id: made.id,
  service: made.service,
  key: made.key,
  shown: made.shown,
  expires: toIso(made.expiresMs),
})

/** Keys of services: each is shown once, and goes on under its id. */
export function keyRoutes(deps: IdentityDeps): readonly Route[] {
  return [createRoute(deps), listRoute(deps), rotateRoute(deps), bindRoute(deps), revokeRoute(deps)]
}

const createRoute = (deps: IdentityDeps) =>
  route({
    operation: 'key.create',
    method: 'POST',
    path: '/services/{service}/keys',
    summary: 'Make a key; it is shown once',
    access: manage,
    params: z.strictObject({ service: idText('svc') }),
    body: z.strictObject({ expires: instant.optional(), certificate: certificate.optional() }),
    reply: newKey,
    statuses: [201],
    errors: [serviceNotFound, serviceDisabled, keyLifetimeInvalid, certificateInvalid],
    async handle({ caller, params, body }) {
      const { expires, certificate } = body
      const input = { service: params.service, expiresMs: toMs(expires), certificate }
      const made = await createKey(deps, caller, input)
      return { status: 201, body: newKeyToWire(made) }
    },
  })

const listRoute = (deps: IdentityDeps) =>
  route({
    operation: 'key.list',
    method: 'GET',
    path: '/keys',
    summary: 'List keys by what people tell them apart by; never the keys themselves',
    access: manage,
    query: z.strictObject({ ...pageQuery, service: idText('svc').optional() }),
    reply: z.object({ keys: z.array(keyReply) }),
    statuses: [200],
    errors: [malformedId],
    async handle({ caller, query }) {
      const keys = await listKeys(
        deps.database.of(caller.tenant).read,
        caller.tenant,
        deps.clock.now(),
        query,
      )
      return { status: 200, body: { keys: keys.map(keyToWire) } }
    },
  })

const rotateRoute = (deps: IdentityDeps) =>
  route({
    operation: 'key.rotate',
    method: 'POST',
    path: '/keys/{key}/rotate',
    summary: 'Make a key in the place of a live one, which goes on opening for a while',
    access: manage,
    params: z.strictObject({ key: idText('key') }),
    body: z.strictObject({
      overlapSeconds: z
        .int()
        .min(0)
        .max(LONGEST_OVERLAP_MS / 1000)
        .optional(),
      expires: instant.optional(),
      certificate: certificate.optional(),
    }),
    reply: newKey.extend({ replaces: idText('key'), oldEnds: instant }),
    statuses: [201],
    errors: [keyNotFound, keyNotLive, serviceDisabled, keyLifetimeInvalid, certificateInvalid],
    async handle({ caller, params, body }) {
      const overlapMs = body.overlapSeconds === undefined ? undefined : body.overlapSeconds * 1000
      const { expires, certificate } = body
      const input = { key: params.key, overlapMs, expiresMs: toMs(expires), certificate }
      const made = await rotateKey(deps, caller, input)
      const reply = { ...newKeyToWire(made), replaces: made.replaces, oldEnds: toIso(made.oldEndsMs) }
      return { status: 201, body: reply }
    },
  })

const bindRoute = (deps: IdentityDeps) =>
  route({
    operation: 'key.bind',
    method: 'POST',
    path: '/keys/{key}/bind',
    summary: 'Bind a key to a client certificate, without which it opens nothing from now on',
    access: manage,
    params: z.strictObject({ key: idText('key') }),
    body: z.strictObject({ certificate }),
    reply: z.object({ id: idText('key'), service: idText('svc'), certificate: certificateHash }),
    statuses: [200],
    errors: [keyNotFound, keyNotLive, certificateInvalid],
    async handle({ caller, params, body }) {
      return { status: 200, body: await bindKey(deps, caller, { key: params.key, ...body }) }
    },
  })

const revokeRoute = (deps: IdentityDeps) =>
  route({
    operation: 'key.revoke',
    method: 'POST',
    path: '/keys/{key}/revoke',
    summary: 'End a key now',
    access: manage,
    params: z.strictObject({ key: idText('key') }),
    reply: z.object({ id: idText('key'), service: idText('svc'), revoked: instant }),
    statuses: [200],
    errors: [keyNotFound],
    async handle({ caller, params }) {
      const { id, service, revokedMs } = await revokeKey(deps, caller, params.key)
      return { status: 200, body: { id, service, revoked: toIso(revokedMs) } }
    },
  })
