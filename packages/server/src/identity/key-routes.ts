import { z } from 'zod'
import { type Route, route } from '../platform/route.ts'
import { createKey } from './create-key.ts'
import { keyLifetimeInvalid, keyNotFound, keyNotLive, serviceDisabled, serviceNotFound } from './errors.ts'
import type { IdentityDeps } from './identity-deps.ts'
import { listKeys } from './list-keys.ts'
import { revokeKey } from './revoke-key.ts'
import { LONGEST_OVERLAP_MS, rotateKey } from './rotate-key.ts'
import { idText, instant, keyReply, keyToWire, pageQuery, toIso, toMs } from './wire.ts'

const manage = { action: 'manage' } as const
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

export function keyRoutes(deps: IdentityDeps): readonly Route[] {
  return [
    route({
      operation: 'key.create',
      method: 'POST',
      path: '/services/{service}/keys',
      summary: 'Make a key; it is shown once',
      access: manage,
      params: z.strictObject({ service: idText('svc') }),
      body: z.strictObject({ expires: instant.optional() }),
      reply: newKey,
      statuses: [201],
      errors: [serviceNotFound, serviceDisabled, keyLifetimeInvalid],
      async handle({ caller, params, body }) {
        const made = await createKey(deps, caller, { service: params.service, expiresMs: toMs(body.expires) })
        return { status: 201, body: newKeyToWire(made) }
      },
    }),
    route({
      operation: 'key.list',
      method: 'GET',
      path: '/keys',
      summary: 'List keys by what people tell them apart by; never the keys themselves',
      access: manage,
      query: z.strictObject({ ...pageQuery, service: idText('svc').optional() }),
      reply: z.object({ keys: z.array(keyReply) }),
      statuses: [200],
      errors: [],
      async handle({ caller, query }) {
        const keys = await listKeys(deps.database.read, caller.tenant, deps.clock.now(), query)
        return { status: 200, body: { keys: keys.map(keyToWire) } }
      },
    }),
    route({
      operation: 'key.rotate',
      method: 'POST',
      path: '/keys/{key}/rotate',
      summary: 'Make a key in the place of a live one, which goes on opening for a while',
      access: manage,
      params: z.strictObject({ key: idText('key') }),
      body: z.strictObject({
        overlap_seconds: z
          .int()
          .min(0)
          .max(LONGEST_OVERLAP_MS / 1000)
          .optional(),
        expires: instant.optional(),
      }),
      reply: newKey.extend({ replaces: idText('key'), old_ends: instant }),
      statuses: [201],
      errors: [keyNotFound, keyNotLive, serviceDisabled, keyLifetimeInvalid],
      async handle({ caller, params, body }) {
        const overlapMs = body.overlap_seconds === undefined ? undefined : body.overlap_seconds * 1000
        const input = { key: params.key, overlapMs, expiresMs: toMs(body.expires) }
        const made = await rotateKey(deps, caller, input)
        const reply = { ...newKeyToWire(made), replaces: made.replaces, old_ends: toIso(made.oldEndsMs) }
        return { status: 201, body: reply }
      },
    }),
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
    }),
  ]
}
